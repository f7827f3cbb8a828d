"""Pause a provider's intake, and take it up again."""

from __future__ import annotations

from datetime import date

from stegvis.core.actor import Actor
from stegvis.core.locking import locked
from stegvis.core.period import Period
from stegvis.core.refusals import database_refusals
from stegvis.providers.models import IntakePause, Provider
from stegvis.providers.permissions import may_keep
from stegvis.providers.rules import may_set_intake


def set_intake(
    provider: Provider, *, pause: bool, by: Actor, today: date, reason: str = "Huvudmannens beslut"
) -> Provider:
    """Pauses the whole intake of new customers from today, or opens it again. Those who are there stay."""
    may_keep(by, provider).or_refuse()
    with locked(provider) as current:
        paused = current.pauses.of_all(today).first()
        may_set_intake(is_paused=paused is not None, pause=pause).or_refuse()
        with database_refusals():
            if paused is None:
                IntakePause.objects.create(
                    principal_id=current.principal_id,
                    provider=current,
                    period=Period(today),
                    by_principal=True,
                    reason=reason,
                    paused_by_id=by.user_id,
                )
            else:
                _end(paused, today)
    return current


def _end(pause: IntakePause, today: date) -> None:
    """From today on; a pause that began today has never been."""
    if pause.period.start == today:
        pause.delete()
    else:
        pause.period = Period(pause.period.start, today)
        pause.save(update_fields=["period"])
