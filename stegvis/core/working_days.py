"""Swedish working days: when a report is due and a deadline ends."""

from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache

ONE_DAY = timedelta(days=1)
SATURDAY = 5  # date.weekday()


def is_working_day(day: date) -> bool:
    """Monday to Friday, no public holiday, and none of the three eves that count as one.

    Midsummer's Eve, Christmas Eve and New Year's Eve are treated as Sundays (Semesterlagen
    1977:480 3 a §; Lag 1930:173 om beräkning av lagstadgad tid).
    """
    return day.weekday() < SATURDAY and day not in _free_days(day.year)


def nth_working_day(month_start: date, n: int) -> date:
    """The n-th working day on or after the day, 1 = the first. Raises ValueError when n < 1."""
    if n < 1:
        raise ValueError("n counts from 1")
    return add_working_days(month_start - ONE_DAY, n)


def add_working_days(day: date, n: int) -> date:
    """The n-th working day after the day, or before it when n is negative; the day itself when n is 0."""
    step = ONE_DAY if n > 0 else -ONE_DAY
    left = abs(n)
    while left:
        day += step
        left -= is_working_day(day)
    return day


@lru_cache(maxsize=256)
def _free_days(year: int) -> frozenset[date]:
    # Imported at the first question: the library takes a third of a second to load.
    from holidays import country_holidays

    # `de_facto` = the three eves; the other eves in the library are only half free.
    return frozenset(country_holidays("SE", years=year, categories=("public", "de_facto")))
