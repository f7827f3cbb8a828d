"""The page of one assignment, and of one monthly report."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, Self

from django.http import HttpResponse
from django.shortcuts import render

from stegvis.assignments.actions.report import can_correct
from stegvis.assignments.facts import expected_hours_for
from stegvis.assignments.models import Assignment, MonthlyReport, Plan, ReportedDay
from stegvis.assignments.months import months_of
from stegvis.assignments.permissions import FOLLOWERS
from stegvis.assignments.steps import available
from stegvis.assignments.views.frame import crumbs_of, whom
from stegvis.assignments.words import PROGRESS, in_hours, name_of, status_on
from stegvis.casework.models import Case, Decision
from stegvis.core import clock
from stegvis.core.pages import ActorRequest, page
from stegvis.core.templatetags.design import month as in_words
from stegvis.registry.naming import shown_name


@dataclass(frozen=True, slots=True)
class PlanShown:
    """One version of the plan with what its hours amount to."""

    plan: Plan
    total: int
    expected: int
    made_by: str

    @classmethod
    def of(cls, plan: Plan, expected: int) -> Self:
        total = sum(activity.hours_per_week for activity in plan.activities.all())
        return cls(plan, total, expected, plan.made_by.display_name)


@page(who=FOLLOWERS, shows=Assignment, hides_names=True)
def assignment(request: ActorRequest, found: Assignment) -> HttpResponse:
    """All about one assignment: what is asked for, planned and reported, and what can be done now."""
    today = clock.today()
    shown = Assignment.objects.for_page().get(pk=found.pk)
    return render(
        request,
        "assignments/assignment.html",
        {
            "assignment": shown,
            "title": shown_name(shown.person),
            "who": whom(shown, request),
            "status": status_on(shown.period, today, is_called_off=shown.is_called_off),
            "caseworker": shown.case.caseworker,
            "case": _case_if_visible(request, shown),
            "expected_hours": expected_hours_for(shown.decision, shown.period.start),
            "steps": available(shown, request.actor, today),
            "crumbs": [crumbs_of(shown)[0], (shown_name(shown.person), None)],
            **_followed_up(shown, today),
        },
    )


def _followed_up(shown: Assignment, today: date) -> dict[str, Any]:
    plans = shown.plans.select_related("made_by").prefetch_related("activities").order_by("-starts_on")
    reports = shown.reports.in_force().order_by("month")
    changes = Decision.objects.in_force().filter(grant=shown.decision, kind__in=("extend", "change", "end"))
    return {
        "plans": [PlanShown.of(plan, expected_hours_for(shown.decision, plan.starts_on)) for plan in plans],
        "months": [] if shown.is_called_off else months_of(shown.period, reports, today),
        "meetings": shown.meetings.select_related("signed_by").order_by("-held_on", "-id"),
        "changes": changes.order_by("decided_on", "id"),
        "final_report": getattr(shown, "final_report", None),
    }


@page(who=FOLLOWERS, shows=MonthlyReport, hides_names=True)
def report(request: ActorRequest, found: MonthlyReport) -> HttpResponse:
    """One monthly report, and the other versions of it."""
    versions = found.assignment.reports.filter(month=found.month).select_related("sent_by")
    title = f"Månadsrapport för {in_words(found.month)}"
    return render(
        request,
        "assignments/report.html",
        {
            "report": found,
            "assignment": found.assignment,
            "who": whom(found.assignment, request),
            "title": title,
            "progress": PROGRESS[found.progress],
            "sent_by": found.sent_by.display_name if found.sent_by else found.assignment.provider.name,
            "correction": getattr(found, "corrected_by", None),
            "days": [_day_shown(day) for day in found.days.all()],
            "versions": versions.order_by("-id"),
            "can_correct": can_correct(found, request.actor),
            "crumbs": crumbs_of(found.assignment, (title, None)),
        },
    )


def _day_shown(day: ReportedDay) -> tuple[ReportedDay, str, str, str]:
    """A day as the page tells it: its name, and hours of attendance and absence."""
    return day, name_of(day.day), in_hours(day.attended_minutes), in_hours(day.absent_minutes)


def _case_if_visible(request: ActorRequest, shown: Assignment) -> Case | None:
    """The case, for those who may open it."""
    return Case.objects.visible_to(request.actor).filter(pk=shown.case_id).first()
