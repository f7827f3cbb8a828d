"""How old somebody is on a day, and from which day."""

from __future__ import annotations

from datetime import date


def age_on(born: date, day: date) -> int:
    """Whole years on the day. Who is born on 29 February grows older on 1 March in years without that day:
    on the 28th the year is not yet full."""
    had_birthday = (day.month, day.day) >= (born.month, born.day)
    return day.year - born.year - (not had_birthday)


def birthday(born: date, age: int) -> date:
    """The first day on which somebody born then has the age."""
    year = born.year + age
    try:
        return born.replace(year=year)
    except ValueError:  # 29 February in a year without it
        return date(year, 3, 1)
