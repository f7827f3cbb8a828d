"""Which period a report covers. The committee decides when in the year it wants its reports."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from stegvis.core.period import Period, add_months


@dataclass(frozen=True)
class Schedule:
    """Reported in the month `reported_in` (1–12), about `months` months from `first_month`."""

    reported_in: int
    first_month: int
    months: int


@dataclass(frozen=True)
class Report:
    """One report of the year: the month it is handed over, and the period it is about."""

    reported_in: date
    period: Period


# The committee gets its report three times a year, the one in June about September to April
# (committee report 2021–2022). Used until the principal has set its own times.
STANDARD_SCHEDULES = (
    Schedule(reported_in=3, first_month=9, months=5),
    Schedule(reported_in=6, first_month=9, months=8),
    Schedule(reported_in=10, first_month=9, months=12),
)


def report_of(schedule: Schedule, year: int) -> Report:
    """The report handed over in the year: about the latest such period that is over when its month begins."""
    handed_over = date(year, schedule.reported_in, 1)
    start = date(year, schedule.first_month, 1)
    while add_months(start, schedule.months) > handed_over:
        start = add_months(start, -12)
    return Report(handed_over, Period(start, add_months(start, schedule.months)))


def latest_reports(schedules: Iterable[Schedule], today: date, *, count: int = 4) -> list[Report]:
    """The reports whose periods are over on `today`, the latest first."""
    told = [
        report_of(schedule, year) for schedule in schedules for year in range(today.year - 2, today.year + 2)
    ]
    over = [report for report in told if report.period.end is not None and report.period.end <= today]
    return sorted(over, key=lambda report: report.reported_in, reverse=True)[:count]
