from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stegvis.core.period import Period, add_months, half_year_after, merged

days = st.dates(min_value=date(1990, 1, 1), max_value=date(2060, 12, 31))


@st.composite
def closed_periods(draw: st.DrawFn) -> Period:
    start = draw(days)
    return Period(start, start + timedelta(days=draw(st.integers(1, 1500))))


periods = st.one_of(closed_periods(), st.builds(Period, days))
months = st.builds(Period.of_month, days)


def days_of(*some: Period) -> set[date]:
    return {p.start + timedelta(days=n) for p in some for n in range(p.days)}


def clipped(period: Period) -> Period:
    """An open period ended far away, so that its days can be counted one by one."""
    return period if period.end else period.ending(date(2070, 1, 1))


def test_a_period_without_days_cannot_exist() -> None:
    with pytest.raises(ValueError):
        Period(date(2022, 5, 1), date(2022, 5, 1))
    with pytest.raises(ValueError):
        Period(date(2022, 5, 2), date(2022, 5, 1))


def test_people_say_the_last_day_and_the_period_knows_the_day_after() -> None:
    period = Period.inclusive(date(2021, 9, 1), date(2022, 4, 30))
    assert period.end == date(2022, 5, 1)
    assert period.last_day == date(2022, 4, 30)
    assert period.days == 242
    assert str(period) == "2021-09-01–2022-04-30"


def test_an_open_period_has_no_last_day_and_cannot_be_counted() -> None:
    period = Period.inclusive(date(2021, 9, 1), None)
    assert period.last_day is None
    assert str(period) == "2021-09-01–"
    for ask in ("days", "whole_months"):
        with pytest.raises(ValueError):
            getattr(period, ask)
    with pytest.raises(ValueError):
        period.split_by_month()


def test_december_ends_with_the_year() -> None:
    assert Period.month(2021, 12) == Period(date(2021, 12, 1), date(2022, 1, 1))
    assert Period.of_month(date(2024, 2, 29)) == Period(date(2024, 2, 1), date(2024, 3, 1))


def test_periods_that_only_meet_do_not_overlap_but_join() -> None:
    spring = Period(date(2022, 1, 1), date(2022, 6, 1))
    summer = Period(date(2022, 6, 1), date(2022, 9, 1))
    assert not spring.overlaps(summer)
    assert spring.intersect(summer) is None
    assert summer.join(spring) == Period(date(2022, 1, 1), date(2022, 9, 1))


def test_periods_with_days_between_do_not_join() -> None:
    with pytest.raises(ValueError):
        Period.month(2022, 1).join(Period.month(2022, 3))


def test_periods_sort_by_start_with_an_open_end_last() -> None:
    open_ended, closed = Period(date(2022, 1, 1)), Period.month(2022, 1)
    later = Period.month(2022, 2)
    assert sorted([later, open_ended, closed]) == [closed, open_ended, later]


def test_the_previous_year_of_the_boards_period() -> None:
    assert (
        str(Period.inclusive(date(2021, 9, 1), date(2022, 4, 30)).previous_year()) == "2020-09-01–2021-04-30"
    )


@pytest.mark.parametrize(
    ("period", "before"),
    [
        ("2020-02-01–2020-02-29", "2019-02-01–2019-02-28"),
        ("2021-02-01–2021-02-28", "2020-02-01–2020-02-29"),
        ("2020-01-15–2020-02-28", "2019-01-15–2019-02-28"),
        ("2020-02-28–2020-02-28", "2019-02-28–2019-02-28"),
        ("2020-02-29–2020-02-29", "2019-02-28–2019-02-28"),
    ],
)
def test_the_previous_year_around_leap_days(period: str, before: str) -> None:
    first, last = map(date.fromisoformat, period.split("–"))
    assert str(Period.inclusive(first, last).previous_year()) == before


def test_a_period_open_now_was_open_a_year_ago() -> None:
    assert Period(date(2024, 2, 29)).previous_year() == Period(date(2023, 2, 28))


def test_three_months_from_the_fifteenth_are_three_and_a_day_more_is_four() -> None:
    assert Period(date(2024, 1, 15), date(2024, 4, 15)).whole_months == 3
    assert Period(date(2024, 1, 15), date(2024, 4, 16)).whole_months == 4
    assert Period(date(2024, 1, 31), date(2024, 2, 29)).whole_months == 1
    assert Period(date(2024, 1, 15), date(2024, 1, 16)).whole_months == 1


def test_months_are_split_at_their_turn() -> None:
    parts = Period(date(2021, 11, 15), date(2022, 1, 10)).split_by_month()
    assert [str(part) for part in parts] == [
        "2021-11-15–2021-11-30",
        "2021-12-01–2021-12-31",
        "2022-01-01–2022-01-09",
    ]


def test_month_starts_of_an_open_period_stop_at_the_given_day() -> None:
    period = Period(date(2022, 1, 20))
    assert period.month_starts(date(2022, 3, 1)) == [date(2022, 1, 1), date(2022, 2, 1), date(2022, 3, 1)]
    assert period.month_starts(date(2021, 12, 31)) == []


def test_month_starts_of_an_ended_period_stop_with_it() -> None:
    assert Period.month(2022, 1).month_starts(date(2030, 1, 1)) == [date(2022, 1, 1)]


def test_adding_months_clamps_to_the_last_day() -> None:
    assert add_months(date(2024, 1, 31), 1) == date(2024, 2, 29)
    assert add_months(date(2024, 3, 31), -1) == date(2024, 2, 29)
    assert add_months(date(2024, 12, 1), 1) == date(2025, 1, 1)
    assert half_year_after(date(2021, 8, 31)) == date(2022, 2, 28)


@given(periods, periods)
def test_two_periods_share_exactly_the_days_of_their_intersection(one: Period, other: Period) -> None:
    both = clipped(one).intersect(clipped(other))
    assert days_of(clipped(one)) & days_of(clipped(other)) == (days_of(both) if both else set())
    assert one.overlaps(other) == other.overlaps(one) == (both is not None)


@given(periods, periods)
def test_what_is_subtracted_and_what_remains_are_the_whole(one: Period, other: Period) -> None:
    rest = clipped(one).subtract(clipped(other))
    assert days_of(*rest) == days_of(clipped(one)) - days_of(clipped(other))
    assert sum(part.days for part in rest) == len(days_of(*rest))


@given(periods, periods)
def test_an_open_period_minus_another_is_the_same_as_far_as_one_can_see(one: Period, other: Period) -> None:
    rest = one.subtract(other)
    assert not any(part.overlaps(other) for part in rest)
    shared = one.intersect(other)
    assert merged([*rest, *([shared] if shared else [])]) == [one]


@given(periods, periods)
def test_a_period_covers_another_exactly_when_nothing_of_it_remains(one: Period, other: Period) -> None:
    assert one.covers(other) == (other.subtract(one) == [])


@given(periods, days)
def test_a_period_contains_the_days_from_start_to_last(period: Period, day: date) -> None:
    inside = period.start <= day and (period.last_day is None or day <= period.last_day)
    assert period.contains(day) == inside


@given(st.lists(closed_periods(), max_size=8))
def test_merged_periods_are_the_same_days_apart_and_in_order(some: list[Period]) -> None:
    result = merged(some)
    assert days_of(*result) == days_of(*some)
    for earlier, later in pairwise(result):
        assert earlier.end is not None and earlier.end < later.start


@given(closed_periods())
def test_a_period_split_by_month_is_whole_again_when_merged(period: Period) -> None:
    parts = period.split_by_month()
    assert merged(parts) == [period]
    assert sum(part.days for part in parts) == period.days
    assert all(Period.of_month(part.start).covers(part) for part in parts)
    assert [Period.of_month(part.start) for part in parts] == period.months_touched()


@given(closed_periods(), st.integers(0, 2000))
def test_month_starts_are_the_touched_months_that_have_begun(period: Period, later: int) -> None:
    until = period.start + timedelta(days=later - 200)
    begun = [month.start for month in period.months_touched() if month.start <= until]
    assert period.month_starts(until) == begun


@given(months, st.integers(0, 40))
def test_whole_months_a_year_before_are_whole_months(first: Period, more: int) -> None:
    period = Period(first.start, add_months(first.start, more + 1))
    before = period.previous_year()
    assert before.whole_months == period.whole_months == more + 1
    assert before.end is not None and before.start.day == before.end.day == 1


@given(closed_periods())
def test_the_same_period_a_year_before_keeps_its_length_but_for_a_leap_day(period: Period) -> None:
    assert abs(period.previous_year().days - period.days) <= 1


@given(closed_periods())
def test_whole_months_are_the_fewest_that_reach_the_end(period: Period) -> None:
    assert period.end is not None
    assert add_months(period.start, period.whole_months) >= period.end
    assert add_months(period.start, period.whole_months - 1) < period.end


@given(days, st.integers(-400, 400))
def test_added_months_land_in_that_month_on_that_day_or_its_last(day: date, n: int) -> None:
    moved = add_months(day, n)
    assert (moved.year * 12 + moved.month) - (day.year * 12 + day.month) == n
    assert moved.day == day.day or (moved + timedelta(days=1)).day == 1
