"""Lists as CSV files: what a Swedish spreadsheet program opens, and no text in it that could run."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from datetime import datetime
from io import StringIO

from stegvis.core.cells import harmless, taken_out

Value = str | int


def csv_file(columns: Sequence[str], rows: Iterable[Sequence[Value]], *, by: str, at: datetime) -> bytes:
    """The columns and rows, and on the last row who took it out: the first must be the headings."""
    return _written(columns, [*rows, [taken_out(by, at)]])


def open_csv_file(columns: Sequence[str], rows: Iterable[Sequence[Value]]) -> bytes:
    """The columns and rows of what is public, which nobody in particular takes out."""
    return _written(columns, rows)


def _written(columns: Sequence[str], rows: Iterable[Sequence[Value]]) -> bytes:
    text = StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow(columns)
    writer.writerows([harmless(cell) if isinstance(cell, str) else cell for cell in row] for row in rows)
    return text.getvalue().encode("utf-8-sig")
