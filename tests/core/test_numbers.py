from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stegvis.core.numbers import (
    format_decimal,
    format_number,
    format_percent,
    format_percentage_points,
    parse_decimal,
)


def test_thousands_are_parted_by_a_blank_that_does_not_break() -> None:
    assert format_number(1234567) == "1\u00a0234\u00a0567"
    assert format_number(999) == "999"
    assert format_number(-1234) == "\u22121\u00a0234"


def test_decimals_are_written_with_comma_and_always_as_many() -> None:
    assert format_decimal(1234.5, 2) == "1\u00a0234,50"
    assert format_decimal(4, 1) == "4,0"
    assert format_decimal(Decimal("-0.05"), 1) == "\u22120,1"
    assert format_decimal(Fraction(1, 3), 3) == "0,333"
    assert format_decimal(2.5, 0) == "3"


def test_a_float_is_rounded_as_it_reads() -> None:
    assert format_decimal(2.675, 2) == "2,68"


def test_nothing_is_never_negative() -> None:
    assert format_decimal(-0.04, 1) == "0,0"


def test_a_share_is_shown_as_percent_and_a_difference_as_percentage_points() -> None:
    assert format_percent(Fraction(41, 1000)) == "4,1\u00a0procent"
    assert format_percent(Fraction(50, 114), 0) == "44\u00a0procent"
    assert format_percentage_points(Fraction(-1, 50)) == "\u22122,0\u00a0procentenheter"
    assert format_percentage_points(Fraction(1, 100), 0) == "1\u00a0procentenhet"
    assert format_percentage_points(Fraction(1, 10), 0) == "10\u00a0procentenheter"


def test_numbers_are_read_as_people_type_them() -> None:
    assert parse_decimal(" 1 234,5 ") == parse_decimal("1234.5") == Decimal("1234.5")
    assert parse_decimal("\u22123") == Decimal(-3)


@pytest.mark.parametrize(
    "text", ["", " ", "1,2,3", "1.234,5", "tolv", "NaN", "Infinity", "1e9", "٣", "--1", ",5"]
)
def test_what_is_no_number_is_refused_in_swedish(text: str) -> None:
    with pytest.raises(ValueError, match="Skriv ett tal"):
        parse_decimal(text)


@given(st.decimals(min_value=-(10**12), max_value=10**12, places=2))
def test_a_shown_number_reads_back_as_itself(number: Decimal) -> None:
    assert parse_decimal(format_decimal(number, 2)) == number


@given(st.floats(allow_nan=False, allow_infinity=False, min_value=-1e9, max_value=1e9), st.integers(0, 6))
def test_a_shown_number_is_within_half_of_its_last_place(number: float, decimals: int) -> None:
    shown = Fraction(parse_decimal(format_decimal(number, decimals)))
    assert abs(shown - Fraction(repr(number))) <= Fraction(1, 2 * 10**decimals)
