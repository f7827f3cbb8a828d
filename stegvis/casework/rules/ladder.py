"""The ladder: what a person can do, what is planned and what is done, side by side over time."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from itertools import pairwise

from stegvis.core.numbers import rounded_half_away
from stegvis.core.period import ONE_DAY, Period, add_months

USUAL_FULL_TIME = 40
"""Hours a week where the principal has not said."""
SHORTEST = 3
"""Months: a ladder of a few days shows no steps."""


@dataclass(frozen=True, slots=True)
class Level:
    """Percent of full time during a period."""

    period: Period
    percent: int


@dataclass(frozen=True, slots=True)
class Hours:
    """Hours during a period: a week of it for what is planned, in all for what has been done."""

    period: Period
    hours: int


@dataclass(frozen=True, slots=True)
class Facts:
    """Nothing here overlaps: one grade, one plan and one measure of full time hold on a day."""

    window: Period
    """With an end."""
    grades: tuple[Level, ...] = ()
    planned: tuple[Hours, ...] = ()
    done: tuple[Hours, ...] = ()
    """By calendar month."""
    full_time: tuple[Hours, ...] = ()


@dataclass(frozen=True, slots=True)
class Row:
    """A month of the ladder. None = nothing is known."""

    month: Period
    capacity: int | None
    """The grade that held last in the month."""
    planned: int | None
    """Hours a week, the mean of the month's days."""
    planned_percent: int | None
    done: int | None
    done_percent: int | None


def window_of(starts: Iterable[date], until: date) -> Period:
    """Whole months, from the first thing known through the month of `until`."""
    end = Period.of_month(until).end or until
    first = min([*starts, until]).replace(day=1)
    return Period(min(first, add_months(end, -SHORTEST)), end)


def levels(facts: Facts) -> tuple[list[Level], list[Level]]:
    """What is planned and what is done as percent of full time."""
    planned = [
        Level(days, _percent(Fraction(week.hours), full_time))
        for week in facts.planned
        for days, full_time in _by_full_time(week.period, facts)
    ]
    return planned, [
        Level(month.period, _done_percent(month, facts))
        for month in facts.done
        if facts.window.overlaps(month.period)
    ]


def rows(facts: Facts) -> list[Row]:
    """Month by month, the latest first."""
    return [_row(month, facts) for month in reversed(facts.window.split_by_month())]


def _row(month: Period, facts: Facts) -> Row:
    held = [grade for grade in facts.grades if grade.period.overlaps(month)]
    planned = _mean_week(month, facts)
    full_time = full_time_on(facts, month.start)
    done = [each for each in facts.done if each.period.start == month.start]
    return Row(
        month,
        capacity=max(held, key=lambda grade: grade.period.start).percent if held else None,
        planned=None if planned is None else rounded_half_away(planned),
        planned_percent=None if planned is None else _percent(planned, full_time),
        done=sum(each.hours for each in done) if done else None,
        done_percent=_done_percent(done[0], facts) if done else None,
    )


def full_time_on(facts: Facts, day: date) -> int:
    """Hours a week."""
    return next((each.hours for each in facts.full_time if each.period.contains(day)), USUAL_FULL_TIME)


def _mean_week(month: Period, facts: Facts) -> Fraction | None:
    shared = [(week.hours, days) for week in facts.planned if (days := week.period.intersect(month))]
    if not shared:
        return None
    return Fraction(sum(hours * days.days for hours, days in shared), month.days)


def _done_percent(month: Hours, facts: Facts) -> int:
    """Of what full time would have been: a seventh of a week's hours for each day of the month."""
    possible = Fraction(full_time_on(facts, month.period.start) * month.period.days, 7)
    return rounded_half_away(Fraction(100 * month.hours) / possible)


def _by_full_time(days: Period, facts: Facts) -> list[tuple[Period, int]]:
    """The days within the window, cut where the measure of full time changes."""
    seen = days.intersect(facts.window)
    if seen is None:
        return []
    inside = {each.period.start for each in facts.full_time if seen.contains(each.period.start)}
    ends = {each.period.end for each in facts.full_time if each.period.end and seen.contains(each.period.end)}
    starts = sorted({seen.start, *inside, *ends})
    stops = [*starts[1:], seen.end]
    return [
        (Period(start, stop), full_time_on(facts, start)) for start, stop in zip(starts, stops, strict=True)
    ]


def summed(weeks: Iterable[Hours]) -> tuple[Hours, ...]:
    """Weeks that may overlap, as what they come to together, without overlaps and in order."""
    all_weeks = list(weeks)
    found = []
    for stretch in stretches(week.period for week in all_weeks):
        on_the_first = [week.hours for week in all_weeks if week.period.contains(stretch.start)]
        found.append(Hours(stretch, sum(on_the_first)))
    return tuple(found)


def stretches(periods: Iterable[Period]) -> list[Period]:
    """The days of the periods, cut wherever one of them begins or ends; in order."""
    all_periods = list(periods)
    cuts = sorted({day for period in all_periods for day in (period.start, period.end) if day})
    pieces = [Period(start, stop) for start, stop in pairwise(cuts)]
    if any(period.end is None for period in all_periods):
        pieces.append(Period(cuts[-1]))
    return [piece for piece in pieces if any(period.contains(piece.start) for period in all_periods)]


def last_day(window: Period) -> date:
    return (window.end or window.start) - ONE_DAY


def _percent(hours: Fraction, full_time: int) -> int:
    return rounded_half_away(100 * hours / full_time)
