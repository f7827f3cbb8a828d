"""What awaits administrators: sensitive roles to decide on, and roles that end soon."""

from __future__ import annotations

from datetime import date

from django.db.models import QuerySet
from django.urls import reverse

from stegvis.accounts.models import Membership, RoleProposal
from stegvis.core import waiting
from stegvis.core.actor import Actor, Role
from stegvis.core.waiting import Line, Waiting

ADMINISTRATORS = frozenset({Role.ADMINISTRATOR})


def proposals_to_decide(actor: Actor, today: date) -> QuerySet[RoleProposal]:
    """Those that another administrator has put forward."""
    awaiting = RoleProposal.objects.visible_to(actor).undecided().for_another(actor)
    return awaiting.select_related("proposed_by").order_by("proposed_on", "id")


def proposal_line(proposal: RoleProposal, today: date) -> Line:
    return Line(
        f"{proposal.full_name} som {proposal.role_words}",
        reverse("role_proposal", args=[proposal.pk]),
        proposal.proposed_on,
        note=f"Föreslagen av {proposal.proposed_by}",
    )


def roles_ending(actor: Actor, today: date) -> QuerySet[Membership]:
    return Membership.objects.visible_to(actor).ending_soon(today).select_related("user")


def ending_line(membership: Membership, today: date) -> Line:
    return Line(
        f"{membership.user} är {membership.get_role_display()}",
        f"{reverse('add_role')}?fran={membership.pk}",
        membership.period.start,
        due=membership.period.last_day,
    )


def register() -> None:
    waiting.register(
        Waiting(
            "role_proposals", "Behörigheter att godkänna", ADMINISTRATORS, proposals_to_decide, proposal_line
        ),
        Waiting("roles_ending", "Behörigheter som snart upphör", ADMINISTRATORS, roles_ending, ending_line),
    )
