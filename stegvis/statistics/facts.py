"""The facts that every statistic is built on: a few narrow tables, the same in every engine.

A measure never sees our tables, only these facts. In PostgreSQL each fact is a query over the rooms'
tables; in a collection from many principals it is a Parquet file with the same columns. Days are
half-open: `ends_before` is the first day after, and empty while it still goes on.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ibis.expr.types import Table


@dataclass(frozen=True)
class Fact:
    """`columns` as name and type; `query` gives the rows of one principal in PostgreSQL."""

    name: str
    columns: tuple[tuple[str, str], ...]
    query: str


# A case that was closed and taken up again has one row per time it was open. `closed_before` and
# `reopened_on` say when the time before ended and the time after began, so that a case that is
# only closed for a while inside a period is not counted as closed and new in it.
CASE_SPELLS = Fact(
    name="case_spells",
    columns=(
        ("principal_id", "int64"),
        ("case_id", "int64"),
        ("person_id", "int64"),
        ("sex", "string"),
        ("starts_on", "date"),
        ("closed_on", "date"),
        ("ends_before", "date"),
        ("closure_reason", "string"),
        ("closed_before", "date"),
        ("reopened_on", "date"),
    ),
    query="""
        SELECT c.principal_id, c.id AS case_id, c.person_id, p.sex,
               COALESCE(latest.reopened_on, c.opened_on) AS starts_on,
               c.closed_on,
               c.closed_on + 1 AS ends_before,
               c.closure_reason,
               latest.was_closed_on + 1 AS closed_before,
               NULL::date AS reopened_on
        FROM casework_case c
        JOIN registry_person p ON p.id = c.person_id
        LEFT JOIN (
            SELECT DISTINCT ON (case_id) case_id, reopened_on, was_closed_on
            FROM casework_reopening
            WHERE principal_id = %(principal)s
            ORDER BY case_id, id DESC
        ) latest ON latest.case_id = c.id
        WHERE c.principal_id = %(principal)s
        UNION ALL
        SELECT c.principal_id, c.id, c.person_id, p.sex,
               COALESCE(r.reopened_before, c.opened_on),
               r.was_closed_on,
               r.was_closed_on + 1,
               r.was_closed_for,
               r.closed_before + 1,
               r.reopened_on
        FROM (
            SELECT case_id, reopened_on, was_closed_on, was_closed_for,
                   LAG(reopened_on) OVER earlier AS reopened_before,
                   LAG(was_closed_on) OVER earlier AS closed_before
            FROM casework_reopening
            WHERE principal_id = %(principal)s
            WINDOW earlier AS (PARTITION BY case_id ORDER BY id)
        ) r
        JOIN casework_case c ON c.id = r.case_id
        JOIN registry_person p ON p.id = c.person_id
    """,
)

ASSIGNMENTS = Fact(
    name="assignment_facts",
    columns=(
        ("principal_id", "int64"),
        ("assignment_id", "int64"),
        ("case_id", "int64"),
        ("person_id", "int64"),
        ("intervention", "string"),
        ("provider", "string"),
        ("starts_on", "date"),
        ("ends_before", "date"),
        ("planned_hours", "int64"),
    ),
    query="""
        SELECT a.principal_id, a.id AS assignment_id, a.case_id, a.person_id,
               i.code AS intervention, v.organisation_number AS provider,
               lower(a.period) AS starts_on, upper(a.period) AS ends_before,
               a.planned_hours_per_week AS planned_hours
        FROM assignments_assignment a
        JOIN catalogue_intervention i ON i.id = a.intervention_id
        JOIN providers_provider v ON v.id = a.provider_id
        WHERE a.principal_id = %(principal)s AND NOT a.is_called_off
    """,
)

# A decision that a later one has corrected never held, so only the correction counts.
GRANTS = Fact(
    name="grant_facts",
    columns=(
        ("principal_id", "int64"),
        ("decision_id", "int64"),
        ("case_id", "int64"),
        ("intervention", "string"),
        ("decided_on", "date"),
    ),
    query="""
        SELECT d.principal_id, d.id AS decision_id, d.case_id, i.code AS intervention, d.decided_on
        FROM casework_decision d
        JOIN catalogue_intervention i ON i.id = d.intervention_id
        WHERE d.principal_id = %(principal)s AND d.kind = 'grant'
          AND NOT EXISTS (SELECT FROM casework_decision later WHERE later.corrects_id = d.id)
    """,
)

VOUCHERS = Fact(
    name="voucher_facts",
    columns=(
        ("principal_id", "int64"),
        ("voucher_id", "int64"),
        ("case_id", "int64"),
        ("decided_on", "date"),
        ("amount", "int64"),
    ),
    query="""
        SELECT v.principal_id, v.id AS voucher_id, v.case_id, v.decided_on, v.amount
        FROM casework_voucher v
        WHERE v.principal_id = %(principal)s
          AND NOT EXISTS (SELECT FROM casework_voucher later WHERE later.corrects_id = v.id)
    """,
)

FACTS = (CASE_SPELLS, ASSIGNMENTS, GRANTS, VOUCHERS)


@lru_cache(maxsize=len(FACTS))
def table(fact: Fact) -> Table:
    """The fact as an unbound table that measures are written over."""
    import ibis  # takes a second to load: only those who count pay for it

    return ibis.table(dict(fact.columns), name=fact.name)
