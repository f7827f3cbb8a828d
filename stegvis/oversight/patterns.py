"""What a control looks for in a period's readings: for each pattern one question to the database.

Each question answers the findings whole: who read, about whom, when, how often, and which readings. They are
grouped by day, so that a period controlled twice gives each finding once.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from django.db import connection

from stegvis.core.clock import SWEDEN
from stegvis.oversight.models import Control
from stegvis.oversight.models.control import Pattern

MANY_PEOPLE = 30
"""So many people's records opened within one hour are many."""
WORK_BEGINS, WORK_ENDS = 6, 20
"""Readings from 06.00 to 19.59 on weekdays are within working hours."""
LOOKED_AT = 200
"""So many of a finding's readings are kept for looking at; the rest are counted."""
DAYS_AFTER_TASK = 30
"""So long after the last task in a case it may need to be opened again."""

_LOCAL = "r.at AT TIME ZONE 'Europe/Stockholm'"
_READER = "JOIN accounts_user u ON u.id = r.user_id"
_PERSON = "JOIN registry_person p ON p.id = r.person_id"
# A finding that rests on the name would tell whoever judges it what a protected person is called, and all
# readings of protected people are looked at anyway.
_MAY_BE_NAMED = "p.protection <> 'protected'"
_SAME_NAME = (
    "lower(u.last_name) = lower(p.last_name)"
    " AND lower(split_part(u.first_name, ' ', 1)) = lower(split_part(p.first_name, ' ', 1))"
)
_IS_HIMSELF = (
    "EXISTS (SELECT FROM accounts_membership m WHERE m.user_id = r.user_id AND m.person_id = r.person_id)"
)
_COLLEAGUES = """
    JOIN (
        SELECT DISTINCT c.id, lower(c.last_name) AS last_name,
               lower(split_part(c.first_name, ' ', 1)) AS first_name
        FROM accounts_user c JOIN accounts_membership m ON m.user_id = c.id
        WHERE m.principal_id = %(principal)s AND m.role <> 'resident' AND c.last_name <> ''
    ) c ON c.id <> r.user_id AND c.last_name = lower(p.last_name)
        AND c.first_name = lower(split_part(p.first_name, ' ', 1))
"""
_OUTSIDE_HOURS = f"""
    extract(isodow FROM {_LOCAL}) > 5
    OR extract(hour FROM {_LOCAL}) NOT BETWEEN {WORK_BEGINS} AND {WORK_ENDS - 1}
"""
# A head answers for all cases of the unit; others who follow up have their own reasons, told by their role.
_HAS_NO_TASK = f"""
    (
        r.provider_id IS NULL AND r.roles LIKE '%%caseworker%%' AND r.roles NOT LIKE '%%head_of_unit%%'
        AND NOT EXISTS (
            SELECT FROM casework_case c WHERE c.person_id = r.person_id AND c.caseworker_id = r.user_id
                AND (c.closed_on IS NULL OR c.closed_on >= r.at::date - {DAYS_AFTER_TASK})
        )
        AND NOT EXISTS (
            SELECT FROM casework_caseevent e WHERE e.person_id = r.person_id AND e.caseworker_id = r.user_id
                AND e.pgh_created_at >= r.at - interval '{DAYS_AFTER_TASK} days'
        )
        AND NOT EXISTS (
            SELECT FROM casework_decision d JOIN casework_case c ON c.id = d.case_id
            WHERE c.person_id = r.person_id AND d.decided_by_id = r.user_id
        )
        AND NOT EXISTS (
            SELECT FROM casework_assessment a JOIN casework_case c ON c.id = a.case_id
            WHERE c.person_id = r.person_id AND a.signed_by_id = r.user_id
        )
    ) OR (
        r.provider_id IS NOT NULL AND NOT EXISTS (
            SELECT FROM assignments_assignment a
            WHERE a.person_id = r.person_id AND a.provider_id = r.provider_id
                AND (upper_inf(a.period) OR upper(a.period) >= r.at::date - {DAYS_AFTER_TASK})
        )
    )
"""


@dataclass(frozen=True)
class _Question:
    """Which readings fit a pattern, and how they are gathered into findings."""

    fits: str
    joined: str = ""
    gathered: str = f"r.person_id, ({_LOCAL})::date"
    about_one: bool = True
    counts: str = "true"
    """Which of the gathered groups are findings."""


_QUESTIONS: dict[Pattern, _Question] = {
    Pattern.OWN: _Question(f"{_MAY_BE_NAMED} AND ({_SAME_NAME} OR {_IS_HIMSELF})", f"{_READER} {_PERSON}"),
    Pattern.COLLEAGUE: _Question(_MAY_BE_NAMED, f"{_PERSON} {_COLLEAGUES}"),
    Pattern.SURNAME: _Question(
        f"{_MAY_BE_NAMED} AND u.last_name <> '' AND lower(u.last_name) = lower(p.last_name)"
        f" AND NOT ({_SAME_NAME})",
        f"{_READER} {_PERSON}",
    ),
    Pattern.NO_TASK: _Question(_HAS_NO_TASK),
    Pattern.HOURS: _Question(_OUTSIDE_HOURS, gathered=f"({_LOCAL})::date", about_one=False),
    Pattern.PROTECTED: _Question("p.protection <> 'none'", _PERSON),
    Pattern.MANY: _Question(
        "true",
        gathered="date_trunc('hour', r.at)",
        about_one=False,
        counts=f"count(DISTINCT r.person_id) >= {MANY_PEOPLE}",
    ),
    Pattern.EMERGENCY: _Question("r.in_emergency"),
}

_OPENED = "r.kind IN ('shown', 'printed', 'downloaded') AND r.person_id IS NOT NULL"
_OF_THE_PERIOD = """
    r.principal_id = %(principal)s AND r.at >= %(start)s AND r.at < %(end)s AND r.roles <> 'resident'
"""
_COLUMNS = """
    INSERT INTO oversight_finding (
        principal_id, control_id, pattern, user_id, impersonator_id, person_id, seat_unit_id,
        first_at, last_at, count, people, reading_ids
    )
"""


def find(control: Control) -> None:
    """Writes what each pattern finds in the control's period and unit, and its sample."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL jit = off")  # compiling such a question takes longer than asking it
        for statement, values in _statements(control):
            cursor.execute(statement, values)


def _statements(control: Control) -> Iterator[tuple[str, dict[str, Any]]]:
    values = {
        "principal": control.principal_id,
        "control": control.pk,
        "unit": control.unit_id,
        "start": datetime.combine(control.period.start, time(), SWEDEN),
        "end": datetime.combine(control.period.last_day + timedelta(days=1), time(), SWEDEN),
        "seed": control.seed,
        "size": control.sample_size,
    }
    for pattern in _QUESTIONS:
        yield question(pattern, control.unit_id), values
    yield sample(control.unit_id), values


def question(pattern: Pattern, unit_id: int | None) -> str:
    """The statement that finds and writes one pattern."""
    asked = _QUESTIONS[pattern]
    person = "r.person_id" if asked.about_one else "NULL"
    return f"""
        {_COLUMNS}
        SELECT %(principal)s, %(control)s, '{pattern.value}', r.user_id, r.impersonator_id, {person},
               min(r.seat_unit_id), min(r.at), max(r.at), count(DISTINCT r.id), count(DISTINCT r.person_id),
               (array_agg(DISTINCT r.id))[1:{LOOKED_AT}]
        FROM oversight_reading r {asked.joined}
        WHERE {_OF_THE_PERIOD} AND {_OPENED} {_in_unit(unit_id)} AND ({asked.fits})
        GROUP BY r.user_id, r.impersonator_id, {asked.gathered}
        HAVING {asked.counts}
        ON CONFLICT DO NOTHING
    """


def sample(unit_id: int | None) -> str:
    """The statement that draws the sample: the same seed, period and unit draw the same readings."""
    return f"""
        {_COLUMNS}
        SELECT %(principal)s, %(control)s, '{Pattern.SAMPLE.value}',
               r.user_id, r.impersonator_id, r.person_id, r.seat_unit_id, r.at, r.at, 1,
               (CASE WHEN r.person_id IS NULL THEN cardinality(r.person_ids) ELSE 1 END),
               ARRAY[r.id]
        FROM oversight_reading r
        WHERE {_OF_THE_PERIOD} {_in_unit(unit_id)}
        ORDER BY md5(%(seed)s || ':' || r.id)
        LIMIT %(size)s
        ON CONFLICT DO NOTHING
    """


def _in_unit(unit_id: int | None) -> str:
    return "" if unit_id is None else "AND r.seat_unit_id = %(unit)s"
