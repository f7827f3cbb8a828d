"""Who controls providers, who mends, who decides."""

from __future__ import annotations

from django.db import models

from stegvis.core.actor import Actor, Duty, Role
from stegvis.core.answers import Answer
from stegvis.providers.models import Provider, Remedy
from stegvis.providers.permissions import KEEPERS

DECIDERS = frozenset({Role.CHAIR})
"""The committee's chair decides on revocations. domain: interim revocation by the chair."""


def may_control(actor: Actor, provider: Provider) -> Answer:
    """Quality officers and administrators: control, note deficiencies, warn and propose."""
    if actor.has(KEEPERS) and actor.principal_id == provider.principal_id:
        return Answer.yes()
    return Answer.forbidden("Bara kvalitetsansvariga och administratörer kontrollerar anordnare.")


def may_decide(actor: Actor, row: models.Model) -> Answer:
    """The chair alone: nobody who controls decides what comes of it."""
    if actor.has(DECIDERS) and actor.principal_id == getattr(row, "principal_id", None):
        return Answer.yes()
    return Answer.forbidden("Bara nämndens ordförande beslutar om återkallelse.")


def may_mend(actor: Actor, remedy: Remedy) -> Answer:
    """The provider's own administrators and coordinators answer for what has been done."""
    provider = remedy.deficiency.provider
    at_home = actor.provider_id == provider.pk and actor.principal_id == provider.principal_id
    if at_home and not actor.duties.isdisjoint({Duty.ADMINISTRATOR, Duty.COORDINATOR}):
        return Answer.yes()
    return Answer.forbidden("Bara anordnarens administratör eller samordnare svarar på bristen.")
