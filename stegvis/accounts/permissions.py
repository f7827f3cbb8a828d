"""Who may open accounts, change roles and decide on sensitive ones."""

from __future__ import annotations

from stegvis.accounts.models import Membership, RoleProposal
from stegvis.core.actor import Actor, Role
from stegvis.core.answers import Answer


def may_administer(actor: Actor) -> Answer:
    """Administrators open accounts and grant roles at their own principal: they answer for who gets in."""
    return (
        Answer.yes()
        if actor.is_a(Role.ADMINISTRATOR)
        else Answer.forbidden("Bara administratörer kan ändra behörigheter.")
    )


def may_change(actor: Actor, membership: Membership) -> Answer:
    """The administrator of the principal that the membership belongs to."""
    own = membership.principal_id == actor.principal_id
    return may_administer(actor) & (
        Answer.yes() if own else Answer.forbidden("Behörigheten hör till en annan huvudman.")
    )


def may_decide_on(actor: Actor, proposal: RoleProposal) -> Answer:
    """Administrators of the same principal. That it is another than the proposer is a rule."""
    own = proposal.principal_id == actor.principal_id
    return may_administer(actor) & (
        Answer.yes() if own else Answer.forbidden("Förslaget hör till en annan huvudman.")
    )
