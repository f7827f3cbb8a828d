"""Who is not in full-time activation and why, as a list and as a file."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from io import StringIO

from stegvis.assignments.activation import words
from stegvis.assignments.activation.query import Row
from stegvis.assignments.activation.sources import Source
from stegvis.casework.models import Case
from stegvis.core.cells import harmless
from stegvis.core.paging import Sorting
from stegvis.registry.naming import shown_name

SORTINGS = {
    "oppnat": Sorting("Öppnat", ("opened_on", "id")),
    "namn": Sorting("Namn", ("person__sort_key", "id")),
    "nummer": Sorting("Ärende", ("number", "id")),
}
MOST_IN_A_FILE = 10_000
"""A longer list becomes several files."""
COLUMNS = (
    "ärende",
    "namn",
    "enhet",
    "handläggare",
    "öppnat",
    "dag",
    "aktivering",
    "skäl",
    "timmar_per_vecka",
    "väntade_timmar",
    "heltid",
)


@dataclass(frozen=True, slots=True)
class Line:
    """One case, with the name that may stand in a list."""

    case: Case
    row: Row

    @property
    def name(self) -> str:
        return shown_name(self.case.person)

    @property
    def caseworker(self) -> str:
        return self.case.caseworker.display_name if self.case.caseworker else ""

    @property
    def level(self) -> str:
        return words.LEVELS[self.row.level]

    @property
    def reason(self) -> str:
        return words.reason(self.row.reason) if self.row.reason else ""


def lines_of(cases: list[Case], source: Source) -> list[Line]:
    """The cases of a page, with what the source says of them."""
    found = {row.case_id: row for row in source.rows(cases)}
    return [Line(case, found[case.pk]) for case in cases if case.pk in found]


def parted(keys: Iterable[int]) -> list[list[int]]:
    """So many at a time as one file has rows; one file also when there is nobody."""
    every = list(keys)
    return [every[first : first + MOST_IN_A_FILE] for first in range(0, len(every) or 1, MOST_IN_A_FILE)]


def as_file(lines: Iterable[Line], *, mark: str) -> bytes:
    """CSV as Swedish spreadsheets open it; the last line says who took it out."""
    text = StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow(COLUMNS)
    writer.writerows(map(_cells, lines))
    writer.writerow(["uttag", harmless(mark), *[""] * (len(COLUMNS) - 2)])
    return text.getvalue().encode("utf-8-sig")


def _cells(line: Line) -> list[str]:
    row = line.row
    return [
        harmless(line.case.number),
        harmless(line.name),
        harmless(line.case.unit.name),
        harmless(line.caseworker),
        str(line.case.opened_on),
        str(row.day),
        line.level,
        line.reason,
        str(row.hours),
        str(row.expected),
        str(row.full_time),
    ]
