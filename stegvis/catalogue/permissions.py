"""Who may change the catalogue."""

from __future__ import annotations

from stegvis.catalogue.models import Intervention
from stegvis.core.actor import Actor, Role
from stegvis.core.answers import Answer


def may_edit_catalogue(actor: Actor) -> Answer:
    """Administrators write in what the committee has decided; nobody else changes the rules."""
    if actor.is_a(Role.ADMINISTRATOR):
        return Answer.yes()
    return Answer.forbidden("Bara administratörer kan ändra i katalogen.")


def may_edit(actor: Actor, intervention: Intervention) -> Answer:
    """The administrators of the principal whose intervention it is."""
    if intervention.principal_id != actor.principal_id:
        return Answer.forbidden("Insatsen hör till en annan huvudman.")
    return may_edit_catalogue(actor)
