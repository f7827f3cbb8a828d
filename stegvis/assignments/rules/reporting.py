"""Monthly reports: which months await one, when it is due, and what it may say."""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date

from stegvis.assignments.rules.days import NewDay, may_say_days
from stegvis.core.answers import Answer, Check
from stegvis.core.period import ONE_DAY, Period, add_months
from stegvis.core.templatetags.design import month as in_words
from stegvis.core.working_days import nth_working_day

DUE_WORKING_DAY = 5
"""domain: a report is due the fifth working day of the next month."""

MOST_HOURS_A_DAY = 12
"""More hours than this for each assigned day of the month are a slip of the pen."""

LEAST_PROGRESS, MOST_PROGRESS = 1, 5


@dataclass(frozen=True)
class NewReport:
    """What the provider reports for one month, named by its first day."""

    month: date
    attended_hours: int
    absent_hours: int
    progress: int
    happened: str
    next_month: str
    days: tuple[NewDay, ...] = ()
    """Attendance day by day, when the provider tells it so; the hours are then its sums."""


@dataclass(frozen=True)
class ReportFacts:
    """The assignment's period and the months that already have a report."""

    assignment: Period
    reported: AbstractSet[date]


def due_on(month: date) -> date:
    """The last day to send the report of the month."""
    return nth_working_day(add_months(month, 1), DUE_WORKING_DAY)


def latest_overdue_month(today: date) -> date:
    """The latest month whose report should have come before `today`."""
    month = add_months(today.replace(day=1), -1)
    return month if due_on(month) < today else add_months(month, -1)


def assigned_part(assignment: Period, month: date) -> Period | None:
    """The days of the month that belong to the assignment."""
    return assignment.intersect(Period.of_month(month))


def is_over(assignment: Period, month: date, today: date) -> bool:
    """Have all assigned days of the month come? On the last of them the report can be written."""
    part = assigned_part(assignment, month)
    return part is not None and part.end is not None and part.end <= today + ONE_DAY


def missing_months(facts: ReportFacts, today: date) -> list[date]:
    """The months that can be reported and are not, the oldest first."""
    touched = facts.assignment.month_starts(today)
    return [
        month for month in touched if month not in facts.reported and is_over(facts.assignment, month, today)
    ]


def can_report(facts: ReportFacts, today: date) -> Answer:
    """Is there a month to report?"""
    return Answer.of(Check(bool(missing_months(facts, today)), _nothing_to_report(facts, today)))


def may_report(facts: ReportFacts, report: NewReport, today: date) -> Answer:
    """May the report be sent?"""
    month = in_words(report.month)
    if assigned_part(facts.assignment, report.month) is None:
        return Answer.no(f"Uppdraget pågick inte under {month}.", "month")
    return Answer.of(
        Check(
            report.month not in facts.reported,
            f"Det finns redan en rapport för {month}. Rätta den i stället för att skicka en ny.",
            "month",
        ),
        Check(
            is_over(facts.assignment, report.month, today),
            f"{month.capitalize()} är inte slut än. Rapportera när månaden är över.",
            "month",
        ),
        may_say(facts.assignment, report),
    )


def can_correct(*, is_latest: bool) -> Answer:
    """Is this the version that applies?"""
    return Answer.of(Check(is_latest, "Rapporten är redan rättad. Rätta den senaste versionen i stället."))


def may_correct(assignment: Period, report: NewReport, *, is_latest: bool) -> Answer:
    """May a sent report be corrected so?"""
    return can_correct(is_latest=is_latest) & may_say(assignment, report)


def may_say(assignment: Period, report: NewReport) -> Answer:
    """Is what the report says possible?"""
    part = assigned_part(assignment, report.month)
    most = part.days * MOST_HOURS_A_DAY if part else 0
    return Answer.of(
        Check(
            report.attended_hours >= 0 and report.absent_hours >= 0,
            "Timmar kan inte vara färre än noll.",
            "attended_hours",
        ),
        Check(
            report.attended_hours + report.absent_hours <= most,
            f"Uppdraget omfattar {part.days if part else 0} dagar i {in_words(report.month)}. "
            f"Närvaro och frånvaro kan tillsammans vara högst {most} timmar.",
            "attended_hours",
        ),
        Check(
            LEAST_PROGRESS <= report.progress <= MOST_PROGRESS, "Välj ett steg mellan 1 och 5.", "progress"
        ),
        may_say_days(part, report.days, report.attended_hours, report.absent_hours),
    )


def _nothing_to_report(facts: ReportFacts, today: date) -> str:
    upcoming = _next_reportable(facts, today)
    if upcoming is None:
        return "Alla månader är rapporterade."
    month, day = upcoming
    return f"Inget att rapportera än. Rapporten för {in_words(month)} kan skickas från {day}."


def _next_reportable(facts: ReportFacts, today: date) -> tuple[date, date] | None:
    """The next month that can be reported, and its last assigned day."""
    start = max(today.replace(day=1), facts.assignment.start.replace(day=1))
    for month in (start, add_months(start, 1)):
        part = assigned_part(facts.assignment, month)
        if part is not None and month not in facts.reported and part.last_day is not None:
            return month, part.last_day
    return None
