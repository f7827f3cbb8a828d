"""Which days a grant and what has been decided on it since give."""

from __future__ import annotations

from collections.abc import Iterable

from stegvis.core.period import Period, merged

GRANT, EXTEND, CHANGE, END = "grant", "extend", "change", "end"


def days_left(decided: Iterable[tuple[str, Period | None]]) -> list[Period]:
    """The days that remain, from kinds of decisions with their periods in the order they were decided.

    The period of a change is what is granted from its first day on; that of an ending decision is the days
    that fall away.
    """
    days: list[Period] = []
    for kind, period in decided:
        if period is None:
            continue
        if kind in (CHANGE, END):
            taken = Period(period.start) if kind == CHANGE else period
            days = [left for each in days for left in each.subtract(taken)]
        if kind in (GRANT, EXTEND, CHANGE):
            days = merged([*days, period])
    return days
