"""An assignment's months as the page shows them: reported, awaited or late."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from stegvis.assignments.models import MonthlyReport
from stegvis.assignments.rules.reporting import due_on, is_over
from stegvis.assignments.words import Status
from stegvis.core.parts import Tone
from stegvis.core.period import Period


@dataclass(frozen=True, slots=True)
class MonthLine:
    """One month with the report that applies, if it has come."""

    month: date
    report: MonthlyReport | None
    status: Status


def months_of(assignment: Period, reports: Iterable[MonthlyReport], today: date) -> list[MonthLine]:
    """Every month that the assignment has touched so far, the latest first."""
    in_force = {report.month: report for report in reports}
    months = set(assignment.month_starts(today)) | set(in_force)
    return [
        MonthLine(month, in_force.get(month), _status(assignment, month, in_force.get(month), today))
        for month in sorted(months, reverse=True)
    ]


def _status(assignment: Period, month: date, report: MonthlyReport | None, today: date) -> Status:
    due = due_on(month)
    if report is not None:
        return Status("Rättad" if report.corrects_id else "Inkommen", Tone.SUCCESS)
    if due < today:
        return Status(f"Försenad sedan {due}", Tone.DANGER)
    if is_over(assignment, month, today):
        return Status(f"Ska skickas senast {due}", Tone.WARNING)
    return Status("Pågår", Tone.NEUTRAL)
