"""Bonuses: proposing one after a follow-up, deciding on it, and the list of them."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from stegvis.casework.models import FollowUp
from stegvis.core import clock, readings
from stegvis.core.actor import CASEWORKERS, Role
from stegvis.core.pages import ActorRequest, StepUp, page
from stegvis.core.paging import KeysetPage, Sorting
from stegvis.core.standard_forms import DecideForm
from stegvis.registry.naming import shown_name, shown_text
from stegvis.remuneration import bonuses
from stegvis.remuneration.actions import approve_bonus, propose_bonus, refuse_bonus
from stegvis.remuneration.actions.bonus import can_decide_bonus, can_propose_bonus
from stegvis.remuneration.forms import ProposeBonusForm
from stegvis.remuneration.models import BonusDecision, BonusProposal

BONUS_READERS = CASEWORKERS | {Role.CONTROLLER}
SORTINGS = {"foreslagen": Sorting("Föreslagen", ("proposed_on", "id"), descending=True)}


@page(who=BONUS_READERS)
def bonus_list(request: ActorRequest) -> HttpResponse:
    """All proposals, the latest first."""
    found = KeysetPage(BonusProposal.objects.visible_to(request.actor).for_list(), SORTINGS, request.GET)
    readings.listed(request.actor, "bonuses", (proposal.assignment.person_id for proposal in found.rows))
    rows = [(proposal, shown_name(proposal.assignment.person)) for proposal in found.rows]
    return render(
        request, "remuneration/bonuses.html", {"page": found, "rows": rows, "crumbs": [("Bonus", None)]}
    )


@page(who=CASEWORKERS, shows=FollowUp)
def propose(request: ActorRequest, follow_up: FollowUp) -> HttpResponse:
    """Propose a bonus after the follow-up."""
    case = follow_up.case
    form = ProposeBonusForm(bonuses.open_candidates(follow_up), request.POST or None)
    if form.acts(lambda: _propose(form, follow_up, request)):
        messages.success(request, "Bonusen är föreslagen. Nu beslutar controller eller enhetschef.")
        return redirect(case)
    return render(
        request,
        "remuneration/propose_bonus.html",
        {
            "follow_up": follow_up,
            "case": case,
            "answer": can_propose_bonus(follow_up, request.actor),
            "form": form,
            "crumbs": [(f"Ärende {case.number}", case.get_absolute_url()), ("Föreslå bonus", None)],
        },
    )


@page(who=BONUS_READERS, shows=BonusProposal, step_up=StepUp.TO_SEND, hides_names=True)
def bonus(request: ActorRequest, proposal: BonusProposal) -> HttpResponse:
    """One proposal with its grounds; whoever may decides on it here."""
    person = proposal.assignment.person
    form = DecideForm(request.POST or None)
    if form.acts(lambda: _decide(form, proposal, request)):
        messages.success(request, f"Bonusen är {'godkänd' if form.approves else 'avslagen'}.")
        return redirect("bonus", pk=proposal.pk)
    return render(
        request,
        "remuneration/bonus.html",
        {
            "proposal": proposal,
            "assignment": proposal.assignment,
            "person": shown_name(person),
            "reason": shown_text(proposal.reason, person, request.actor),
            "decision": proposal.outcome,
            "decision_reason": shown_text(getattr(proposal.outcome, "reason", ""), person, request.actor),
            "answer": can_decide_bonus(proposal, request.actor),
            "opens_case": request.actor.is_caseworker,
            "form": form,
            "crumbs": [("Bonus", reverse("bonuses")), (proposal.assignment.number, None)],
        },
    )


def _propose(form: ProposeBonusForm, follow_up: FollowUp, request: ActorRequest) -> BonusProposal:
    assignment, reason = form.cleaned_data["assignment"], form.cleaned_data["reason"]
    return propose_bonus(follow_up, assignment, reason, by=request.actor, today=clock.today())


def _decide(form: DecideForm, proposal: BonusProposal, request: ActorRequest) -> BonusDecision:
    if form.approves:
        return approve_bonus(proposal, by=request.actor, today=clock.today())
    return refuse_bonus(proposal, form.cleaned_data["reason"], by=request.actor, today=clock.today())
