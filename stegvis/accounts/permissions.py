"""Who may open accounts and change roles."""

from __future__ import annotations

from stegvis.accounts.models import Membership
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
