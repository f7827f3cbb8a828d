"""Pause a provider's intake, and take it up again."""

from __future__ import annotations

from stegvis.core.actor import Actor
from stegvis.core.locking import locked
from stegvis.core.refusals import database_refusals
from stegvis.providers.models import Provider
from stegvis.providers.permissions import may_keep
from stegvis.providers.rules import may_set_intake


def set_intake(provider: Provider, *, pause: bool, by: Actor) -> Provider:
    """Pauses the intake of new customers, or opens it again. Those who are there stay."""
    may_keep(by, provider).or_refuse()
    with locked(provider) as current:
        may_set_intake(is_paused=current.intake_paused, pause=pause).or_refuse()
        current.intake_paused = pause
        with database_refusals():
            current.save(update_fields=["intake_paused"])
    return current
