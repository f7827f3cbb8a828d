"""Extending, and ending before the time."""

from __future__ import annotations

from datetime import date

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect

from stegvis.assignments.actions.end import can_end, end_early
from stegvis.assignments.actions.extend import can_extend, extend
from stegvis.assignments.facts import facts_of_extension, limits_of
from stegvis.assignments.forms.deciding import EndForm, ExtendForm
from stegvis.assignments.models import Assignment
from stegvis.assignments.rules.extending import latest_end
from stegvis.assignments.views.frame import step_page
from stegvis.casework.models import Decision
from stegvis.core import clock
from stegvis.core.actor import CASEWORKERS
from stegvis.core.answers import Refused
from stegvis.core.pages import ActorRequest, page
from stegvis.core.period import ONE_DAY, Period


@page(who=CASEWORKERS, shows=Assignment)
def extend_page(request: ActorRequest, assignment: Assignment) -> HttpResponse:
    if assignment.period.end is None:
        raise Http404
    known, limits = facts_of_extension(assignment), limits_of(assignment.decision)
    latest = latest_end(known, limits)
    proposed = {"last_day": latest - ONE_DAY} if latest and latest > assignment.period.end else {}
    form = ExtendForm(request.POST or None, initial=proposed)
    if form.acts(lambda: _extend(assignment, form.cleaned_data, request)):
        decision: Decision = form.outcome
        messages.success(request, f"Insatsen är förlängd till och med {decision.period.last_day}.")
        return redirect(assignment)
    return step_page(
        request,
        assignment,
        form,
        title=f"Förläng {assignment.intervention.name}",
        lead="Beslutet gäller från i dag och kan inte ändras.",
        submit="Förläng insatsen",
        answer=can_extend(assignment, request.actor, clock.today()),
        template="assignments/extend.html",
        known=known,
        limits=limits,
        latest=latest,
    )


def _extend(assignment: Assignment, given: dict[str, date | str], request: ActorRequest) -> Decision:
    end, last_day = assignment.period.end, given["last_day"]
    assert isinstance(last_day, date)
    if last_day < end:
        raise Refused.at("last_day", f"Insatsen pågår redan till {end - ONE_DAY}. Ange en senare dag.")
    wanted = Period.inclusive(end, last_day)
    return extend(assignment, wanted, str(given["reason"]), by=request.actor, today=clock.today())


@page(who=CASEWORKERS, shows=Assignment)
def end_page(request: ActorRequest, assignment: Assignment) -> HttpResponse:
    today = clock.today()
    form = EndForm(request.POST or None)
    if form.acts(lambda: end_early(assignment, **form.cleaned_data, by=request.actor, today=today)):
        messages.success(request, f"Uppdraget slutar {form.cleaned_data['last_day']}.")
        return redirect(assignment)
    return step_page(
        request,
        assignment,
        form,
        title="Avsluta i förtid",
        lead="Beslutet gäller från i dag och kan inte ändras. Anordnaren skriver sedan sin slutrapport.",
        submit="Avsluta uppdraget",
        answer=can_end(assignment, request.actor, today),
    )
