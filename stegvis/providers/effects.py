"""What follows in other rooms when a provider loses its right to have customers.

The providers' room decides and says so; the rooms above answer: assignments end, persons choose anew, money
stops. They register here, and are called inside the transaction of the decision, so that all of it happens
or nothing does.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from stegvis.catalogue.models import Intervention
from stegvis.core.actor import Actor
from stegvis.providers.models import Provider

Effect = Callable[[Provider, Intervention | None, date, Actor, date], None]
"""Called with (provider, intervention, from_day, by, today). `intervention` is None when all that the
provider may do is lost; `from_day` is the first day without the right, never earlier than `today`."""

_effects: list[Effect] = []


def register(effect: Effect) -> Effect:
    """A room above says what is to happen there, for an interim revocation as for a final one."""
    if effect not in _effects:
        _effects.append(effect)
    return effect


def take_effect(
    provider: Provider, intervention: Intervention | None, from_day: date, by: Actor, today: date
) -> None:
    """The right is lost from `from_day`: every room does its part, in the order of registration."""
    for effect in _effects:
        effect(provider, intervention, from_day, by, today)
