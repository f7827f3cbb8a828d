"""Who tries organisations' applications, and who decides on them."""

from __future__ import annotations

from django.db import models

from stegvis.core.actor import STAFF, Actor, Role, Roles
from stegvis.core.answers import Answer
from stegvis.providers.permissions import KEEPERS

OFFICERS: Roles = frozenset({Role.QUALITY_OFFICER})
DECIDERS: Roles = frozenset({Role.CHAIR, Role.ADMINISTRATOR})
READERS: Roles = STAFF | {Role.CHAIR}
"""Staff and the chair read what organisations have sent in: it is no secret within the principal."""


def may_try(actor: Actor, application: models.Model) -> Answer:
    """Quality officers try applications: they judge each condition, ask for completion and propose."""
    return _of_own(actor, application, OFFICERS, "Bara kvalitetsansvariga handlägger ansökningar.")


def may_decide(actor: Actor, application: models.Model) -> Answer:
    """The chair decides, or an administrator to whom it is delegated; never who has proposed it."""
    return _of_own(
        actor, application, DECIDERS, "Bara nämndens ordförande och administratörer beslutar om ansökningar."
    )


def may_write_texts(actor: Actor, principal_id: int) -> Answer:
    """Administrators write in what the board has decided that its decisions shall say."""
    if actor.is_a(Role.ADMINISTRATOR) and actor.principal_id == principal_id:
        return Answer.yes()
    return Answer.forbidden("Bara administratörer ändrar texterna i besluten.")


def may_start_round(actor: Actor, principal_id: int) -> Answer:
    """Those who keep the register carry out that all must be authorised anew."""
    if actor.has(KEEPERS) and actor.principal_id == principal_id:
        return Answer.yes()
    return Answer.forbidden("Bara kvalitetsansvariga och administratörer driver omauktorisationer.")


def _of_own(actor: Actor, row: models.Model, who: Roles, message: str) -> Answer:
    if actor.has(who) and actor.principal_id == getattr(row, "principal_id", None):
        return Answer.yes()
    return Answer.forbidden(message)
