"""What the extract means for the register as it stands: each row new, changed, the same, or kept as it is.

`kept` are rows that somebody has changed in Stegvis since: an import never writes over a person's work.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db import connection

from stegvis.demo.register_import import rows

IMPORT_MARK = "register_import"
"""The key in the change history's context by which an import recognises its own changes."""


def changed_by_hand(history: str, row: str) -> str:
    """SQL: has anybody but an import changed the row?"""
    return f"""EXISTS (
        SELECT FROM {history} event
        LEFT JOIN pghistory_context context ON context.id = event.pgh_context_id
        WHERE event.pgh_obj_id = {row}.id
              AND (context.id IS NULL OR NOT jsonb_exists(context.metadata, '{IMPORT_MARK}'))
    )"""


# All decisions that go back to a reference of the older system, from the first to the one that holds now.
DECISION_CHAIN = """
    CREATE TEMPORARY TABLE plan_chain ON COMMIT DROP AS
    WITH RECURSIVE chain AS (
        SELECT external_ref AS reference, id, 1 AS place
        FROM casework_decision
        WHERE principal_id = %(principal)s AND corrects_id IS NULL AND external_ref <> ''
        UNION ALL
        SELECT chain.reference, later.id, chain.place + 1
        FROM chain JOIN casework_decision later ON later.corrects_id = chain.id
    )
    SELECT reference, id, place,
           place = max(place) OVER (PARTITION BY reference) AS holds
    FROM chain
"""

PEOPLE = f"""
    CREATE TEMPORARY TABLE plan_person ON COMMIT DROP AS
    SELECT stage.line, stage.value, stage.kind, stage.birth_date, stage.first_name, stage.last_name,
           stage.sex, stage.protected, wanted.protection, wanted.foreign_born, person.id,
           CASE
               WHEN person.id IS NULL THEN 'new'
               WHEN (person.first_name, person.last_name, person.sex, person.protection, person.foreign_born)
                    IS NOT DISTINCT FROM
                    (stage.first_name, stage.last_name, stage.sex, wanted.protection, wanted.foreign_born)
                   THEN 'same'
               WHEN {changed_by_hand("registry_personevent", "person")} THEN 'kept'
               ELSE 'changed'
           END AS state
    FROM stage_person stage
    LEFT JOIN registry_personidentifier identifier
        ON identifier.principal_id = %(principal)s AND identifier.kind IN ('personal', 'coordination')
        AND identifier.value = stage.value
    LEFT JOIN registry_person person ON person.id = identifier.person_id
    CROSS JOIN LATERAL (
        SELECT COALESCE(stage.foreign_born, person.foreign_born) AS foreign_born,
               CASE
                   WHEN stage.protected AND person.protection = 'marked' THEN 'marked'
                   WHEN stage.protected THEN 'protected'
                   -- An import raises a protection. To lower one takes a person's decision.
                   ELSE COALESCE(person.protection, 'none')
               END AS protection
    ) wanted
"""

PROVIDERS = f"""
    CREATE TEMPORARY TABLE plan_provider ON COMMIT DROP AS
    SELECT stage.line, stage.number, stage.name, wanted.period,
           provider.id, authorisation.id AS authorisation_id, decided.id AS decided_id,
           CASE
               WHEN provider.id IS NULL THEN 'new'
               WHEN provider.name = stage.name
                    AND (decided.id IS NOT NULL OR authorisation.period IS NOT DISTINCT FROM wanted.period)
                   THEN 'same'
               WHEN {changed_by_hand("providers_providerevent", "provider")}
                    OR {changed_by_hand("providers_authorisationevent", "authorisation")} THEN 'kept'
               ELSE 'changed'
           END AS state
    FROM stage_provider stage
    CROSS JOIN LATERAL (SELECT daterange(stage.starts, stage.ends_before) AS period) wanted
    LEFT JOIN providers_provider provider
        ON provider.principal_id = %(principal)s AND provider.organisation_number = stage.number
    -- The general authorisation that the extract speaks of, and one that somebody has decided in Stegvis.
    LEFT JOIN LATERAL (
        SELECT found.id, found.period
        FROM providers_authorisation found
        WHERE found.provider_id = provider.id AND found.intervention_id IS NULL
              AND found.decided_by_id IS NULL
        ORDER BY found.period && wanted.period DESC, found.period
        LIMIT 1
    ) authorisation ON true
    LEFT JOIN LATERAL (
        SELECT found.id
        FROM providers_authorisation found
        WHERE found.provider_id = provider.id AND found.intervention_id IS NULL
              AND found.decided_by_id IS NOT NULL
              AND found.period && wanted.period
        LIMIT 1
    ) decided ON true
"""

CASES = f"""
    CREATE TEMPORARY TABLE plan_case ON COMMIT DROP AS
    SELECT stage.line, stage.number, stage.person, stage.opened_on, stage.closed_on, stage.closure_reason,
           stage.caseworker, stage.target_group, held.id, held.person_id AS person_id_before,
           CASE
               WHEN held.id IS NULL THEN 'new'
               WHEN (identifier.value, held.opened_on, held.closed_on, held.closure_reason, held.target_group)
                    IS NOT DISTINCT FROM
                    (stage.person, stage.opened_on, stage.closed_on, stage.closure_reason, stage.target_group)
                    AND (stage.caseworker = '' OR held.caseworker_id IS NOT DISTINCT FROM caseworker.user_id)
                   THEN 'same'
               WHEN {changed_by_hand("casework_caseevent", "held")}
                    OR EXISTS (SELECT FROM casework_reopening again WHERE again.case_id = held.id) THEN 'kept'
               ELSE 'changed'
           END AS state
    FROM stage_case stage
    LEFT JOIN casework_case held ON held.principal_id = %(principal)s AND held.number = stage.number
    LEFT JOIN registry_personidentifier identifier
        ON identifier.person_id = held.person_id AND identifier.value = stage.person
    LEFT JOIN plan_caseworker caseworker ON caseworker.code = stage.caseworker
"""

DECISIONS = """
    CREATE TEMPORARY TABLE plan_decision ON COMMIT DROP AS
    SELECT stage.line, stage.reference, stage.case_number, stage.intervention, stage.decided_on,
           daterange(stage.starts, stage.ends_before) AS period, stage.capacity,
           decision.id, chain.place,
           CASE
               WHEN decision.id IS NULL THEN 'new'
               WHEN (held.number, intervention.code, decision.decided_on, decision.period,
                     decision.capacity_percent)
                    IS NOT DISTINCT FROM
                    (stage.case_number, stage.intervention, stage.decided_on,
                     daterange(stage.starts, stage.ends_before), stage.capacity) THEN 'same'
               WHEN decision.decided_by_id IS NOT NULL THEN 'kept'
               ELSE 'changed'
           END AS state
    FROM stage_decision stage
    LEFT JOIN plan_chain chain ON chain.reference = stage.reference AND chain.holds
    LEFT JOIN casework_decision decision ON decision.id = chain.id
    LEFT JOIN casework_case held ON held.id = decision.case_id
    LEFT JOIN catalogue_intervention intervention ON intervention.id = decision.intervention_id
"""

ASSIGNMENTS = f"""
    CREATE TEMPORARY TABLE plan_assignment ON COMMIT DROP AS
    SELECT stage.line, stage.number, stage.decision, stage.provider,
           daterange(stage.starts, stage.ends_before) AS period, stage.hours,
           decision.case_number, decision.intervention, chosen.person, assignment.id,
           CASE
               WHEN assignment.id IS NULL THEN 'new'
               WHEN (chain.reference, provider.organisation_number, assignment.period,
                     assignment.planned_hours_per_week)
                    IS NOT DISTINCT FROM
                    (stage.decision, stage.provider, daterange(stage.starts, stage.ends_before), stage.hours)
                   THEN 'same'
               WHEN {changed_by_hand("assignments_assignmentevent", "assignment")} THEN 'kept'
               ELSE 'changed'
           END AS state
    FROM stage_assignment stage
    JOIN plan_decision decision ON decision.reference = stage.decision
    JOIN plan_case chosen ON chosen.number = decision.case_number
    LEFT JOIN assignments_assignment assignment
        ON assignment.principal_id = %(principal)s AND assignment.number = stage.number
    LEFT JOIN plan_chain chain ON chain.id = assignment.decision_id
    LEFT JOIN providers_provider provider ON provider.id = assignment.provider_id
"""

REPORTS = """
    CREATE TEMPORARY TABLE plan_report ON COMMIT DROP AS
    SELECT stage.*, report.id,
           CASE
               WHEN report.id IS NULL THEN 'new'
               WHEN (report.attended_hours, report.absent_hours, report.progress, report.received_on)
                    IS NOT DISTINCT FROM (stage.attended, stage.absent, stage.progress, stage.received_on)
                       THEN 'same'
               WHEN report.sent_by_id IS NOT NULL THEN 'kept'
               ELSE 'changed'
           END AS state
    FROM stage_report stage
    LEFT JOIN assignments_assignment assignment
        ON assignment.principal_id = %(principal)s AND assignment.number = stage.assignment
    LEFT JOIN assignments_monthlyreport report
        ON report.assignment_id = assignment.id AND report.month = stage.month
        AND NOT EXISTS (SELECT FROM assignments_monthlyreport later WHERE later.corrects_id = report.id)
"""

VOUCHERS = """
    CREATE TEMPORARY TABLE plan_voucher ON COMMIT DROP AS
    SELECT stage.*, voucher.id,
           CASE
               WHEN voucher.id IS NULL THEN 'new'
               WHEN voucher.amount = stage.amount THEN 'same'
               WHEN voucher.decided_by_id IS NOT NULL THEN 'kept'
               ELSE 'changed'
           END AS state
    FROM stage_voucher stage
    LEFT JOIN LATERAL (
        SELECT found.id, found.amount, found.decided_by_id
        FROM plan_chain chain
        JOIN casework_voucher found ON found.decision_id = chain.id AND found.decided_on = stage.decided_on
        WHERE chain.reference = stage.decision
              AND NOT EXISTS (SELECT FROM casework_voucher later WHERE later.corrects_id = found.id)
        ORDER BY found.id DESC
        LIMIT 1
    ) voucher ON true
"""

PLANS: dict[str, tuple[str, str]] = {
    rows.PEOPLE: ("plan_person", PEOPLE),
    rows.PROVIDERS: ("plan_provider", PROVIDERS),
    rows.CASES: ("plan_case", CASES),
    rows.DECISIONS: ("plan_decision", DECISIONS),
    rows.ASSIGNMENTS: ("plan_assignment", ASSIGNMENTS),
    rows.REPORTS: ("plan_report", REPORTS),
    rows.VOUCHERS: ("plan_voucher", VOUCHERS),
}


@dataclass(frozen=True, slots=True)
class Tally:
    """How many of a file's accepted rows are what."""

    new: int = 0
    changed: int = 0
    same: int = 0
    kept: int = 0


def make_plans(principal: int) -> None:
    """Hold every staged row against the register. Changes nothing in it."""
    with connection.cursor() as cursor:
        for table in ("plan_chain", *(table for table, _ in PLANS.values())):
            cursor.execute(f"DROP TABLE IF EXISTS {table}")
        _make(cursor, "plan_chain", DECISION_CHAIN, principal)
        cursor.execute("CREATE INDEX ON plan_chain (reference)")
        for table, query in PLANS.values():
            _make(cursor, table, query, principal)


def _make(cursor: Any, table: str, query: str, principal: int) -> None:
    cursor.execute(query, {"principal": principal})
    cursor.execute(f"ANALYZE {table}")


def tally() -> dict[str, Tally]:
    found = {}
    with connection.cursor() as cursor:
        for file, (table, _) in PLANS.items():
            cursor.execute(
                f"SELECT state, count(*) FROM {table} WHERE state <> 'refused' GROUP BY state ORDER BY state"
            )
            found[file] = Tally(**dict(cursor.fetchall()))
    return found
