"""Unemployment in the municipality, from the monthly file of Arbetsförmedlingen.

The rate is a share of the registered labour force, not of the inhabitants, and its change is in
percentage points. Both have been published wrongly; here the figures themselves know.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from stegvis.core.period import Period, add_months
from stegvis.registry.models import Principal
from stegvis.statistics.figures import Comparison, Figure, Unit
from stegvis.statistics.models import UnemploymentMonth

MONTHS_SHOWN = 25  # two years and the month they are compared with

_SOURCE = "Källa: Arbetsförmedlingen, månadens slut."


@dataclass(frozen=True)
class Point:
    """One month of the diagram, in persons."""

    month: date
    openly_unemployed: int
    in_programmes: int


@dataclass(frozen=True)
class MonthFigures:
    """One month's figures. The rate of the foreign-born is not always published."""

    total: Figure
    openly: Figure
    in_programmes: Figure
    rate: Figure
    foreign_born_rate: Figure | None


@dataclass(frozen=True)
class Unemployment:
    """The last month of the period, the same month a year before if known, and the months until then."""

    month: date
    now: MonthFigures
    before: MonthFigures | None
    series: tuple[Point, ...]

    @property
    def total(self) -> Comparison | Figure:
        return _beside(self.now.total, self.before.total if self.before else None)

    @property
    def rate(self) -> Comparison | Figure:
        return _beside(self.now.rate, self.before.rate if self.before else None)

    @property
    def foreign_born_rate(self) -> Comparison | Figure | None:
        now = self.now.foreign_born_rate
        return now and _beside(now, self.before.foreign_born_rate if self.before else None)

    def figures(self) -> list[Comparison | Figure]:
        """Each figure of the month, compared where there is something to compare with."""
        before = self.before
        openly = _beside(self.now.openly, before.openly if before else None)
        in_programmes = _beside(self.now.in_programmes, before.in_programmes if before else None)
        known = (self.total, openly, in_programmes, self.rate, self.foreign_born_rate)
        return [figure for figure in known if figure]


def _beside(now: Figure, before: Figure | None) -> Comparison | Figure:
    return Comparison(now, before) if before else now


def unemployment_at(principal: Principal, period: Period) -> Unemployment | None:
    """None when no figures have been read in for the last month of the period."""
    if period.last_day is None:
        return None
    month = period.last_day.replace(day=1)
    known = _months_until(principal, month)
    if month not in known:
        return None
    a_year_before = known.get(add_months(month, -12))
    return Unemployment(
        month=month,
        now=_figures(known[month]),
        before=_figures(a_year_before) if a_year_before else None,
        series=tuple(Point(row.month, row.openly_unemployed, row.in_programmes) for row in known.values()),
    )


def _months_until(principal: Principal, month: date) -> dict[date, UnemploymentMonth]:
    first = add_months(month, 1 - MONTHS_SHOWN)
    rows = UnemploymentMonth.objects.filter(principal=principal, month__gte=first, month__lte=month)
    return {row.month: row for row in rows.order_by("month")}


def _figures(row: UnemploymentMonth) -> MonthFigures:
    unemployed = row.openly_unemployed + row.in_programmes
    month = Period.of_month(row.month)
    return MonthFigures(
        total=_persons(
            "Arbetslösa", "Öppet arbetslösa och deltagare i program med aktivitetsstöd.", month, unemployed
        ),
        openly=_persons(
            "Öppet arbetslösa", "Inskrivna arbetslösa som inte är i program.", month, row.openly_unemployed
        ),
        in_programmes=_persons(
            "I program med aktivitetsstöd",
            "Deltagare i program med aktivitetsstöd.",
            month,
            row.in_programmes,
        ),
        rate=_share(
            "Arbetslöshet",
            "Arbetslösa som andel av den registerbaserade arbetskraften.",
            month,
            unemployed,
            row.labour_force,
        ),
        foreign_born_rate=_foreign_born_rate(row, month),
    )


def _foreign_born_rate(row: UnemploymentMonth, month: Period) -> Figure | None:
    if row.foreign_born_unemployed is None or row.foreign_born_labour_force is None:
        return None
    return _share(
        "Arbetslöshet bland utrikes födda",
        "Utrikes födda arbetslösa som andel av de utrikes födda i arbetskraften.",
        month,
        row.foreign_born_unemployed,
        row.foreign_born_labour_force,
    )


def _persons(name: str, definition: str, month: Period, count: int) -> Figure:
    return Figure(name, f"{definition} {_SOURCE}", month, Unit.PERSONS, count)


def _share(name: str, definition: str, month: Period, part: int, whole: int) -> Figure:
    return Figure(name, f"{definition} {_SOURCE}", month, Unit.PERCENT, part, whole)
