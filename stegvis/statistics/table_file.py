"""The report's figures as a file for spreadsheets and other programs: one comparison a line."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from decimal import Decimal
from io import StringIO

from stegvis.core.cells import harmless
from stegvis.core.small_groups import KEPT_BACK
from stegvis.statistics import measures
from stegvis.statistics.figures import Comparison, Figure, Unit
from stegvis.statistics.report import BoardReport

COLUMNS = (
    "tabell",
    "rad",
    "enhet",
    "från",
    "till",
    "värde",
    "täljare",
    "nämnare",
    "jämförs_från",
    "jämförs_till",
    "jämförs_värde",
    "förändring",
    "förändringens_enhet",
)
_UNITS = {
    Unit.PERSONS: "personer",
    Unit.CASES: "ärenden",
    Unit.DECISIONS: "beslut",
    Unit.VOUCHERS: "tilläggscheckar",
    Unit.PERCENT: "procent",
    Unit.PERCENTAGE_POINTS: "procentenheter",
    Unit.ORE: "öre",
}


def as_table_file(report: BoardReport, *, mark: str) -> bytes:
    """CSV as Swedish spreadsheets open it: semicolons, decimal comma, UTF-8 with a byte order mark.

    The last line has the `mark` of who took it out.
    """
    text = StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow(COLUMNS)
    writer.writerows(_lines(report))
    writer.writerow(["uttag", harmless(mark), *[""] * (len(COLUMNS) - 2)])
    return text.getvalue().encode("utf-8-sig")


def _lines(report: BoardReport) -> Iterator[list[str]]:
    parts: list[tuple[str, tuple[Comparison | Figure, ...]]] = [
        (measures.PERSONS_WITH_INTERVENTION.name, (report.persons,)),
        (measures.PERSONS_PER_INTERVENTION.name, report.per_intervention),
        (measures.VOUCHERS.name, (report.vouchers,)),
        (measures.CURRENT.name, (report.current,)),
        (
            "Ärenden in och ut",
            (report.flow.opening, report.flow.new, report.flow.closed, report.flow.remaining),
        ),
        (measures.CLOSED_BY_REASON.name, report.closed_by_reason),
        (measures.SELF_SUFFICIENT_BY_SEX.name, report.self_sufficient_by_sex),
        (measures.PERSONS_PER_PROVIDER.name, report.per_provider),
        (measures.GRANTS_PER_INTERVENTION.name, report.decisions_per_intervention),
        ("Sysselsättning på heltid", (report.below_full_time,)),
        ("Arbetslöshet", tuple(report.unemployment.figures()) if report.unemployment else ()),
    ]
    for table, rows in parts:
        for row in rows:
            yield [table, *(_figure(row) if isinstance(row, Figure) else _comparison(row))]


def _comparison(row: Comparison) -> list[str]:
    difference = row.difference
    return [
        *_figure(row.now)[:-5],
        str(row.before.period.start),
        str(row.before.period.last_day),
        _plain(row.before.value),
        _plain(difference.value if difference else None),
        _UNITS[difference.unit] if difference else "",
    ]


def _figure(figure: Figure) -> list[str]:
    return [
        harmless(figure.name),
        _UNITS[figure.unit],
        str(figure.period.start),
        str(figure.period.last_day),
        _plain(figure.value),
        KEPT_BACK if figure.is_hidden else str(figure.numerator),
        "" if figure.denominator is None else str(figure.denominator),
        *[""] * 5,
    ]


def _plain(value: int | Decimal | None) -> str:
    return "" if value is None else str(value).replace(".", ",")
