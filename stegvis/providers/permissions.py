"""Who may decide about providers."""

from __future__ import annotations

from stegvis.core.actor import Actor, Role
from stegvis.core.answers import Answer
from stegvis.providers.models import Provider

KEEPERS = frozenset({Role.QUALITY_OFFICER, Role.ADMINISTRATOR})
"""Those who keep the register of providers."""


def may_keep(actor: Actor, provider: Provider) -> Answer:
    """Quality officers, who control the conditions, and administrators, who keep the register."""
    if actor.has(KEEPERS) and actor.principal_id == provider.principal_id:
        return Answer.yes()
    return Answer.forbidden("Bara kvalitetsansvariga och administratörer ändrar anordnares auktorisation.")
