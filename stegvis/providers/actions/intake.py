"""Pause a provider's intake, and open it again."""

from __future__ import annotations

from datetime import date

from stegvis.catalogue.models import Intervention
from stegvis.core.actor import Actor
from stegvis.core.locking import locked
from stegvis.core.period import Period
from stegvis.core.refusals import database_refusals
from stegvis.providers.models import IntakePause, Provider
from stegvis.providers.permissions import KEEPERS, may_open_intake, may_pause_intake
from stegvis.providers.rules import pausing


def pause_intake(
    provider: Provider,
    intervention: Intervention | None,
    period: Period,
    reason: str,
    *,
    by: Actor,
    today: date,
) -> IntakePause:
    """Nobody new during the period, for the intervention or for all. Those who are there stay.

    Whose decision it was is kept: the principal's pause does not count against a provider without customers.
    """
    may_pause_intake(by, provider).or_refuse()
    with locked(provider) as current:
        wanted = pausing.Paused(period, intervention.pk if intervention else None)
        held = [pausing.Paused(each.period, each.intervention_id) for each in current.pauses.all()]
        pausing.may_pause(wanted, held, today=today).or_refuse()
        with database_refusals():
            return IntakePause.objects.create(
                principal_id=current.principal_id,
                provider=current,
                intervention=intervention,
                period=period,
                by_principal=by.has(KEEPERS),
                reason=reason,
                paused_by_id=by.user_id,
            )


def open_intake(pause: IntakePause, opens_on: date, *, by: Actor, today: date) -> None:
    """New customers are welcome from the day; a pause that had not begun then has never been."""
    may_open_intake(by, pause).or_refuse()
    with locked(pause) as current:
        pausing.may_open(current.period, opens_on, today=today).or_refuse()
        left = pausing.left_of(current.period, opens_on)
        if left is None:
            current.delete()
            return
        current.period = left
        with database_refusals():
            current.save(update_fields=["period"])
