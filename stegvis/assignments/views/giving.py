"""Giving an assignment."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render

from stegvis.assignments.actions.give import can_give, give_assignment
from stegvis.assignments.facts import facts_of_giving
from stegvis.assignments.forms.giving import GiveForm
from stegvis.assignments.models import Assignment
from stegvis.assignments.rules.giving import suggested_start
from stegvis.casework.models import Choice
from stegvis.casework.rules.capacity import capacity_in_words
from stegvis.casework.views.frame import crumbs_of, who
from stegvis.core import clock
from stegvis.core.actor import CASEWORKERS
from stegvis.core.pages import ActorRequest, page


@page(who=CASEWORKERS, shows=Choice)
def give(request: ActorRequest, choice: Choice) -> HttpResponse:
    today = clock.today()
    start = suggested_start(choice.decision.period, today)
    known = facts_of_giving(choice, start)
    initial = {
        "starts_on": start,
        "hours_per_week": known.expected_hours,
        "coordination": Assignment.Coordination.CASEWORKER,
    }
    form = GiveForm(request.POST or None, initial=initial)
    if form.acts(lambda: give_assignment(choice, form.wanted(), by=request.actor, today=today)):
        given: Assignment = form.outcome
        messages.success(request, f"Uppdrag {given.number} är lämnat till {choice.provider.name}.")
        return redirect(given)
    title = f"Lämna uppdrag om {choice.decision.intervention.name}"
    return render(
        request,
        "assignments/give.html",
        {
            "choice": choice,
            "case": choice.case,
            "who": who(choice.case, request),
            "capacity": capacity_in_words(choice.decision.capacity_percent),
            "known": known,
            "form": form,
            "title": title,
            "answer": can_give(choice, request.actor, today),
            "crumbs": crumbs_of(choice.case, (title, None)),
        },
    )
