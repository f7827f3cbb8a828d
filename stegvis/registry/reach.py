"""Which people an actor reaches. The rooms above say in which ways: through a case, through a referral."""

from __future__ import annotations

from collections.abc import Callable

from django.db.models import Q

from stegvis.core.actor import Actor

Way = Callable[[Actor], Q]
_ways: list[Way] = []


def register_way(way: Way) -> Way:
    """Adds a way: a condition on `Person` that holds for those whom the actor reaches by it."""
    _ways.append(way)
    return way


def within_reach(actor: Actor) -> Q:
    """Nobody, unless some way leads there."""
    reached = Q(pk__in=())
    for way in _ways:
        reached |= way(actor)
    return reached
