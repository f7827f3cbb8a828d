"""Plan, monthly report, three-party meeting and final report."""

from __future__ import annotations

from datetime import date

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect

from stegvis.assignments import permissions
from stegvis.assignments.actions.meet import can_record_meeting, record_meeting
from stegvis.assignments.actions.plan import can_plan, make_plan
from stegvis.assignments.actions.report import can_correct, can_report, correct_report, send_report
from stegvis.assignments.actions.report_finally import can_report_finally, send_final_report
from stegvis.assignments.facts import facts_of_plan, facts_of_reports, latest_plan
from stegvis.assignments.forms.daily import DailyCorrectionForm, DailyReportForm
from stegvis.assignments.forms.following import (
    CorrectionForm,
    FinalReportForm,
    MeetingForm,
    PlanForm,
    ReportForm,
)
from stegvis.assignments.models import Assignment, MonthlyReport
from stegvis.assignments.rules.giving import suggested_start
from stegvis.assignments.rules.reporting import due_on, missing_months
from stegvis.assignments.views.frame import crumbs_of, step_page
from stegvis.core import clock
from stegvis.core.actor import PROVIDERS
from stegvis.core.pages import ActorRequest, page
from stegvis.core.templatetags.design import month as in_words


@page(who=PROVIDERS, shows=Assignment)
def plan(request: ActorRequest, assignment: Assignment) -> HttpResponse:
    """A first plan, or a new version that starts from the one before."""
    today = clock.today()
    start = suggested_start(assignment.period, today)
    before = latest_plan(assignment)
    initial: dict[str, object] = {"starts_on": start}
    if before is not None:
        hours = {f"hours_{each.kind}": each.hours_per_week for each in before.activities.all()}
        initial |= {"how": before.how, "fewer_hours_because": before.below_full_time_because, **hours}
    form = PlanForm(request.POST or None, initial=initial)
    if form.acts(lambda: make_plan(assignment, form.wanted(), by=request.actor, today=today)):
        messages.success(request, "Planen är sparad.")
        return redirect(assignment)
    return step_page(
        request,
        assignment,
        form,
        title="Genomförandeplan" if before is None else "Ny version av planen",
        lead="Gör planen tillsammans med deltagaren.",
        submit="Spara planen",
        answer=can_plan(assignment, request.actor, today),
        template="assignments/plan.html",
        known=facts_of_plan(assignment, start),
        before=before,
    )


@page(who=PROVIDERS, shows=Assignment)
def send(request: ActorRequest, assignment: Assignment) -> HttpResponse:
    """The report of a month that is over and not reported, the oldest proposed first."""
    today = clock.today()
    months = missing_months(facts_of_reports(assignment), today)
    by_day = _month_by_day(request, months)
    form = (
        DailyReportForm(request.POST or None, assignment=assignment, month=by_day)
        if by_day
        else ReportForm(request.POST or None, months=months)
    )
    if form.acts(lambda: send_report(assignment, form.wanted(), by=request.actor, today=today)):
        sent: MonthlyReport = form.outcome
        messages.success(request, f"Rapporten för {in_words(sent.month)} är skickad.")
        return redirect(assignment)
    return step_page(
        request,
        assignment,
        form,
        title="Månadsrapport",
        lead="När rapporten är skickad kan den inte ändras, bara rättas med en ny version.",
        submit="Skicka rapporten",
        answer=can_report(assignment, request.actor, today),
        template="assignments/send_report.html",
        due=due_on(months[0]) if months else None,
        oldest=months[0] if months else None,
        today=today,
        months=months,
        by_day=by_day,
    )


def _month_by_day(request: ActorRequest, months: list[date]) -> date | None:
    """The month whose days are told one by one, when the address asks for one that awaits its report."""
    asked = request.GET.get("dagar", "")
    return next((month for month in months if month.isoformat() == asked), None)


@page(who=PROVIDERS, shows=MonthlyReport)
def correct(request: ActorRequest, report: MonthlyReport) -> HttpResponse:
    """A report in place of one that was wrong."""
    assignment = report.assignment
    by_day = "dagar" in request.GET or report.days.exists()
    form = (DailyCorrectionForm if by_day else CorrectionForm)(request.POST or None, corrects=report)
    if form.acts(lambda: correct_report(report, form.wanted(), by=request.actor, today=clock.today())):
        messages.success(request, f"Rapporten för {in_words(report.month)} är rättad.")
        return redirect(form.outcome)
    title = f"Rätta rapporten för {in_words(report.month)}"
    return step_page(
        request,
        assignment,
        form,
        title=title,
        lead="Den nya versionen gäller. Den gamla finns kvar och går att läsa.",
        submit="Skicka rättelsen",
        answer=can_correct(report, request.actor),
        template="assignments/correct_report.html",
        by_day=by_day,
        back_url=report.get_absolute_url(),
        crumbs=crumbs_of(assignment, (title, None)),
    )


@page(who=permissions.MEETING, shows=Assignment)
def meet(request: ActorRequest, assignment: Assignment) -> HttpResponse:
    today = clock.today()
    initial = {"held_on": today, "person_present": True, "provider_present": True}
    form = MeetingForm(request.POST or None, initial=initial)
    if form.acts(lambda: record_meeting(assignment, form.held(), by=request.actor, today=today)):
        messages.success(request, "Trepartsmötet är infört.")
        return redirect(assignment)
    return step_page(
        request,
        assignment,
        form,
        title="Trepartsmöte",
        lead="När du skriver under kan anteckningarna inte ändras.",
        submit="Skriv under anteckningarna",
        answer=can_record_meeting(assignment, request.actor, today),
    )


@page(who=PROVIDERS, shows=Assignment)
def report_finally(request: ActorRequest, assignment: Assignment) -> HttpResponse:
    today = clock.today()
    form = FinalReportForm(request.POST or None)
    if form.acts(lambda: send_final_report(assignment, form.words(), by=request.actor, today=today)):
        messages.success(request, "Slutrapporten är skickad.")
        return redirect(assignment)
    return step_page(
        request,
        assignment,
        form,
        title="Slutrapport",
        lead="När slutrapporten är skickad kan den inte ändras.",
        submit="Skicka slutrapporten",
        answer=can_report_finally(assignment, request.actor, today),
    )
