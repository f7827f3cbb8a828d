"""A decision that one has prepared, as the second person sees it."""

from __future__ import annotations

from datetime import date

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render

from stegvis.casework.actions.document import document_taken
from stegvis.casework.actions.propose import approve, can_settle, can_withdraw, send_back, withdraw
from stegvis.casework.forms.changing import SendBackForm
from stegvis.casework.mandates import leave_to_decide
from stegvis.casework.models import Case, DecisionProposal
from stegvis.casework.panels import Panel
from stegvis.casework.proposals import carrier_of, matter_in
from stegvis.casework.views.drafting import drafted_document
from stegvis.casework.views.frame import crumbs_of, who
from stegvis.core import clock
from stegvis.core.actor import CASEWORKERS, Actor
from stegvis.core.answers import Refused
from stegvis.core.forms import Form
from stegvis.core.pages import ActorRequest, page

APPROVE, SEND_BACK, WITHDRAW = "besluta", "skicka-tillbaka", "ta-tillbaka"


@page(who=CASEWORKERS, shows=DecisionProposal)
def proposal(request: ActorRequest, found: DecisionProposal) -> HttpResponse:
    """All that is proposed, what the rules say of it today, and the ways to answer."""
    shown = DecisionProposal.objects.for_page().get(pk=found.pk)
    wanted = request.POST.get("gor", "")
    form = SendBackForm(request.POST if wanted == SEND_BACK else None)
    if wanted == APPROVE and (answer := _approve(request, shown)) is not None:
        return answer
    if wanted == WITHDRAW and (answer := _withdraw(request, shown)) is not None:
        return answer
    if _sent_back(request, shown, form):
        messages.success(request, "Förslaget är återsänt med ditt skäl.")
        return redirect(shown.case)
    return _page(request, shown, form)


def _page(request: ActorRequest, shown: DecisionProposal, form: Form) -> HttpResponse:
    actor, today, case = request.actor, clock.today(), shown.case
    awaits = shown.awaits
    return render(
        request,
        "casework/proposal.html",
        {
            "proposal": shown,
            "case": case,
            "who": who(case, request),
            "form": form,
            "awaits": awaits,
            "outcome": getattr(shown, "outcome", None),
            "verdict": carrier_of(shown).judge(shown, actor, today) if awaits else None,
            "document": drafted_document(shown, request) if awaits else None,
            "amount": shown.content.get("amount"),
            "can_settle": can_settle(shown, actor, today),
            "leave": leave_to_decide(actor, case, matter_in(shown, today), today, prepared=shown).answer,
            "can_withdraw": can_withdraw(shown, actor),
            "approve": APPROVE,
            "send_back": SEND_BACK,
            "withdraw": WITHDRAW,
            "crumbs": crumbs_of(case, ("Förslag till beslut", None)),
        },
    )


def _approve(request: ActorRequest, shown: DecisionProposal) -> HttpResponse | None:
    now = clock.now()
    try:
        taken = approve(shown, by=request.actor, today=now.date())
    except Refused as refused:
        messages.error(request, str(refused))
        return None
    document_taken(taken, by=request.actor, at=now)
    messages.success(request, "Beslutet är fattat.")
    return redirect(shown.case)


def _withdraw(request: ActorRequest, shown: DecisionProposal) -> HttpResponse | None:
    try:
        withdraw(shown, by=request.actor, today=clock.today())
    except Refused as refused:
        messages.error(request, str(refused))
        return None
    messages.success(request, "Förslaget är återtaget.")
    return redirect(shown.case)


def _sent_back(request: ActorRequest, shown: DecisionProposal, form: Form) -> bool:
    today = clock.today()
    return form.acts(lambda: send_back(shown, form.cleaned_data["reason"], by=request.actor, today=today))


def proposals_panel(case: Case, actor: Actor, today: date) -> Panel | None:
    """What awaits a second person in the case, and what has come back of late."""
    if not actor.has(CASEWORKERS):
        return None
    found = list(DecisionProposal.objects.of_case(case).lately(today))
    return Panel("casework/proposals_card.html", {"proposals": found}) if found else None
