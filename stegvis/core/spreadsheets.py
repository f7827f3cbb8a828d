"""Lists as Excel files: amounts as numbers, texts that never run as formulas, marked with who took them out.

An export leaves the system's control, so it says on its first row who made it and when.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from io import BytesIO
from typing import Any

from xlsxwriter import Workbook

from stegvis.core.cells import harmless, taken_out


class Kind(Enum):
    """How a column's values are written: the value's type and the cell's number format."""

    TEXT = ""
    KR = "#,##0.00"
    NUMBER = "#,##0"
    DATE = "yyyy-mm-dd"
    MONTH = "yyyy-mm"


@dataclass(frozen=True, slots=True)
class Column:
    title: str
    kind: Kind = Kind.TEXT
    width: int = 18


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet: `rows` give one value for each column, amounts in öre; None is an empty cell."""

    title: str
    columns: Sequence[Column]
    rows: Iterable[Sequence[Any]]


def spreadsheet(heading: str, sheets: Iterable[Sheet], *, by: str, at: datetime) -> bytes:
    """The file. `by` and `at` say on each sheet who took it out and when."""
    file = BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with Workbook(file, options) as book:
        book.set_properties({"title": heading, "author": by, "created": at.replace(tzinfo=None)})
        for sheet in sheets:
            _Writer(book, sheet).write(heading, taken_out(by, at))
    return file.getvalue()


class _Writer:
    def __init__(self, book: Workbook, sheet: Sheet) -> None:
        self.sheet = sheet
        self.page = book.add_worksheet(sheet.title)
        self.bold = book.add_format({"bold": True})
        self.head = book.add_format({"bold": True, "bottom": 1})
        self.formats = [book.add_format({"num_format": c.kind.value}) for c in sheet.columns]

    def write(self, heading: str, mark: str) -> None:
        self.page.write_string(0, 0, harmless(heading), self.bold)
        self.page.write_string(1, 0, harmless(mark))
        for place, column in enumerate(self.sheet.columns):
            self.page.set_column(place, place, column.width)
            self.page.write_string(3, place, column.title, self.head)
        for line, row in enumerate(self.sheet.rows, start=4):
            for place, value in enumerate(row):
                self._write_cell(line, place, value)
        self.page.freeze_panes(4, 0)

    def _write_cell(self, line: int, place: int, value: Any) -> None:
        kind = self.sheet.columns[place].kind
        if value is None:
            return
        if kind is Kind.TEXT:
            self.page.write_string(line, place, harmless(str(value)))
        elif kind in (Kind.DATE, Kind.MONTH):
            self.page.write_datetime(line, place, value, self.formats[place])
        else:
            # The file format keeps numbers as binary fractions; two decimals of any real amount survive.
            number = value / 100 if kind is Kind.KR else value
            self.page.write_number(line, place, number, self.formats[place])
