"""Closing a case, taking it up again, and the follow-up six months after."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect

from stegvis.casework import closing, possibilities
from stegvis.casework.actions import close_case, hold_follow_up, reopen_case
from stegvis.casework.forms.ending import CloseForm, FollowUpForm, ReopenForm
from stegvis.casework.models import Case, FollowUp
from stegvis.casework.views.frame import step_page
from stegvis.core import clock
from stegvis.core.actor import CASEWORKERS
from stegvis.core.pages import ActorRequest, page


@page(who=CASEWORKERS, shows=Case)
def close(request: ActorRequest, case: Case) -> HttpResponse:
    """Closes the case, unless something still runs in it today."""
    today = clock.today()
    form = CloseForm(request.POST or None, initial={"closed_on": today}, case=case)
    if form.acts(lambda: close_case(case, **form.cleaned_data, by=request.actor, today=today)):
        messages.success(request, "Ärendet är avslutat.")
        return redirect(case)
    return step_page(
        request,
        case,
        form,
        title="Avsluta ärendet",
        lead="Vid egen försörjning följer du upp efter sex månader. Uppföljningen läggs in av sig själv.",
        submit="Avsluta ärendet",
        answer=possibilities.can_close(case, request.actor, today),
        template="casework/close.html",
        matters=closing.matters(case, today),
    )


@page(who=CASEWORKERS, shows=Case)
def reopen(request: ActorRequest, case: Case) -> HttpResponse:
    today = clock.today()
    form = ReopenForm(request.POST or None)
    if form.acts(lambda: reopen_case(case, form.cleaned_data["reason"], by=request.actor, today=today)):
        messages.success(request, "Ärendet är öppet igen.")
        return redirect(case)
    return step_page(
        request,
        case,
        form,
        title="Återöppna ärendet",
        submit="Återöppna ärendet",
        answer=possibilities.can_reopen(case, request.actor, today),
    )


@page(who=CASEWORKERS, shows=FollowUp)
def follow_up(request: ActorRequest, planned: FollowUp) -> HttpResponse:
    today = clock.today()
    form = FollowUpForm(request.POST or None)
    if form.acts(lambda: hold_follow_up(planned, **form.outcome_given(), by=request.actor, today=today)):
        messages.success(request, "Uppföljningen är gjord.")
        return redirect(planned.case)
    return step_page(
        request,
        planned.case,
        form,
        title="Följ upp efter sex månader",
        lead=f"Ärendet avslutades {planned.case.closed_on}: {planned.case.get_closure_reason_display()}.",
        submit="Spara uppföljningen",
        answer=possibilities.can_follow_up(planned, request.actor, today),
    )
