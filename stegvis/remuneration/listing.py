"""Ledger entries as lists show them: whom each concerns, as it may be said there, and its calculation."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from stegvis.assignments.models.assignments import GRACE_AFTER_END
from stegvis.core.actor import Actor
from stegvis.core.paging import Sorting
from stegvis.core.spreadsheets import Column, Kind, Sheet
from stegvis.registry.naming import HIDDEN, shown_name
from stegvis.remuneration.calculation import Calculation, Line
from stegvis.remuneration.models import LedgerEntry
from stegvis.remuneration.models.ledger import may_name_all

SORTINGS = {
    "anordnare": Sorting("Anordnare", ("provider__name", "id")),
    "uppdrag": Sorting("Uppdrag", ("assignment__number", "id")),
    "manad": Sorting("Avser", ("month", "id")),
    "belopp": Sorting("Belopp", ("amount", "id"), descending=True),
}
OWN_SORTINGS = {key: SORTINGS[key] for key in ("uppdrag", "manad", "belopp")}

COLUMNS = (
    Column("Anordnare", width=30),
    Column("Organisationsnummer"),
    Column("Uppdrag"),
    Column("Person", width=26),
    Column("Insats", width=24),
    Column("Slag"),
    Column("Avser månad", Kind.MONTH, 12),
    Column("Belopp, kr", Kind.KR, 14),
    Column("Rättelse", width=10),
    Column("Beräkning", width=90),
)


@dataclass(frozen=True, slots=True)
class Row:
    """One entry of a list, with the name that the reader may see."""

    entry: LedgerEntry
    person: str
    lines: tuple[Line, ...]

    @property
    def is_correction(self) -> bool:
        return self.entry.corrects_id is not None


def rows(entries: Iterable[LedgerEntry], actor: Actor, today: date) -> list[Row]:
    return [
        Row(entry, name_for(entry, actor, today), Calculation.from_json(entry.calculation).lines)
        for entry in entries
    ]


def name_for(entry: LedgerEntry, actor: Actor, today: date) -> str:
    """The person's name; for a provider only as long as it needs to know whom the assignment was for, and
    for the head of another unit the number of the case, with which its own unit can be asked.
    """
    case, end = entry.assignment.case, entry.assignment.period.end
    if actor.provider_id is not None and end is not None and end <= today - GRACE_AFTER_END:
        return HIDDEN
    if may_name_all(actor) or case.unit_id in actor.unit_ids:
        return shown_name(entry.assignment.person)
    return f"Ärende {case.number}"


def entries_sheet(found: Iterable[Row]) -> Sheet:
    return Sheet("Poster", COLUMNS, (_cells(row) for row in found))


def _cells(row: Row) -> tuple[object, ...]:
    entry = row.entry
    return (
        entry.provider.name,
        entry.provider.organisation_number,
        entry.assignment.number,
        row.person,
        entry.assignment.intervention.name,
        entry.get_kind_display(),
        entry.month,
        entry.amount,
        "ja" if row.is_correction else None,
        "; ".join(line.text for line in row.lines),
    )
