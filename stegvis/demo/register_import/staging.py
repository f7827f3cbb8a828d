"""Accepted rows on their way: temporary tables that live as long as the transaction."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db import connection

from stegvis.demo.register_import import rows
from stegvis.demo.register_import.extract import Reading
from stegvis.demo.register_import.rows import (
    AssignmentRow,
    CaseRow,
    DecisionRow,
    PersonRow,
    ProviderRow,
    ReportRow,
    VoucherRow,
)


@dataclass(frozen=True, slots=True)
class Stage:
    """A temporary table for one file's rows and how a row becomes its columns. `line` is always the first."""

    table: str
    columns: str
    record: Callable[[Any], tuple[Any, ...]]

    @property
    def names(self) -> str:
        return ", ".join(column.split()[0] for column in self.columns.split(", "))


def _person(row: PersonRow) -> tuple[Any, ...]:
    number = row.number
    return (
        row.line,
        number.value,
        number.kind,
        number.birth_date,
        row.first_name,
        row.last_name,
        row.sex,
        row.protected,
        row.foreign_born,
    )


def _provider(row: ProviderRow) -> tuple[Any, ...]:
    return row.line, row.organisation_number, row.name, row.start, rows.after(row.last_day)


def _case(row: CaseRow) -> tuple[Any, ...]:
    return (
        row.line,
        row.number,
        row.person.value,
        row.opened_on,
        row.closed_on,
        row.closure_reason,
        row.caseworker,
        row.target_group,
    )


def _decision(row: DecisionRow) -> tuple[Any, ...]:
    return (
        row.line,
        row.reference,
        row.case,
        row.intervention,
        row.decided_on,
        row.start,
        rows.after(row.last_day),
        row.capacity,
    )


def _assignment(row: AssignmentRow) -> tuple[Any, ...]:
    return (
        row.line,
        row.number,
        row.decision,
        row.provider,
        row.start,
        rows.after(row.last_day),
        row.hours_per_week,
    )


def _as_it_is(row: ReportRow | VoucherRow) -> tuple[Any, ...]:
    return row


STAGES: dict[str, Stage] = {
    rows.PEOPLE: Stage(
        "stage_person",
        "line int, value text, kind text, birth_date date, first_name text, last_name text, sex text, "
        "protected bool, foreign_born bool",
        _person,
    ),
    rows.PROVIDERS: Stage(
        "stage_provider", "line int, number text, name text, starts date, ends_before date", _provider
    ),
    rows.CASES: Stage(
        "stage_case",
        "line int, number text, person text, opened_on date, closed_on date, closure_reason text, "
        "caseworker text, target_group text",
        _case,
    ),
    rows.DECISIONS: Stage(
        "stage_decision",
        "line int, reference text, case_number text, intervention text, decided_on date, starts date, "
        "ends_before date, capacity smallint",
        _decision,
    ),
    rows.ASSIGNMENTS: Stage(
        "stage_assignment",
        "line int, number text, decision text, provider text, starts date, ends_before date, hours smallint",
        _assignment,
    ),
    rows.REPORTS: Stage(
        "stage_report",
        "line int, assignment text, month date, attended smallint, absent smallint, progress smallint, "
        "received_on date",
        _as_it_is,
    ),
    rows.VOUCHERS: Stage(
        "stage_voucher", "line int, decision text, decided_on date, amount bigint", _as_it_is
    ),
}


def fill(reading: Reading) -> None:
    """Read the whole extract into the temporary tables, in the order in which its files build on each
    other."""
    for check in reading.checks:
        _copy(STAGES[check.file], reading.accepted(check))


def _copy(stage: Stage, accepted: Iterator[Any]) -> None:
    record = stage.record
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TABLE IF EXISTS {stage.table}")
        cursor.execute(f"CREATE TEMPORARY TABLE {stage.table} ({stage.columns}) ON COMMIT DROP")
        with cursor.copy(f"COPY {stage.table} ({stage.names}) FROM STDIN") as copy:
            for row in accepted:
                copy.write_row(record(row))
        cursor.execute(f"ANALYZE {stage.table}")
