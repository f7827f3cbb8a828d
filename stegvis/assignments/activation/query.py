"""The rule of full time for any number of cases and days at once, in one question to the database.

It says in sets what `facts` and `rules` say of one case; `tests/assignments/test_activation_query.py` holds
the two to the same answer. Everything is read as it held on the day, as far as is known now.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models.expressions import RawSQL

from stegvis.assignments.activation.rules import Level, Reason
from stegvis.assignments.facts import USUAL_FULL_TIME
from stegvis.casework.models.cases import CaseQuerySet
from stegvis.catalogue.models import ActivityRequirement, FullTime
from stegvis.core.period import Period

DATA = Path(__file__).parent / "data"
STATUSES = (DATA / "statuses.sql").read_text(encoding="utf-8")
EACH_DAY = (DATA / "each_day.sql").read_text(encoding="utf-8")
EACH_TURN = (DATA / "each_turn.sql").read_text(encoding="utf-8")
SPELLS = (DATA / "spells.sql").read_text(encoding="utf-8")


@dataclass(frozen=True, slots=True)
class Row:
    """One case on a day."""

    day: date
    case_id: int
    hours: int
    expected: int
    full_time: int
    level: Level
    meets_requirement: bool | None
    reason: Reason | None


@dataclass(frozen=True, slots=True)
class Spell:
    """Days in a row on which the answer about a case is the same, in the words that are stored."""

    case_id: int
    period: Period
    hours: int
    expected: int
    full_time: int
    level: str
    reason: str
    meets_requirement: bool | None


@dataclass(frozen=True, slots=True)
class Count:
    """How many cases of a unit are alike on a day."""

    day: date
    unit_id: int
    level: Level
    reason: Reason | None
    meets_requirement: bool | None
    cases: int


def rows(cases: CaseQuerySet, principal_id: int, day: date) -> list[Row]:
    """The status of each case that is open on the day."""
    asked = _on_days(cases, principal_id, [day])
    return [
        Row(on, case, hours, expected, full_time, Level(level), meets, Reason(reason) if reason else None)
        for on, case, hours, expected, full_time, level, meets, reason in _answers(
            "SELECT * FROM ({statuses}) found", asked
        )
    ]


def counts(cases: CaseQuerySet, principal_id: int, days: Sequence[date]) -> list[Count]:
    """How many of the cases that are open on each day have each status."""
    if not days:
        return []
    found = _answers(
        "SELECT day, unit_id, level, reason, meets_requirement, count(*) FROM ({statuses}) found "
        "JOIN casework_case ON casework_case.id = case_id GROUP BY 1, 2, 3, 4, 5",
        _on_days(cases, principal_id, days),
    )
    return [
        Count(day, unit, Level(level), Reason(reason) if reason else None, meets, number)
        for day, unit, level, reason, meets, number in found
    ]


def spells(cases: CaseQuerySet, principal_id: int, first: date, last: date) -> list[Spell]:
    """The status of each case on all days from the first up to and including the last that it is open on.

    A spell goes on until something that is known ends it; it has no end when nothing does by the last day.
    """
    turns = _turns(principal_id, first, last)
    asked = _Asked(cases, EACH_TURN, turns, first, last)
    return [
        Spell(case, Period(since, until), hours, expected, full_time, level, reason or "", meets)
        for case, since, until, hours, expected, full_time, level, meets, reason in _answers(SPELLS, asked)
    ]


def with_status(
    cases: CaseQuerySet, principal_id: int, day: date, levels: Iterable[Level], reason: Reason | None
) -> CaseQuerySet:
    """Those of the cases that are on one of the levels on the day, for the reason when one is given."""
    try:
        statuses, params = _on_days(cases, principal_id, [day]).as_sql()
    except EmptyResultSet:
        return cases.none()
    found = f"SELECT case_id FROM ({statuses}) found WHERE level = ANY(%s)"  # noqa: S608
    params = [*params, [level.value for level in levels]]
    if reason is not None:
        found, params = f"{found} AND reason = %s", [*params, reason.value]
    return cases.filter(pk__in=RawSQL(found, params))  # noqa: S611 - all that is asked for are parameters


@dataclass(frozen=True, slots=True)
class _Asked:
    """Of which cases, and how their days are chosen."""

    cases: CaseQuerySet
    people: str
    measures: list[tuple[Any, ...]]
    """Days with their hours of full time and their activity requirement, if there is one."""
    first: date
    last: date

    def as_sql(self) -> tuple[str, list[Any]]:
        """Raises EmptyResultSet when there can be no such case."""
        which, params = self.cases.order_by().values("pk").query.sql_with_params()
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL jit = off")  # compiling takes longer than asking
        values = ", ".join(["(%s::date, %s::int, %s::int, %s::bool)"] * len(self.measures))
        given = [value for measure in self.measures for value in measure]
        told = STATUSES.format(asked=values, cases=which, people=self.people)
        return told, [*given, self.first, self.last, *params]


def _answers(question: str, asked: _Asked) -> list[Any]:
    try:
        statuses, params = asked.as_sql()
    except EmptyResultSet:
        return []
    with connection.cursor() as cursor:
        cursor.execute(question.format(statuses=statuses), params)
        return list(cursor.fetchall())


def _on_days(cases: CaseQuerySet, principal_id: int, days: Sequence[date]) -> _Asked:
    full_time, required = _in_force(FullTime, principal_id), _in_force(ActivityRequirement, principal_id)
    measures = [_measure(day, full_time, required) for day in days]
    return _Asked(cases, EACH_DAY, measures, min(days), max(days))


def _turns(principal_id: int, first: date, last: date) -> list[tuple[Any, ...]]:
    """The first day, and those after it on which full time or what is required changes."""
    full_time, required = _in_force(FullTime, principal_id), _in_force(ActivityRequirement, principal_id)
    changes = {edge for each in (*full_time, *required) for edge in (each.period.start, each.period.end)}
    days = sorted({first, *(day for day in changes if day and first < day <= last)})
    return [_measure(day, full_time, required) for day in days]


def _measure(day: date, full_time: list[Any], required: list[Any]) -> tuple[Any, ...]:
    hours = next((each.hours_per_week for each in full_time if each.period.contains(day)), USUAL_FULL_TIME)
    asked = next((each for each in required if each.period.contains(day)), None)
    if asked is None:
        return day, hours, None, None
    return day, hours, asked.percent_of_full_time, asked.adapted_to_capacity


def _in_force(model: Any, principal_id: int) -> list[Any]:
    return list(model.objects.filter(principal_id=principal_id))
