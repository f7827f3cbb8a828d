"""What decisions that two persons take add to the start page."""

from __future__ import annotations

from datetime import date

from django.db.models import QuerySet

from stegvis.casework.models import DecisionProposal
from stegvis.core.actor import CASEWORKERS, Actor
from stegvis.core.waiting import Line, Waiting
from stegvis.registry.naming import shown_name


def to_decide(actor: Actor, today: date) -> QuerySet[DecisionProposal]:
    """Proposals of others that the actor may decide on."""
    found = DecisionProposal.objects.visible_to(actor).to_decide(actor, today)
    return found.select_related("case__person", "intervention").order_by("prepared_on", "id")


def come_back(actor: Actor, today: date) -> QuerySet[DecisionProposal]:
    """The actor's own proposals that were sent back."""
    found = DecisionProposal.objects.visible_to(actor).come_back_to(actor, today)
    return found.select_related("case__person", "intervention").order_by("prepared_on", "id")


def proposal_line(proposal: DecisionProposal, today: date) -> Line:
    return Line(
        f"{shown_name(proposal.case.person)}, ärende {proposal.case.number}",
        proposal.get_absolute_url(),
        since=proposal.prepared_on,
        note=f"{proposal.get_kind_display()}: {proposal.intervention.name}",
    )


KINDS = (
    Waiting("proposals", "Förslag att besluta om", CASEWORKERS, to_decide, proposal_line),
    Waiting("came_back", "Dina förslag som återsänts", CASEWORKERS, come_back, proposal_line),
)
