"""What may be shown, and how many stars it is."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stegvis.core.period import add_months
from stegvis.statistics.comparison.rules import (
    Limits,
    Quarter,
    Window,
    may_be_shown,
    stars_for,
    terms_hold_together,
    told_together,
)

TODAY = date(2026, 11, 1)
FOUR_STARS = Limits(star_limits=(Decimal("-0.5"), Decimal("0.5"), Decimal("1.5")))
WINDOW = Window.of(Limits(), TODAY)


@pytest.mark.parametrize(
    ("n", "since", "shown"),
    [
        (18, date(2025, 11, 1), True),
        (17, date(2025, 11, 1), False),
        (18, date(2025, 11, 2), False),
        (500, None, False),
    ],
)
def test_a_result_is_shown_from_eighteen_customers_and_twelve_months(
    n: int, since: date | None, shown: bool
) -> None:
    assert may_be_shown(n, since, Limits(), TODAY).ok is shown


@pytest.mark.parametrize(
    ("strength", "stars"), [(-2.0, 1), (-0.51, 1), (-0.5, 2), (0.0, 2), (0.5, 3), (1.49, 3), (1.5, 4), (9, 4)]
)
def test_stars_follow_the_limits_of_the_terms(strength: float, stars: int) -> None:
    assert stars_for(strength, FOUR_STARS) == stars


def test_without_limits_no_stars_are_given() -> None:
    assert stars_for(1.0, Limits()) is None


@given(st.floats(-5, 5), st.floats(-5, 5))
def test_a_better_result_never_gets_fewer_stars(one: float, other: float) -> None:
    worse, better = sorted((one, other))
    assert (stars_for(worse, FOUR_STARS) or 0) <= (stars_for(better, FOUR_STARS) or 0)


@pytest.mark.parametrize(
    ("limits", "field"),
    [
        (Limits(min_starters=4), "min_starters"),
        (Limits(min_months=0), "min_months"),
        (Limits(min_months=12, window_months=11), "window_months"),
        (Limits(star_limits=(Decimal(1), Decimal(2))), "star_limits"),
        (Limits(star_limits=(Decimal(1), Decimal(1), Decimal(2))), "star_limits"),
    ],
)
def test_terms_that_do_not_hold_together_are_told_at_their_field(limits: Limits, field: str) -> None:
    answer = terms_hold_together(limits)
    assert [problem.field for problem in answer.problems] == [field]


def test_the_terms_of_the_state_hold_together() -> None:
    assert terms_hold_together(Limits()).ok
    assert terms_hold_together(FOUR_STARS).ok


def test_a_quarter_that_is_not_over_is_not_told() -> None:
    assert told_together([Quarter(date(2026, 10, 1), 40, 40)], WINDOW) == (0, 0)
    assert told_together([Quarter(date(2026, 7, 1), 40, 30)], WINDOW) == (40, 30)


def test_four_answers_wait_for_the_next_quarter() -> None:
    few = Quarter(date(2026, 1, 1), 4, 4)
    assert told_together([few], WINDOW) == (0, 0)
    assert told_together([few, Quarter(date(2026, 4, 1), 1, 0)], WINDOW) == (5, 4)


# The quarter's content is a power of two, so that the sum says which quarters are told.
quarters = st.lists(st.integers(0, 8), max_size=16).map(
    lambda sizes: [
        Quarter(add_months(date(2022, 1, 1), 3 * n), size, content=2**n) for n, size in enumerate(sizes)
    ]
)


@given(quarters, st.integers(0, 60))
def test_from_one_day_to_the_next_never_fewer_than_five_answers_come_or_go(
    voices: list[Quarter], months: int
) -> None:
    day = add_months(date(2022, 1, 1), months)
    _, before = told_together(voices, Window.of(Limits(window_months=12), day - timedelta(days=1)))
    _, after = told_together(voices, Window.of(Limits(window_months=12), day))
    for changed in (before & ~after, after & ~before):
        moved = [quarter for quarter in voices if quarter.content & changed]
        assert not moved or sum(quarter.answers for quarter in moved) >= 5
