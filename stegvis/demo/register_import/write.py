"""The plan carried out: what is new is put in, what has changed is changed with its history kept.

Tables that are never changed (decisions, monthly reports, vouchers) get a new row that points at the one it
corrects.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from django.db import IntegrityError, connection, models, transaction
from django.utils import timezone
from django.utils.text import slugify

from stegvis.accounts.models import Membership, User
from stegvis.assignments.models import Assignment, MonthlyReport
from stegvis.casework.models import Case, Decision, Voucher
from stegvis.core.actor import Role
from stegvis.core.period import Period
from stegvis.demo.register_import.plan import DECISION_CHAIN
from stegvis.demo.register_import.protection import protect_from_extract
from stegvis.providers.models import Authorisation, Provider
from stegvis.registry.models import Person, PersonIdentifier, Principal, Unit

Step = Callable[[str], None]


def carry_out(principal: Principal, unit: Unit, today: date, step: Step) -> None:
    """Write the plan's rows. To be called inside the transaction that made the plan."""
    work = _Writing(principal, unit, today)
    for title, part in (
        ("handläggare", work.caseworkers),
        ("anordnare", work.providers),
        ("personer", work.people),
        ("ärenden", work.cases),
        ("beslut", work.decisions),
        ("uppdrag", work.assignments),
        ("månadsrapporter", work.reports),
        ("tilläggscheckar", work.vouchers),
    ):
        step(title)
        part()


class _Writing:
    def __init__(self, principal: Principal, unit: Unit, today: date) -> None:
        self._principal = principal
        self._unit = unit
        self._today = today

    def caseworkers(self) -> None:
        """A caseworker without an account gets one that nobody can sign in with until it is opened."""
        with connection.cursor() as cursor:
            cursor.execute("SELECT code FROM plan_caseworker WHERE user_id IS NULL ORDER BY code")
            for (code,) in cursor.fetchall():
                user = self._closed_account(code)
                cursor.execute(
                    "UPDATE plan_caseworker SET user_id = %s, unit_id = %s WHERE code = %s",
                    [user.pk, self._unit.pk, code],
                )

    def _closed_account(self, code: str) -> User:
        # The top domain "invalid" never receives mail (RFC 2606).
        email = f"{local_part(code)}@{self._principal.slug}.invalid"
        user = User.objects.filter(email=email).first()
        if user is None:
            user = User.objects.create_user(email, first_name=code, is_active=False)
        Membership.objects.get_or_create(
            principal=self._principal,
            user=user,
            role=Role.CASEWORKER,
            unit=self._unit,
            defaults={"period": Period(self._today)},
        )
        return user

    def providers(self) -> None:
        self._run("UPDATE plan_provider SET id = nextval({}) WHERE state = 'new'", Provider)
        self._insert(
            Provider,
            {"id": "row.id", "organisation_number": "row.number", "name": "row.name"},
            "plan_provider row WHERE row.state = 'new'",
        )
        self._execute("""
            UPDATE providers_provider provider SET name = row.name
            FROM plan_provider row
            WHERE provider.id = row.id AND row.state = 'changed' AND provider.name <> row.name
        """)
        self._execute("""
            UPDATE providers_authorisation authorisation SET period = row.period
            FROM plan_provider row
            WHERE authorisation.id = row.authorisation_id AND row.state = 'changed' AND row.decided_id IS NULL
                  AND authorisation.period <> row.period
        """)
        self._insert(
            Authorisation,
            {"provider_id": "row.id", "intervention_id": "NULL", "period": "row.period"},
            "plan_provider row WHERE row.state IN ('new', 'changed') "
            "AND row.authorisation_id IS NULL AND row.decided_id IS NULL",
        )

    def people(self) -> None:
        protect_from_extract(self._principal.pk, self._today)
        self._execute("""
            UPDATE registry_person person
            SET first_name = row.first_name, last_name = row.last_name, sex = row.sex,
                protection = row.protection, foreign_born = row.foreign_born
            FROM plan_person row WHERE person.id = row.id AND row.state = 'changed'
        """)
        self._run("UPDATE plan_person SET id = nextval({}) WHERE state = 'new'", Person)
        same = ("first_name", "last_name", "birth_date", "sex", "protection", "foreign_born")
        new = "plan_person row WHERE row.state = 'new' ORDER BY row.line"
        self._insert(Person, {"id": "row.id"} | {name: f"row.{name}" for name in same}, new)
        self._insert(PersonIdentifier, {"person_id": "row.id", "kind": "row.kind", "value": "row.value"}, new)

    def cases(self) -> None:
        change = """
            UPDATE casework_case held
            SET person_id = person.id, opened_on = row.opened_on, closed_on = row.closed_on,
                closure_reason = row.closure_reason, target_group = row.target_group,
                caseworker_id = COALESCE(caseworker.user_id, held.caseworker_id)
            FROM plan_case row
            JOIN plan_person person ON person.value = row.person
            LEFT JOIN plan_caseworker caseworker ON caseworker.code = row.caseworker
            WHERE held.id = row.id AND row.state = 'changed'
        """
        # A person has one open case at most: close before opening.
        self._execute(f"{change} AND row.closed_on IS NOT NULL")
        self._execute(f"{change} AND row.closed_on IS NULL")
        same = ("number", "opened_on", "closed_on", "closure_reason", "target_group")
        self._insert(
            Case,
            {name: f"row.{name}" for name in same}
            | {
                "person_id": "person.id",
                "unit_id": "COALESCE(caseworker.unit_id, %(unit)s)",
                "caseworker_id": "caseworker.user_id",
            },
            "plan_case row JOIN plan_person person ON person.value = row.person "
            "LEFT JOIN plan_caseworker caseworker ON caseworker.code = row.caseworker "
            "WHERE row.state = 'new' ORDER BY row.line",
        )

    def decisions(self) -> None:
        self._insert(
            Decision,
            {
                # A correction needs a number of its own: the first is B1, its correction B1/2.
                "number": "row.reference || CASE row.state WHEN 'new' THEN '' ELSE '/' || row.place + 1 END",
                "external_ref": "row.reference",
                "case_id": "held.id",
                "kind": f"'{Decision.Kind.GRANT}'",
                "intervention_id": "intervention.id",
                "corrects_id": "row.id",
                "period": "row.period",
                "capacity_percent": "row.capacity",
                "decided_on": "row.decided_on",
            },
            "plan_decision row "
            "JOIN casework_case held ON held.principal_id = %(principal)s AND held.number = row.case_number "
            "JOIN catalogue_intervention intervention "
            "ON intervention.principal_id = %(principal)s AND intervention.code = row.intervention "
            "WHERE row.state IN ('new', 'changed') ORDER BY row.line",
        )
        self._execute("DROP TABLE plan_chain")
        self._execute(DECISION_CHAIN)
        self._execute("CREATE INDEX ON plan_chain (reference) WHERE holds")
        self._execute("ANALYZE plan_chain")

    def assignments(self) -> None:
        self._execute("DROP TABLE IF EXISTS plan_wanted")
        # What each assignment shall be; one whose decision was corrected follows the correction.
        self._execute("""
            CREATE TEMPORARY TABLE plan_wanted ON COMMIT DROP AS
            SELECT row.line, row.number, row.id, row.state, row.period, row.hours, decision.id AS decision_id,
                   decision.case_id, decision.intervention_id, held.person_id, provider.id AS provider_id
            FROM plan_assignment row
            JOIN plan_chain chain ON chain.reference = row.decision AND chain.holds
            JOIN casework_decision decision ON decision.id = chain.id
            JOIN casework_case held ON held.id = decision.case_id
            JOIN providers_provider provider
                ON provider.principal_id = %(principal)s AND provider.organisation_number = row.provider
            WHERE row.state IN ('new', 'changed', 'same')
        """)
        self._change_assignments()
        self._insert(
            Assignment,
            {
                "number": "row.number",
                "case_id": "row.case_id",
                "person_id": "row.person_id",
                "decision_id": "row.decision_id",
                "intervention_id": "row.intervention_id",
                "provider_id": "row.provider_id",
                "period": "row.period",
                "planned_hours_per_week": "row.hours",
            },
            "plan_wanted row WHERE row.state = 'new' ORDER BY row.line",
        )

    def _change_assignments(self) -> None:
        """The shortened make room first. If that is not enough, all make room, then all move in."""
        try:
            with transaction.atomic():
                self._execute(f"{CHANGE_ASSIGNMENT} AND assignment.period @> row.period")
                self._execute(CHANGE_ASSIGNMENT)
        except IntegrityError:
            self._execute("""
                UPDATE assignments_assignment assignment SET period = assignment.period * row.period
                FROM plan_wanted row
                WHERE assignment.id = row.id AND assignment.period && row.period
                      AND assignment.period <> row.period
            """)
            self._execute(CHANGE_ASSIGNMENT)

    def reports(self) -> None:
        self._insert(
            MonthlyReport,
            {
                "assignment_id": "assignment.id",
                "month": "row.month",
                "attended_hours": "row.attended",
                "absent_hours": "row.absent",
                "progress": "row.progress",
                "received_on": "row.received_on",
                "corrects_id": "row.id",
            },
            "plan_report row JOIN assignments_assignment assignment "
            "ON assignment.principal_id = %(principal)s AND assignment.number = row.assignment "
            "WHERE row.state IN ('new', 'changed') ORDER BY row.line",
        )

    def vouchers(self) -> None:
        self._insert(
            Voucher,
            {
                "case_id": "decision.case_id",
                "decision_id": "decision.id",
                "decided_on": "row.decided_on",
                "amount": "row.amount",
                "corrects_id": "row.id",
            },
            "plan_voucher row JOIN plan_chain chain ON chain.reference = row.decision AND chain.holds "
            "JOIN casework_decision decision ON decision.id = chain.id "
            "WHERE row.state IN ('new', 'changed') ORDER BY row.line",
        )

    def _insert(self, model: type[models.Model], given: dict[str, str], source: str) -> None:
        columns, values, parameters = _with_defaults(model, {"principal_id": "%(principal)s", **given})
        table = model._meta.db_table
        statement = f"INSERT INTO {table} ({', '.join(columns)}) SELECT {', '.join(values)} FROM {source}"
        self._execute(statement, parameters)
        # The guards on the tables that point here were planned for a small table; without fresh figures
        # they would go through all of it for every row.
        self._execute(f"ANALYZE {table}")

    def _run(self, statement: str, model: type[models.Model]) -> None:
        self._execute(statement.format(f"pg_get_serial_sequence('{model._meta.db_table}', 'id')"))

    def _execute(self, statement: str, parameters: dict[str, Any] | None = None) -> None:
        with connection.cursor() as cursor:
            cursor.execute(
                statement, {"principal": self._principal.pk, "unit": self._unit.pk, **(parameters or {})}
            )


def local_part(code: str) -> str:
    """What stands before the @ in the address of the caseworker with this code."""
    return slugify(code) or code.encode().hex()[:40]


CHANGE_ASSIGNMENT = """
    UPDATE assignments_assignment assignment
    SET case_id = row.case_id, person_id = row.person_id, decision_id = row.decision_id,
        intervention_id = row.intervention_id, provider_id = row.provider_id, period = row.period,
        planned_hours_per_week = row.hours
    FROM plan_wanted row
    WHERE assignment.id = row.id
          AND (assignment.case_id, assignment.person_id, assignment.decision_id, assignment.intervention_id,
               assignment.provider_id, assignment.period, assignment.planned_hours_per_week)
          IS DISTINCT FROM
              (row.case_id, row.person_id, row.decision_id, row.intervention_id,
               row.provider_id, row.period, row.hours)
"""


def _with_defaults(
    model: type[models.Model], given: dict[str, str]
) -> tuple[list[str], list[str], dict[str, Any]]:
    """Columns, SQL values and parameters of an insert; what is not given gets the model's own default."""
    columns: list[str] = []
    values: list[str] = []
    parameters: dict[str, Any] = {}
    for field in model._meta.concrete_fields:
        column = str(field.column)
        if field.attname in given:
            columns.append(column)
            values.append(given[field.attname])
        elif not (field.generated or field.primary_key):
            columns.append(column)
            values.append(f"%(default_{column})s")
            parameters[f"default_{column}"] = _default(field)
    return columns, values, parameters


def _default(field: models.Field[Any, Any]) -> Any:
    if getattr(field, "auto_now_add", False) or getattr(field, "auto_now", False):
        return timezone.now()
    return field.get_db_prep_save(field.get_default(), connection)
