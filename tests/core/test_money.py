from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stegvis.core.money import Ore, format_kr, kr, prorate, rounded, split

amounts = st.integers(-(10**12), 10**12)
weights = st.lists(st.integers(0, 1000), min_size=1, max_size=12).filter(any)


def test_an_amount_is_read_in_kronor_and_kept_in_ore() -> None:
    assert kr(3686) == 368_600
    assert kr("52,40") == kr("52.4") == kr(Decimal("52.4")) == 5240
    assert kr("1 234,5") == kr("1\u00a0234,50") == 123_450
    assert kr("-7") == kr("\u22127") == -700


@pytest.mark.parametrize("text", ["", "abc", "1.234,50", "12,345", "1e3", "nan"])
def test_what_is_no_amount_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        kr(text)


def test_a_float_is_refused_since_it_has_lost_the_exact_amount() -> None:
    with pytest.raises(TypeError):
        kr(52.4)  # type: ignore[arg-type]


def test_an_amount_is_shown_in_swedish() -> None:
    assert format_kr(123_450) == "1\u00a0234,50\u00a0kr"
    assert format_kr(-5) == "\u22120,05\u00a0kr"
    assert format_kr(0) == "0,00\u00a0kr"


def test_an_amount_without_ore_is_rounded_to_kronor() -> None:
    assert format_kr(123_450, decimals=False) == "1\u00a0235\u00a0kr"
    assert format_kr(-123_450, decimals=False) == "\u22121\u00a0235\u00a0kr"
    assert format_kr(-49, decimals=False) == "0\u00a0kr"


def test_half_an_ore_goes_away_from_zero() -> None:
    assert rounded(Fraction(1, 2)) == 1
    assert rounded(Fraction(-1, 2)) == -1
    assert rounded(Fraction(3, 2)) == 2
    assert rounded(Fraction(49, 100)) == 0


def test_ten_days_of_thirty_are_a_third_of_jobbpeng() -> None:
    assert prorate(kr(3686), 10, 30) == kr("1228.67")


def test_no_part_can_be_taken_of_nothing() -> None:
    with pytest.raises(ValueError):
        prorate(kr(100), 1, 0)


def test_a_hundred_ore_among_three_leaves_the_odd_one_to_the_first() -> None:
    assert split(Ore(100), [1, 1, 1]) == [34, 33, 33]
    assert split(Ore(-100), [1, 1, 1]) == [-34, -33, -33]


def test_who_weighs_nothing_gets_nothing() -> None:
    assert split(Ore(101), [0, 1, 0, 1]) == [0, 51, 0, 50]


@pytest.mark.parametrize("bad", [[], [0, 0], [1, -1, 5]])
def test_impossible_weights_are_refused(bad: list[int]) -> None:
    with pytest.raises(ValueError):
        split(Ore(100), bad)


@given(amounts, weights)
def test_splitting_never_loses_an_ore(amount: int, weights: list[int]) -> None:
    assert sum(split(amount, weights)) == amount


@given(amounts, weights)
def test_each_share_is_within_an_ore_of_the_exact_one(amount: int, weights: list[int]) -> None:
    for share, weight in zip(split(amount, weights), weights, strict=True):
        assert abs(share - Fraction(amount * weight, sum(weights))) < 1


@given(amounts, weights)
def test_a_split_claw_back_mirrors_the_split_payment(amount: int, weights: list[int]) -> None:
    assert [-share for share in split(amount, weights)] == split(-amount, weights)


@given(amounts, st.integers(0, 400), st.integers(1, 400))
def test_a_reversal_takes_back_exactly_what_was_paid(amount: int, part: int, whole: int) -> None:
    assert prorate(amount, part, whole) + prorate(-amount, part, whole) == 0


@given(amounts, st.integers(1, 400))
def test_all_of_the_whole_is_the_amount(amount: int, whole: int) -> None:
    assert prorate(amount, whole, whole) == amount


@given(st.fractions(min_value=-(10**9), max_value=10**9))
def test_rounding_is_to_the_nearest_and_symmetric(exact: Fraction) -> None:
    assert abs(rounded(exact) - exact) <= Fraction(1, 2)
    assert rounded(-exact) == -rounded(exact)


@given(amounts)
def test_a_shown_amount_reads_back_as_itself(ore: int) -> None:
    assert kr(format_kr(ore).removesuffix("kr")) == ore
