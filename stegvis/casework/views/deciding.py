"""The choice of provider for what has been granted."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect

from stegvis.casework import offers, possibilities
from stegvis.casework.actions import choose_provider
from stegvis.casework.forms.deciding import ChooseForm
from stegvis.casework.models import Choice, Decision
from stegvis.casework.views.frame import step_page
from stegvis.core import clock
from stegvis.core.actor import CASEWORKERS
from stegvis.core.pages import ActorRequest, page


@page(who=CASEWORKERS, shows=Decision)
def choose(request: ActorRequest, decision: Decision) -> HttpResponse:
    """The providers to choose among, in an order that favours nobody."""
    today = clock.today()
    if decision.period is None:
        raise Http404
    answer = possibilities.can_choose(decision, request.actor, today)
    found = offers.open_offers(decision, today) if answer else []
    form = ChooseForm(request.POST or None, offers=found)
    if form.acts(lambda: _choose(form, decision, request)):
        choice: Choice = form.outcome
        messages.success(request, f"{choice.provider.name} är vald.")
        return redirect(decision.case)
    return step_page(
        request,
        decision.case,
        form,
        title=f"Välj anordnare för {decision.intervention.name}",
        lead="Det är personen som väljer. Ordningen är slumpad för det här ärendet och gynnar ingen.",
        submit="Registrera valet",
        answer=answer,
        template="casework/choose.html",
        decision=decision,
        offers=found,
        chosen=request.POST.get("provider", ""),
    )


def _choose(form: ChooseForm, decision: Decision, request: ActorRequest) -> Choice:
    made, reason = form.cleaned_data["made"], form.cleaned_data["reason"]
    return choose_provider(decision, form.chosen, made, reason, by=request.actor, today=clock.today())
