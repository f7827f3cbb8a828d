"""The texts of assignments that are searched in a case's record."""

from __future__ import annotations

from django.utils import timezone

from stegvis.assignments.models import Assignment, FinalReport, Goal, MonthlyReport, Plan, ThreePartyMeeting
from stegvis.casework.record import Place, Source
from stegvis.core.templatetags.design import month


def _report(report: MonthlyReport) -> Place:
    title = f"Månadsrapport för {month(report.month)}, {report.assignment.provider.name}"
    return Place(title, report.received_on, report.get_absolute_url())


def _final(report: FinalReport) -> Place:
    title = f"Slutrapport från {report.assignment.provider.name}"
    return Place(title, report.sent_on, report.assignment.get_absolute_url())


def _meeting(meeting: ThreePartyMeeting) -> Place:
    return Place(f"Trepartsmöte {meeting.held_on}", meeting.held_on, meeting.assignment.get_absolute_url())


def _plan(plan: Plan) -> Place:
    made_on = timezone.localtime(plan.made_at).date()
    return Place(f"Genomförandeplan från {plan.starts_on}", made_on, plan.assignment.get_absolute_url())


def _assignment(assignment: Assignment) -> Place:
    on = assignment.given_on or assignment.period.start
    return Place(f"Uppdrag {assignment.number}", on, assignment.get_absolute_url())


def _goal(goal: Goal) -> Place:
    on = goal.assignment.given_on or goal.assignment.period.start
    return Place(f"Mål i uppdrag {goal.assignment.number}", on, goal.assignment.get_absolute_url())


SOURCES = (
    Source(
        "Månadsrapport",
        lambda case: MonthlyReport.objects.filter(assignment__case=case).select_related(
            "assignment__provider"
        ),
        ("happened", "next_month"),
        _report,
    ),
    Source(
        "Slutrapport",
        lambda case: FinalReport.objects.filter(assignment__case=case).select_related("assignment__provider"),
        ("summary", "success_factors", "proposals"),
        _final,
    ),
    Source(
        "Trepartsmöte",
        lambda case: ThreePartyMeeting.objects.filter(assignment__case=case).select_related("assignment"),
        ("minutes",),
        _meeting,
    ),
    Source(
        "Plan",
        lambda case: Plan.objects.filter(assignment__case=case).select_related("assignment"),
        ("how", "below_full_time_because"),
        _plan,
    ),
    Source(
        "Uppdrag",
        lambda case: Assignment.objects.filter(case=case),
        ("note", "fewer_hours_because"),
        _assignment,
    ),
    Source(
        "Mål",
        lambda case: Goal.objects.filter(assignment__case=case).select_related("assignment"),
        ("text", "measure"),
        _goal,
    ),
)
