"""The method itself, on customers made for the purpose."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stegvis.statistics.comparison.adjusting import TIME, adjust
from stegvis.statistics.comparison.cohorts import Cohort, numbered
from stegvis.statistics.comparison.shrinking import shrunken


def a_cohort(*providers: tuple[int, int, int, int], kind: float = 1.0) -> Cohort:
    """Each provider as (easy customers, of them succeeded, hard customers, of them succeeded)."""
    rows = [
        (place, hard, float(number < good) * kind)
        for place, (easy, easy_good, difficult, hard_good) in enumerate(providers)
        for hard, size, good in ((0, easy, easy_good), (1, difficult, hard_good))
        for number in range(size)
    ]
    place, hard, outcome = zip(*rows, strict=True)
    return Cohort(np.array(place), np.array(outcome), len(providers), (np.array(hard),))


def test_who_has_harder_customers_and_does_as_well_with_each_kind_is_not_told_worse() -> None:
    result = adjust(a_cohort((180, 126, 20, 6), (20, 14, 180, 54), (100, 70, 100, 30)))
    assert result.raw[0] - result.raw[1] == pytest.approx(0.32)
    assert np.ptp(result.adjusted) < 0.03
    assert not result.differs.any()


def test_who_does_better_with_each_kind_is_told_better_though_its_raw_result_is_lower() -> None:
    others = [(100, 60, 100, 30)] * 8
    result = adjust(a_cohort((20, 17, 180, 90), (180, 100, 20, 5), *others))
    assert result.raw[0] < result.raw[1] + 0.02
    assert result.adjusted[0] > result.adjusted[1] + 0.05
    assert result.differs[0]


def test_what_was_expected_follows_who_the_customers_were() -> None:
    result = adjust(a_cohort((180, 126, 20, 6), (20, 14, 180, 54)))
    assert result.expected == pytest.approx([0.66, 0.34], abs=0.02)


def test_a_provider_with_few_customers_is_drawn_to_the_middle_more_than_one_with_many() -> None:
    middling = [(100, 50, 100, 50)] * 10
    result = adjust(a_cohort((10, 9, 10, 9), (200, 180, 200, 180), *middling))
    assert result.raw[0] == result.raw[1]
    assert result.middle < result.adjusted[0] < result.adjusted[1]
    assert result.high[0] - result.low[0] > result.high[1] - result.low[1]


@pytest.mark.parametrize("share", [0, 20])
def test_when_nobody_or_everybody_succeeds_there_is_still_an_interval(share: int) -> None:
    result = adjust(a_cohort((20, share, 20, share), (20, share, 20, share)))
    assert np.isfinite([result.adjusted, result.low, result.high]).all()
    assert (result.high - result.low > 0.005).all()


def test_a_single_provider_gets_its_own_result_with_its_uncertainty() -> None:
    result = adjust(a_cohort((50, 30, 50, 20)))
    assert result.adjusted[0] == pytest.approx(0.5, abs=0.01)
    assert result.low[0] == pytest.approx(0.40, abs=0.02)
    assert result.high[0] == pytest.approx(0.60, abs=0.02)


def test_days_are_compared_with_who_the_customers_were_taken_into_account() -> None:
    easy, hard = [100.0] * 40 + [120.0] * 40, [200.0] * 40 + [220.0] * 40
    outcome = np.array([*easy, *hard[:40], *easy[:40], *hard])
    provider = np.repeat([0, 1], 120)
    kinds = np.array([0] * 80 + [1] * 40 + [0] * 40 + [1] * 80)
    result = adjust(Cohort(provider, outcome, 2, (kinds,)), TIME)
    assert abs(result.raw[0] - result.raw[1]) > 30
    assert abs(result.adjusted[0] - result.adjusted[1]) < 8


def test_a_rare_value_is_put_with_the_common_one() -> None:
    codes = np.array([0] * 60 + [1] * 19 + [2] * 20)
    cohort = Cohort(np.zeros(99, np.int64), np.zeros(99), 1, (codes,))
    assert cohort.design().shape == (99, 2)


def test_values_are_numbered_in_the_order_in_which_they_come() -> None:
    codes, values = numbered(["b", "a", "b"])
    assert list(codes) == [0, 1, 0] and values == ["b", "a"]


estimates = st.lists(st.tuples(st.floats(-2, 2), st.floats(0.01, 1)), min_size=2, max_size=12)


@settings(max_examples=60)
@given(estimates)
def test_an_estimate_is_drawn_towards_the_centre_and_never_past_it(pairs: list[tuple[float, float]]) -> None:
    values, variances = (np.array(column) for column in zip(*pairs, strict=True))
    believed = shrunken(values, variances)
    assert (believed.mean >= values.min() - 1e-9).all() and (believed.mean <= values.max() + 1e-9).all()
    assert (believed.deviation > 0).all()
    equal = shrunken(values, np.full(len(values), 0.1))
    assert (np.diff(equal.mean[np.argsort(values)]) >= -1e-9).all(), "with equal grounds the order is kept"


@settings(max_examples=30)
@given(estimates, st.floats(-3, 3))
def test_moving_all_estimates_moves_what_is_believed_as_far(
    pairs: list[tuple[float, float]], distance: float
) -> None:
    values, variances = (np.array(column) for column in zip(*pairs, strict=True))
    here, there = shrunken(values, variances), shrunken(values + distance, variances)
    assert there.mean == pytest.approx(here.mean + distance, abs=1e-6)
    assert there.deviation == pytest.approx(here.deviation, abs=1e-6)


def test_nothing_cannot_be_shrunken() -> None:
    with pytest.raises(ValueError):
        shrunken(np.array([]), np.array([]))
