"""The comparison as a file for spreadsheets: one provider a line."""

from __future__ import annotations

import csv
from io import StringIO

from stegvis.core.cells import harmless
from stegvis.statistics.comparison.reading import Comparison

COLUMNS = (
    "anordnare",
    "organisationsnummer",
    "mått",
    "enhet",
    "antal",
    "utfall",
    "väntat",
    "justerat",
    "från",
    "till",
    "stjärnor",
    "skiljer sig",
)
FIGURES = ("raw", "expected", "adjusted", "low", "high")


def as_table_file(comparison: Comparison, *, mark: str) -> bytes:
    """CSV as Swedish spreadsheets open it. What rests on too few has no figures here either."""
    text = StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow(COLUMNS)
    scale = 1 if comparison.unit == "dagar" else 100
    for row in comparison.rows:
        result = row.result
        writer.writerow(
            [
                harmless(row.name),
                result.provider.organisation_number,
                str(comparison.measure.label),
                comparison.unit,
                result.n,
                *(_plain(getattr(result, name), scale) if result.is_shown else "" for name in FIGURES),
                "" if result.stars is None else result.stars,
                "ja" if row.differs else "nej" if result.is_shown else "",
            ]
        )
    writer.writerow(["uttag", harmless(mark), *[""] * (len(COLUMNS) - 2)])
    return text.getvalue().encode("utf-8-sig")


def _plain(value: float | None, scale: int) -> str:
    return "" if value is None else f"{value * scale:.1f}".replace(".", ",")
