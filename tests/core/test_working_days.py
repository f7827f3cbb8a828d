from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stegvis.core.working_days import add_working_days, is_working_day, nth_working_day

days = st.dates(min_value=date(2000, 1, 1), max_value=date(2050, 12, 31))


@pytest.mark.parametrize(
    "day",
    [
        "2022-06-24",
        "2024-12-24",
        "2024-12-31",
        "2022-06-06",
        "2022-05-26",
        "2022-04-15",
        "2022-04-18",
        "2022-06-04",
    ],
)
def test_nobody_works_on_holidays_weekends_and_the_three_eves(day: str) -> None:
    assert not is_working_day(date.fromisoformat(day))


@pytest.mark.parametrize(
    "day", ["2022-05-27", "2023-01-05", "2022-04-14", "2024-04-30", "2022-12-23", "2022-06-23"]
)
def test_half_days_and_bridge_days_are_working_days(day: str) -> None:
    assert is_working_day(date.fromisoformat(day))


def test_the_report_is_due_on_the_fifth_working_day() -> None:
    assert nth_working_day(date(2022, 5, 1), 5) == date(2022, 5, 6)
    assert nth_working_day(date(2022, 6, 1), 5) == date(2022, 6, 8)  # the national day is a Monday
    assert nth_working_day(date(2022, 1, 1), 5) == date(2022, 1, 10)


def test_the_first_working_day_may_be_the_first_day() -> None:
    assert nth_working_day(date(2022, 6, 1), 1) == date(2022, 6, 1)


def test_working_days_are_counted_from_one() -> None:
    with pytest.raises(ValueError):
        nth_working_day(date(2022, 6, 1), 0)


@given(days, st.integers(1, 60))
def test_so_many_working_days_later_there_are_so_many_between(day: date, n: int) -> None:
    later = add_working_days(day, n)
    passed = [day + timedelta(days=d) for d in range(1, (later - day).days + 1)]
    assert is_working_day(later)
    assert sum(map(is_working_day, passed)) == n


@given(days, st.integers(1, 60))
def test_going_back_from_a_working_day_returns_to_it(day: date, n: int) -> None:
    start = add_working_days(day, 1)
    assert add_working_days(add_working_days(start, n), -n) == start
    assert add_working_days(start, 0) == start
