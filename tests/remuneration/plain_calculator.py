"""A second calculator, written without the first: day by day, with exact fractions. Slow, simple."""

from __future__ import annotations

from calendar import monthrange
from collections import defaultdict
from datetime import date, timedelta
from fractions import Fraction

DAY = timedelta(days=1)


def base_by_month(start, end, tariffs, run_in, books_from, books_to):
    """{first of month: öre}. `tariffs`: [(from, to or None, öre)]; all ends exclusive; `end` may be None."""
    stop = books_to if end is None else min(end, books_to)
    lived, day = 0, start
    while day < stop:
        lived, day = lived + 1, day + DAY
    if lived < run_in:
        return {}
    exact = defaultdict(Fraction)
    day = max(start, books_from)
    while day < stop:
        for since, until, monthly in tariffs:
            if since <= day and (until is None or day < until):
                exact[day.replace(day=1)] += Fraction(monthly, monthrange(day.year, day.month)[1])
        day += DAY
    rounded = {month: int(amount + Fraction(1, 2)) for month, amount in exact.items()}
    return {month: amount for month, amount in rounded.items() if amount}


def first_of_next(month: date) -> date:
    return (month.replace(day=28) + 4 * DAY).replace(day=1)
