"""The assignments, plans, reports and meetings of a printed record."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from django.db.models import prefetch_related_objects

from stegvis.accounts.models import User
from stegvis.assignments.facts import with_assignments
from stegvis.assignments.models import Assignment, MonthlyReport, ReportedDay
from stegvis.assignments.words import PROGRESS, in_hours
from stegvis.casework.models import Case
from stegvis.casework.record_print import Part, filled, texts
from stegvis.core.documents.blocks import Block, Heading, Points
from stegvis.core.templatetags.design import clock_time, month
from stegvis.core.templatetags.design import period as days


def assignments(case: Case) -> Iterable[Block]:
    """Each with its goals, plans, reports, meetings and final report, as they came."""
    found = list(with_assignments(case).assignments.all())
    prefetch_related_objects(found, "goals", "plans__activities", "reports__days")
    for assignment in found:
        yield from _assignment(assignment)


def _assignment(assignment: Assignment) -> Iterator[Block]:
    name = f"{assignment.intervention.name} hos {assignment.provider.name}"
    yield Heading(f"Uppdrag {assignment.number}: {name}", 2)
    yield filled(
        ("Period", days(assignment.period)),
        ("Lämnat", assignment.given_on),
        ("Av", _name(assignment.given_by)),
        ("Timmar i veckan", assignment.planned_hours_per_week),
    )
    yield from texts(
        ("Uppdragsbeskrivning", assignment.note),
        ("Varför färre timmar", assignment.fewer_hours_because),
    )
    goals = tuple(f"{goal.text} ({goal.measure})" for goal in assignment.goals.all())
    if goals:
        yield Heading("Mål", 3)
        yield Points(goals)
    yield from _plans(assignment)
    yield from _reports(assignment)
    yield from _meetings(assignment)
    yield from _final_report(assignment)


def _plans(assignment: Assignment) -> Iterator[Block]:
    for plan in assignment.plans.all():
        yield Heading(f"Genomförandeplan från {plan.starts_on}", 3)
        yield filled(
            ("Gjord", clock_time(plan.made_at)),
            ("Av", _name(plan.made_by)),
            *((each.get_kind_display(), f"{each.hours_per_week} timmar") for each in plan.activities.all()),
            ("Hur målen nås", plan.how),
            ("Varför mindre än heltid", plan.below_full_time_because),
        )


def _reports(assignment: Assignment) -> Iterator[Block]:
    for report in assignment.reports.all():
        corrected = ", rättad" if report.corrects_id else ""
        yield Heading(f"Månadsrapport för {month(report.month)}{corrected}", 3)
        yield filled(
            ("Inkom", report.received_on),
            ("Av", _name(report.sent_by)),
            ("Närvaro", f"{report.attended_hours} timmar"),
            ("Frånvaro", f"{report.absent_hours} timmar"),
            ("Progression", PROGRESS[report.progress]),
            ("Vad som har hänt", report.happened),
            ("Nästa månad", report.next_month),
        )
        yield from _days(report)


def _days(report: MonthlyReport) -> Iterator[Block]:
    """Day by day, where the provider has told so."""
    told = tuple(_day(each) for each in report.days.all())
    if told:
        yield Heading(f"Dag för dag, {month(report.month)}", 4)
        yield Points(told)


def _day(told: ReportedDay) -> str:
    said = [f"närvaro {in_hours(told.attended_minutes)} timmar"] if told.attended_minutes else []
    if told.absent_minutes:
        said.append(f"frånvaro {in_hours(told.absent_minutes)} timmar")
    if told.is_sick:
        said.append("sjukanmäld")
    return f"{told.day}: {', '.join(said) or 'ingen tid'}"


def _meetings(assignment: Assignment) -> Iterator[Block]:
    for meeting in assignment.meetings.all():
        yield Heading(f"Trepartsmöte {meeting.held_on}", 3)
        yield filled(("Undertecknat av", _name(meeting.signed_by)), ("Anteckningar", meeting.minutes))


def _final_report(assignment: Assignment) -> Iterator[Block]:
    report = getattr(assignment, "final_report", None)
    if report is not None:
        yield Heading(f"Slutrapport {report.sent_on}", 3)
        yield filled(
            ("Av", _name(report.sent_by)),
            ("Genomförda insatser", report.summary),
            ("Framgångsfaktorer", report.success_factors),
            ("Förslag till nästa steg", report.proposals),
        )


def _name(user: User | None) -> str:
    return user.display_name if user else ""


PARTS = (Part(50, "uppdrag", "Uppdrag och rapporter", assignments),)
