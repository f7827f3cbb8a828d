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

STATUSES = (Path(__file__).parent / "data" / "statuses.sql").read_text(encoding="utf-8")


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
class Count:
    """How many cases on a day are alike."""

    day: date
    level: Level
    reason: Reason | None
    meets_requirement: bool | None
    cases: int


def rows(cases: CaseQuerySet, principal_id: int, day: date) -> list[Row]:
    """The status of each case that is open on the day."""
    return [
        Row(on, case, hours, expected, full_time, Level(level), meets, Reason(reason) if reason else None)
        for on, case, hours, expected, full_time, level, meets, reason in _asked(
            "SELECT * FROM ({statuses}) found", cases, principal_id, [day]
        )
    ]


def counts(cases: CaseQuerySet, principal_id: int, days: Sequence[date]) -> list[Count]:
    """How many of the cases that are open on each day have each status."""
    found = _asked(
        "SELECT day, level, reason, meets_requirement, count(*) FROM ({statuses}) found GROUP BY 1, 2, 3, 4",
        cases,
        principal_id,
        days,
    )
    return [
        Count(day, Level(level), Reason(reason) if reason else None, meets, number)
        for day, level, reason, meets, number in found
    ]


def with_status(
    cases: CaseQuerySet, principal_id: int, day: date, levels: Iterable[Level], reason: Reason | None
) -> CaseQuerySet:
    """Those of the cases that are on one of the levels on the day, for the reason when one is given."""
    try:
        statuses, params = _statuses(cases, principal_id, [day])
    except EmptyResultSet:
        return cases.none()
    found = f"SELECT case_id FROM ({statuses}) found WHERE level = ANY(%s)"  # noqa: S608
    params = [*params, [level.value for level in levels]]
    if reason is not None:
        found, params = f"{found} AND reason = %s", [*params, reason.value]
    return cases.filter(pk__in=RawSQL(found, params))  # noqa: S611 - all that is asked for are parameters


def _asked(question: str, cases: CaseQuerySet, principal_id: int, days: Sequence[date]) -> list[Any]:
    if not days:
        return []
    try:
        statuses, params = _statuses(cases, principal_id, days)
    except EmptyResultSet:
        return []
    with connection.cursor() as cursor:
        cursor.execute(question.format(statuses=statuses), params)
        return list(cursor.fetchall())


def _statuses(cases: CaseQuerySet, principal_id: int, days: Sequence[date]) -> tuple[str, list[Any]]:
    which, params = cases.order_by().values("pk").query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL jit = off")  # compiling takes longer than asking
    full_time, required = _in_force(FullTime, principal_id), _in_force(ActivityRequirement, principal_id)
    asked = [value for day in days for value in _of_day(day, full_time, required)]
    values = ", ".join(["(%s::date, %s::int, %s::int, %s::bool)"] * len(days))
    return STATUSES.format(days=values, cases=which), [*asked, *params]


def _of_day(day: date, full_time: list[Any], required: list[Any]) -> tuple[Any, ...]:
    """The day with its hours of full time and its activity requirement, if there is one."""
    hours = next((each.hours_per_week for each in full_time if each.period.contains(day)), USUAL_FULL_TIME)
    asked = next((each for each in required if each.period.contains(day)), None)
    if asked is None:
        return day, hours, None, None
    return day, hours, asked.percent_of_full_time, asked.adapted_to_capacity


def _in_force(model: Any, principal_id: int) -> list[Any]:
    return list(model.objects.filter(principal_id=principal_id))
