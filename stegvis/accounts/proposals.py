"""Pages where one administrator decides on the sensitive roles that another has put forward."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from stegvis.accounts.actions import approve_role, refuse_role
from stegvis.accounts.actions.proposals import can_approve
from stegvis.accounts.administration import ADMINISTRATORS, tell_of
from stegvis.accounts.forms import ProposalForm
from stegvis.accounts.models import RoleProposal
from stegvis.core import clock
from stegvis.core.pages import ActorRequest, StepUp, page
from stegvis.core.paging import KeysetPage, Sorting

TITLE = "Förslag om behörigheter"
SORTINGS = {"dag": Sorting("Föreslagen", ("proposed_on", "id"), descending=True)}


@page(who=ADMINISTRATORS)
def role_proposals(request: ActorRequest) -> HttpResponse:
    """All that has been put forward, the latest first, with what came of it."""
    found = RoleProposal.objects.visible_to(request.actor).for_list()
    crumbs = [("Användare", reverse("memberships")), (TITLE, None)]
    context = {"page": KeysetPage(found, SORTINGS, request.GET), "crumbs": crumbs}
    return render(request, "accounts/role_proposals.html", context)


@page(who=ADMINISTRATORS, shows=RoleProposal, step_up=StepUp.TO_SEND)
def role_proposal(request: ActorRequest, proposal: RoleProposal) -> HttpResponse:
    """Approve it or refuse it."""
    form = ProposalForm(request.POST or None)
    if form.acts(lambda: _decide(proposal, request)):
        if "approve" in request.POST:
            tell_of(request, form.outcome)
        else:
            messages.success(request, "Förslaget är avslaget.")
        return redirect("role_proposals")
    crumbs = [
        ("Användare", reverse("memberships")),
        (TITLE, reverse("role_proposals")),
        (str(proposal), None),
    ]
    context = {
        "form": form,
        "proposal": proposal,
        "answer": can_approve(proposal, request.actor),
        "crumbs": crumbs,
    }
    return render(request, "accounts/role_proposal.html", context)


def _decide(proposal: RoleProposal, request: ActorRequest) -> Any:
    by, today = request.actor, clock.today()
    if "approve" in request.POST:
        return approve_role(proposal, by=by, today=today)
    return refuse_role(proposal, request.POST.get("reason", ""), by=by, today=today)
