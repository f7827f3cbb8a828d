"""The ladder of a case, gathered: grades from casework, plans and hours from the rooms above."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from stegvis.casework.facts import grades
from stegvis.casework.models import Case
from stegvis.casework.rules import ladder as rules
from stegvis.casework.rules.ladder import Facts, Hours, Level
from stegvis.catalogue.models import FullTime
from stegvis.core.period import Period


@dataclass(frozen=True, slots=True)
class Bar:
    """An intervention that the person has or has had."""

    title: str
    period: Period
    url: str = ""


@dataclass(frozen=True, slots=True)
class Work:
    """What a room knows of a person's activity.

    `planned` is hours a week; what holds at once is summed. `done` is hours by calendar month.
    """

    planned: tuple[Hours, ...] = ()
    done: tuple[Hours, ...] = ()
    bars: tuple[Bar, ...] = ()


@dataclass(frozen=True, slots=True)
class Ladder:
    """All that the chart, the table and the card on the case page show."""

    facts: Facts
    bars: tuple[Bar, ...]

    @property
    def is_empty(self) -> bool:
        return not (self.facts.grades or self.facts.planned or self.facts.done or self.bars)


WorkSource = Callable[[Case], Work]
_sources: list[WorkSource] = []


def register(source: WorkSource) -> WorkSource:
    """Adds a room's plans, hours and interventions: a constant number of queries."""
    _sources.append(source)
    return source


def ladder_of(case: Case, today: date) -> Ladder:
    """From the first thing known up to the end of this month, or of the month when the case was closed."""
    works = [source(case) for source in _sources]
    found = [Level(grade.period, grade.percent) for grade in grades(case)]
    planned = rules.summed(week for work in works for week in work.planned)
    done = _by_month(month for work in works for month in work.done)
    bars = tuple(sorted((bar for work in works for bar in work.bars), key=lambda bar: bar.period))
    until = case.closed_on or today
    known = [
        *(level.period for level in found),
        *(hours.period for hours in (*planned, *done)),
        *(bar.period for bar in bars),
    ]
    starts = [period.start for period in known if period.start <= until]
    window = rules.window_of([case.opened_on, *starts], until)
    return Ladder(Facts(window, tuple(found), planned, done, _full_time(case)), bars)


def _by_month(months: Iterable[Hours]) -> tuple[Hours, ...]:
    """One for each month, however many have reported in it."""
    hours: dict[Period, int] = {}
    for month in months:
        hours[month.period] = hours.get(month.period, 0) + month.hours
    return tuple(Hours(period, hours[period]) for period in sorted(hours))


def _full_time(case: Case) -> tuple[Hours, ...]:
    measures = FullTime.objects.filter(principal_id=case.principal_id).order_by("period")
    return tuple(Hours(each.period, each.hours_per_week) for each in measures)
