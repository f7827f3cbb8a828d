"""The customers whose interventions are over: what was known before the decision, and what came of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection

from stegvis.statistics.comparison.rules import AT_END_WITHIN, Quarter, Window

CHARACTERISTICS = (
    "age",
    "sex",
    "foreign_born",
    "target_group",
    "capacity",
    "waited",
    "earlier",
    "year",
    "level",
)
"""What the comparison reckons with: all known when the intervention was decided, before the provider had a
hand in it. Each as a group, so that no straight line is assumed."""


@dataclass(frozen=True)
class Customer:
    """One finished assignment. An outcome is None as long as it is not known."""

    provider_id: int
    intervention_id: int
    level: str
    known: tuple[str, ...]
    """The value of each of CHARACTERISTICS."""
    days: int
    completed: bool
    self_sufficient: bool | None
    lasting: bool | None


CARRIED_OUT = "NOT a.is_called_off"
"""Called off before it had begun, an assignment with a plan keeps its first day as a place for that."""

QUESTION = f"""
    WITH finished AS (
        SELECT a.id, a.provider_id, a.intervention_id, a.case_id, a.person_id, a.decision_id, a.choice_id,
               lower(a.period) AS starts_on, upper(a.period) AS ends_before
        FROM assignments_assignment a
        WHERE a.principal_id = %(principal)s
          AND upper(a.period) <= %(today)s AND upper(a.period) > %(since)s
          AND {CARRIED_OUT}
    ), closings AS (
        SELECT c.id AS case_id, c.closed_on, c.closure_reason AS reason, NULL::date AS reopened_on
        FROM casework_case c WHERE c.principal_id = %(principal)s AND c.closed_on IS NOT NULL
        UNION ALL
        SELECT r.case_id, r.was_closed_on, r.was_closed_for, r.reopened_on
        FROM casework_reopening r WHERE r.principal_id = %(principal)s
    ), led_to AS (
        SELECT DISTINCT ON (f.id) f.id, closings.case_id, closings.closed_on, closings.reopened_on
        FROM finished f
        JOIN closings ON closings.case_id = f.case_id
         AND closings.closed_on >= f.ends_before - 1
         AND closings.closed_on < f.ends_before + %(at_end)s
         AND closings.reason LIKE 'egen_forsorjning%%'
        WHERE NOT EXISTS (
            SELECT FROM assignments_assignment later
            WHERE later.case_id = f.case_id AND later.id <> f.id AND NOT later.is_called_off
              AND lower(later.period) >= f.ends_before AND lower(later.period) <= closings.closed_on
        )
        ORDER BY f.id, closings.closed_on
    )
    SELECT f.provider_id, f.intervention_id, d.level,
           CASE WHEN age.years < 25 THEN '-24' WHEN age.years < 35 THEN '25-34'
                WHEN age.years < 45 THEN '35-44' WHEN age.years < 55 THEN '45-54' ELSE '55-' END,
           p.sex,
           COALESCE(p.foreign_born::text, '?'),
           c.target_group,
           CASE WHEN d.capacity_percent IS NULL THEN '?' WHEN d.capacity_percent < 25 THEN '-24'
                WHEN d.capacity_percent < 50 THEN '25-49' WHEN d.capacity_percent < 75 THEN '50-74'
                WHEN d.capacity_percent < 100 THEN '75-99' ELSE '100' END,
           CASE WHEN waited.days < 30 THEN '-29' WHEN waited.days < 90 THEN '30-89'
                WHEN waited.days < 365 THEN '90-364' ELSE '365-' END,
           LEAST(earlier.number, 2)::text,
           extract(year FROM d.decided_on)::text,
           f.ends_before - f.starts_on,
           led_to.id IS NOT NULL
             OR (ended.id IS NULL AND choice_left.id IS NULL),
           CASE WHEN f.ends_before <= %(end_known)s THEN led_to.id IS NOT NULL END,
           CASE WHEN f.ends_before > %(lasting_known)s THEN NULL
                WHEN led_to.id IS NULL THEN false
                WHEN led_to.reopened_on < led_to.closed_on + interval '6 months' THEN false
                ELSE followed.lasting END
    FROM finished f
    JOIN casework_decision d ON d.id = f.decision_id
    JOIN casework_case c ON c.id = f.case_id
    JOIN registry_person p ON p.id = f.person_id
    CROSS JOIN LATERAL (SELECT extract(year FROM age(d.decided_on, p.birth_date)) AS years) age
    CROSS JOIN LATERAL (SELECT d.decided_on - c.opened_on AS days) waited
    LEFT JOIN LATERAL (
        SELECT count(*) AS number FROM assignments_assignment before
        WHERE before.person_id = f.person_id AND before.id <> f.id
          AND NOT before.is_called_off AND upper(before.period) <= d.decided_on
    ) earlier ON true
    LEFT JOIN casework_choiceleft choice_left ON choice_left.choice_id = f.choice_id
    LEFT JOIN LATERAL (
        SELECT e.id FROM casework_decision e
        WHERE e.grant_id = f.decision_id AND e.kind = 'end' AND lower(e.period) = f.ends_before
          AND NOT EXISTS (SELECT FROM casework_decision correction WHERE correction.corrects_id = e.id)
        LIMIT 1
    ) ended ON true
    LEFT JOIN led_to ON led_to.id = f.id
    LEFT JOIN LATERAL (
        SELECT w.lasting FROM casework_followup w
        WHERE w.case_id = led_to.case_id AND w.due_on > led_to.closed_on
          AND w.due_on <= led_to.closed_on + interval '7 months'
        ORDER BY w.due_on LIMIT 1
    ) followed ON true
    ORDER BY f.id
"""  # noqa: S608

ACTIVE_SINCE = f"""
    SELECT provider_id, intervention_id, min(lower(period)) FROM assignments_assignment a
    WHERE principal_id = %s AND {CARRIED_OUT}
    GROUP BY provider_id, intervention_id
"""  # noqa: S608

KNOWN_FROM, KNOWN_TO = 3, 11


def finished(principal_id: int, window: Window) -> Iterator[Customer]:
    """Those whose intervention ended within the window, in the order in which they were assigned."""
    with connection.cursor() as cursor:
        cursor.execute(
            QUESTION,
            {
                "principal": principal_id,
                "today": window.today,
                "since": window.since,
                "at_end": AT_END_WITHIN.days,
                "end_known": window.end_known_before,
                "lasting_known": window.lasting_known_before,
            },
        )
        for row in cursor.fetchall():
            provider, intervention, level = row[:KNOWN_FROM]
            known = (*row[KNOWN_FROM:KNOWN_TO], level)
            yield Customer(provider, intervention, level, known, *row[KNOWN_TO:])


def active_since(principal_id: int) -> dict[tuple[int, int], date]:
    """The first day with a customer, of each provider in each intervention."""
    with connection.cursor() as cursor:
        cursor.execute(ACTIVE_SINCE, [principal_id])
        return {(provider, intervention): day for provider, intervention, day in cursor.fetchall()}


def voices(principal_id: int) -> dict[int, dict[int, list[Quarter]]]:
    """Of each intervention and provider, the quarters' voices. Content is who answered 4 or 5 of 5."""
    found: dict[int, dict[int, list[Quarter]]] = defaultdict(lambda: defaultdict(list))
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT intervention_id, provider_id, quarter, count(*), count(*) FILTER (WHERE satisfied >= 4)"
            " FROM assignments_voice WHERE principal_id = %s"
            " GROUP BY intervention_id, provider_id, quarter ORDER BY intervention_id, provider_id, quarter",
            [principal_id],
        )
        rows: list[Any] = cursor.fetchall()
    for intervention, provider, *quarter in rows:
        found[intervention][provider].append(Quarter(*quarter))
    return found
