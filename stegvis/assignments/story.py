"""What assignments add to the case: its timeline, its road, its panel and what must end before it closes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils import timezone

from stegvis.accounts.models import User
from stegvis.assignments.facts import with_assignments
from stegvis.assignments.models import Assignment
from stegvis.assignments.rules.reporting import ReportFacts, missing_months
from stegvis.assignments.words import PROGRESS, Status, status_on
from stegvis.casework.closing import Matter
from stegvis.casework.facts import grants_in_force
from stegvis.casework.models import Case
from stegvis.casework.panels import Panel
from stegvis.casework.road import Milestone
from stegvis.casework.timeline import Entry
from stegvis.core.actor import Actor
from stegvis.core.answers import Check
from stegvis.core.parts import Tone
from stegvis.core.templatetags.design import month as in_words

# --- Timeline ----------------------------------------------------------------------------------------------


def tell_assignments(case: Case) -> Iterable[Entry]:
    """The giving, plans, reports, meetings and final report of each assignment."""
    for assignment in with_assignments(case).assignments.all():
        yield _given(assignment)
        yield from _planned(assignment)
        yield from _reported(assignment)
        yield from _met(assignment)
        yield from _finally_reported(assignment)


def _given(assignment: Assignment) -> Entry:
    return Entry(
        assignment.given_on or assignment.period.start,
        f"{assignment.provider.name} fick uppdraget om {assignment.intervention.name}",
        f"Uppdrag {assignment.number}, {assignment.planned_hours_per_week} timmar i veckan från "
        f"{assignment.period.start}.",
        _name(assignment.given_by),
        assignment.get_absolute_url(),
    )


def _planned(assignment: Assignment) -> Iterator[Entry]:
    for position, plan in enumerate(assignment.plans.all()):
        title = "Ny version av planen" if position else "Genomförandeplan"
        yield Entry(
            timezone.localtime(plan.made_at).date(),
            f"{title} för {assignment.intervention.name}",
            f"Gäller från {plan.starts_on}.",
            _name(plan.made_by),
            assignment.get_absolute_url(),
        )


def _reported(assignment: Assignment) -> Iterator[Entry]:
    for report in assignment.reports.all():
        title = "Rättad månadsrapport" if report.corrects_id else "Månadsrapport"
        yield Entry(
            report.received_on,
            f"{title} för {in_words(report.month)}",
            f"{assignment.intervention.name}: {report.attended_hours} timmar närvaro, "
            f"{report.absent_hours} timmar frånvaro. Progression {PROGRESS[report.progress]}.",
            _name(report.sent_by) or assignment.provider.name,
            report.get_absolute_url(),
        )


def _met(assignment: Assignment) -> Iterator[Entry]:
    for meeting in assignment.meetings.all():
        yield Entry(
            meeting.held_on,
            f"Trepartsmöte om {assignment.intervention.name}",
            meeting.minutes,
            _name(meeting.signed_by),
            assignment.get_absolute_url(),
            Tone.INFO,
        )


def _finally_reported(assignment: Assignment) -> Iterator[Entry]:
    report = getattr(assignment, "final_report", None)
    if report is not None:
        yield Entry(
            report.sent_on,
            f"Slutrapport om {assignment.intervention.name}",
            f"Förslag: {report.proposals}",
            _name(report.sent_by),
            assignment.get_absolute_url(),
            Tone.INFO,
        )


def _name(user: User | None) -> str:
    return user.display_name if user else ""


# --- Main road ---------------------------------------------------------------------------------------------


def given(case: Case, today: date) -> Milestone:
    """Passed when the latest grant has its assignment."""
    grants = grants_in_force(case)
    assignments = _carried_out(case)
    passed = bool(grants) and any(each.decision_id == grants[-1].pk for each in assignments)
    return Milestone("Uppdrag", passed, f"från {assignments[-1].period.start}" if passed else "")


def carried_out(case: Case, today: date) -> Milestone:
    """Passed when every assignment is over."""
    assignments = _carried_out(case)
    running = [each for each in assignments if each.period.end is None or today < each.period.end]
    ends = [each.period.last_day for each in running if each.period.last_day is not None]
    return Milestone("Insats", bool(assignments) and not running, f"till {max(ends)}" if ends else "")


def _carried_out(case: Case) -> list[Assignment]:
    return [each for each in with_assignments(case).assignments.all() if not each.is_called_off]


MILESTONES = ((50, given), (60, carried_out))


# --- Panel -------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Line:
    """One assignment on the case page."""

    assignment: Assignment
    status: Status
    missing: tuple[date, ...]
    has_final_report: bool


def panel(case: Case, actor: Actor, today: date) -> Panel | None:
    """The case's assignments, the latest first."""
    assignments = list(with_assignments(case).assignments.all())
    if not assignments:
        return None
    return Panel(
        "assignments/case_panel.html", {"lines": [_line(each, today) for each in reversed(assignments)]}
    )


def _line(assignment: Any, today: date) -> Line:
    """Of an assignment as `with_assignments` gives it. What was called off awaits no reports."""
    reported = frozenset(report.month for report in assignment.reports.all())
    missing = missing_months(ReportFacts(assignment.period, reported), today)
    return Line(
        assignment,
        status_on(assignment.period, today, is_called_off=assignment.is_called_off),
        () if assignment.is_called_off else tuple(missing),
        hasattr(assignment, "final_report"),
    )


# --- Closing -----------------------------------------------------------------------------------------------


def nothing_runs_on(case: Case, closed_on: date) -> Iterable[Check]:
    """An assignment that goes on after the case's last day must be ended first. One that was called off
    before it had begun cannot be, and need not."""
    of_case = Assignment.objects.filter(case=case).carried_out()
    for assignment in of_case.select_related("intervention").order_by("id"):
        last_day = assignment.period.last_day
        until = f"till {last_day}" if last_day else "tills vidare"
        yield Check(
            last_day is not None and last_day <= closed_on,
            f"Uppdrag {assignment.number}, {assignment.intervention.name}, pågår {until}. Avsluta det först.",
            "closed_on",
        )


def open_matters(case: Case, today: date) -> Iterable[Matter]:
    """What goes on, and what providers have yet to send."""
    every: Any = with_assignments(case).assignments.all()
    lines = [_line(each, today) for each in every if not each.is_called_off]
    running = [line for line in lines if line.assignment.period.contains(today)]
    yield Matter(
        "Uppdrag som pågår",
        len(running),
        running[0].assignment.get_absolute_url() if running else "",
        "Avsluta uppdraget, eller avsluta ärendet när det är slut.",
        blocks=True,
    )
    late = [line for line in lines if line.missing]
    yield Matter(
        "Månadsrapporter som inte har kommit",
        sum(len(line.missing) for line in late),
        late[0].assignment.get_absolute_url() if late else "",
        "Anordnaren kan skicka dem även efter avslutet.",
    )
    over = [line for line in lines if line.assignment.period.end and line.assignment.period.end <= today]
    unreported = [line for line in over if not line.has_final_report]
    yield Matter(
        "Slutrapporter som inte har kommit",
        len(unreported),
        unreported[0].assignment.get_absolute_url() if unreported else "",
        "Anordnaren kan skicka dem även efter avslutet.",
    )
