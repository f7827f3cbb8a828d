"""Where a good row does not go together with the register as it stands, which the extract cannot know.

Each question finds the rows that the database itself would refuse, so that they get a line and a reason
instead of stopping the whole import. What depends on them is refused with them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db import connection

from stegvis.demo.register_import import rows
from stegvis.demo.register_import.plan import PLANS
from stegvis.demo.register_import.problems import Kind, ProblemLog, masked, masked_identity

WRITTEN = "('new', 'changed')"


@dataclass(frozen=True, slots=True)
class Question:
    """`query` answers (line, value shown, word for the reason) of each row that must be refused."""

    file: str
    column: str
    query: str
    reason: str


@dataclass(frozen=True, slots=True)
class Dependence:
    """Rows of `file` fall with rows of `on`. `query` answers (line, value shown, line of the other row)."""

    file: str
    column: str
    on: str
    query: str


QUESTIONS = (
    Question(
        rows.PEOPLE,
        "personnummer",
        """
        SELECT row.line, row.value, twin.line::text
        FROM plan_person row JOIN plan_person twin ON twin.id = row.id AND twin.line < row.line
        """,
        "Personen finns redan på rad {}, med sitt andra nummer.",
    ),
    Question(
        rows.CASES,
        "avslutat",
        f"""
        SELECT row.line, '', other.number
        FROM plan_case row
        JOIN registry_personidentifier identifier
            ON identifier.principal_id = %(principal)s AND identifier.value = row.person
        JOIN casework_case other
            ON other.person_id = identifier.person_id AND other.closed_on IS NULL
            AND other.number <> row.number
        LEFT JOIN plan_case planned ON planned.number = other.number
        WHERE row.closed_on IS NULL AND row.state IN {WRITTEN}
              AND (planned.number IS NULL OR planned.state NOT IN {WRITTEN})
        """,
        "Personen har redan ett öppet ärende i Stegvis ({}).",
    ),
    Question(
        rows.CASES,
        "personnummer",
        """
        SELECT row.line, row.person, assignment.number
        FROM plan_case row
        JOIN registry_person before ON before.id = row.person_id_before
        JOIN assignments_assignment assignment ON assignment.case_id = row.id
        WHERE row.state = 'changed'
              AND NOT EXISTS (
                  SELECT FROM registry_personidentifier own
                  WHERE own.person_id = before.id AND own.value = row.person
              )
              AND NOT EXISTS (
                  SELECT FROM plan_assignment planned
                  WHERE planned.id = assignment.id AND planned.state IN ('same', 'changed')
              )
        """,
        "Ärendet kan inte byta person: uppdrag {} hör till det i Stegvis.",
    ),
    Question(
        rows.DECISIONS,
        "beslut",
        """
        SELECT row.line, row.reference, other.number
        FROM plan_decision row
        JOIN casework_decision other ON other.principal_id = %(principal)s AND other.number = row.reference
        WHERE row.state = 'new'
        """,
        "Ett annat beslut i Stegvis har redan numret {}.",
    ),
    Question(
        rows.ASSIGNMENTS,
        "start",
        f"""
        SELECT row.line, lower(row.period)::text, other.number
        FROM plan_assignment row
        JOIN registry_personidentifier identifier
            ON identifier.principal_id = %(principal)s AND identifier.value = row.person
        JOIN catalogue_intervention intervention
            ON intervention.principal_id = %(principal)s AND intervention.code = row.intervention
        JOIN assignments_assignment other
            ON other.person_id = identifier.person_id AND other.intervention_id = intervention.id
            AND NOT other.is_called_off AND other.period && row.period AND other.number <> row.number
        LEFT JOIN plan_assignment planned ON planned.number = other.number
        WHERE row.state IN {WRITTEN}
              AND (planned.number IS NULL OR planned.state NOT IN ('new', 'changed', 'same'))
        """,
        "Personen har redan ett uppdrag för samma insats då i Stegvis ({}).",
    ),
    Question(
        rows.ASSIGNMENTS,
        "slut",
        """
        SELECT row.line, COALESCE((upper(row.period) - 1)::text, ''), to_char(min(report.month), 'YYYY-MM')
        FROM plan_assignment row
        JOIN assignments_monthlyreport report ON report.assignment_id = row.id
        WHERE row.state = 'changed'
              AND NOT row.period && daterange(report.month, (report.month + interval '1 month')::date)
        GROUP BY row.line, row.period
        """,
        "Uppdraget har redan en månadsrapport för {}, utanför den nya perioden.",
    ),
)

DEPENDENCES = (
    Dependence(
        rows.CASES,
        "personnummer",
        rows.PEOPLE,
        """
        SELECT row.line, row.person, parent.line
        FROM plan_case row JOIN plan_person parent ON parent.value = row.person
        """,
    ),
    Dependence(
        rows.DECISIONS,
        "ärende",
        rows.CASES,
        """
        SELECT row.line, row.case_number, parent.line
        FROM plan_decision row JOIN plan_case parent ON parent.number = row.case_number
        """,
    ),
    Dependence(
        rows.ASSIGNMENTS,
        "beslut",
        rows.DECISIONS,
        """
        SELECT row.line, row.decision, parent.line
        FROM plan_assignment row JOIN plan_decision parent ON parent.reference = row.decision
        """,
    ),
    Dependence(
        rows.REPORTS,
        "uppdrag",
        rows.ASSIGNMENTS,
        """
        SELECT row.line, row.assignment, parent.line
        FROM plan_report row JOIN plan_assignment parent ON parent.number = row.assignment
        """,
    ),
    Dependence(
        rows.VOUCHERS,
        "beslut",
        rows.DECISIONS,
        """
        SELECT row.line, row.decision, parent.line
        FROM plan_voucher row JOIN plan_decision parent ON parent.reference = row.decision
        """,
    ),
)


def refuse_conflicts(principal: int, problems: ProblemLog) -> None:
    """Refuse what the register cannot take. One refusal may lead to another, so ask until all is quiet."""
    while sum(_ask(question, principal, problems) for question in QUESTIONS):
        for dependence in DEPENDENCES:
            _follow(dependence, problems)


def warn_of_kept(problems: ProblemLog) -> None:
    """Tell which rows were left as somebody in Stegvis has made them."""
    reason = "Uppgiften har ändrats i Stegvis och skrivs inte över."
    with connection.cursor() as cursor:
        for file, (table, _) in PLANS.items():
            cursor.execute(f"SELECT line FROM {table} WHERE state = 'kept' ORDER BY line")
            for (line,) in cursor.fetchall():
                problems.add(Kind.WARNING, file, line, "", "", reason)


def _ask(question: Question, principal: int, problems: ProblemLog) -> bool:
    table = PLANS[question.file][0]
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT DISTINCT ON (line) * FROM ({question.query}) AS found (line, value, word) "
            f"WHERE line IN (SELECT line FROM {table} WHERE state <> 'refused') ORDER BY line",
            {"principal": principal},
        )
        found = cursor.fetchall()
        for line, value, word in found:
            shown = _shown(question.column, value)
            problems.add(
                Kind.REFUSED, question.file, line, question.column, shown, question.reason.format(word)
            )
        _refuse(cursor, table, [line for line, _, _ in found])
    return bool(found)


def _follow(dependence: Dependence, problems: ProblemLog) -> None:
    table = PLANS[dependence.file][0]
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT * FROM ({dependence.query} WHERE row.state <> 'refused' AND parent.state = 'refused') "
            "AS found (line, value, parent_line) ORDER BY line"
        )
        found = cursor.fetchall()
        for line, value, parent_line in found:
            shown = _shown(dependence.column, value)
            reason = f"Raden beror på {dependence.on} rad {parent_line}, som inte kan läsas in."
            problems.add(Kind.DEPENDENT, dependence.file, line, dependence.column, shown, reason)
        _refuse(cursor, table, [line for line, _, _ in found])


def _refuse(cursor: Any, table: str, lines: list[int]) -> None:
    if lines:
        cursor.execute(f"UPDATE {table} SET state = 'refused' WHERE line = ANY(%s)", [lines])


def _shown(column: str, value: str) -> str:
    return masked_identity(value) if column == "personnummer" else masked(value)
