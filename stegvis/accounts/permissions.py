"""Who may open accounts, change roles and decide on sensitive ones."""

from __future__ import annotations

from stegvis.accounts.models import Membership, RoleProposal
from stegvis.accounts.models.memberships import NEVER_SEEN_AS
from stegvis.core.actor import Actor, Role, Roles
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


def may_impersonate(actor: Actor, membership: Membership, roles: Roles) -> Answer:
    """Support at the same principal, to help: never as a resident, nor as who gives or watches over access.

    `roles` are all that the membership's user holds there.
    """
    if not actor.is_a(Role.SUPPORT) or membership.principal_id != actor.principal_id:
        return Answer.forbidden("Bara supportadministratörer kan se sidorna som en annan användare.")
    if membership.user_id == actor.user_id or not roles.isdisjoint(NEVER_SEEN_AS):
        return Answer.forbidden(
            "Du kan inte se sidorna som dig själv, deltagare, administratörer, logggranskare eller support."
        )
    return Answer.yes()
