"""Seats: for which principal, provider or person a user acts, and with which roles.

A user with several memberships of the same principal and provider holds them all at once; one who works for
two principals sits in one seat at a time and changes it in the person menu.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from stegvis.accounts.models import Membership
from stegvis.core import clock
from stegvis.core.actor import CASEWORKERS, Actor, Role

SEAT_KEY = "seat"
VOUCHED_AT = "vouched_at"
"""In the session: the principal whose login service has vouched for the user. Its word opens no seat of
another principal, or whoever administers the one could come into the other."""

Knowledge = Callable[[Actor], Actor]
"""Adds what a higher room knows that the actor may see, in a constant number of queries."""
_knowledge: list[Knowledge] = []


def register_knowledge(source: Knowledge) -> Knowledge:
    _knowledge.append(source)
    return source


def seats(request: Any) -> list[Membership]:
    """The seats the user may take today: one membership stands for all in the same seat."""
    found: dict[tuple[int, int | None, int | None], Membership] = {}
    for membership in _opened_by_sign_in(request):
        seat = (membership.principal_id, membership.provider_id, membership.person_id)
        found.setdefault(seat, membership)
    return list(found.values())


def current_seat(request: Any) -> Membership | None:
    """The seat chosen for the session, or the first one. None when the user has no membership today."""
    memberships = _opened_by_sign_in(request)
    return _seat_among(memberships, request.session.get(SEAT_KEY)) if memberships else None


def seat_of(membership: Membership) -> Membership | None:
    """The seat that another user takes with that membership, at its principal alone; None when it is over."""
    held = [m for m in _held_by(membership.user_id) if m.principal_id == membership.principal_id]
    return _seat_among(held, membership.pk) if membership.pk in {m.pk for m in held} else None


def _opened_by_sign_in(request: Any) -> list[Membership]:
    held, vouched_at = _held_by(request.user.pk), request.session.get(VOUCHED_AT)
    return [m for m in held if vouched_at is None or m.principal_id == vouched_at]


def _held_by(user_id: int) -> list[Membership]:
    current = (
        Membership.objects.filter(user_id=user_id)
        .on(clock.today())
        .select_related("principal", "provider", "unit", "user")
    )
    return list(current.order_by("id"))


def _seat_among(memberships: list[Membership], chosen: int | None) -> Membership:
    seat = next((m for m in memberships if m.pk == chosen), memberships[0])
    seat.held_together = [m for m in memberships if _same_seat(m, seat)]  # type: ignore[attr-defined]
    seat.others = [m for m in memberships if not _same_seat(m, seat)]  # type: ignore[attr-defined]
    return seat


def _same_seat(one: Membership, other: Membership) -> bool:
    return (one.principal_id, one.provider_id, one.person_id) == (
        other.principal_id,
        other.provider_id,
        other.person_id,
    )


def actor_in(seat: Membership, *, impersonator_id: int | None = None) -> Actor:
    """The actor of all memberships held in the seat.

    Who only looks as somebody else gets no more than the roles: emergency openings, and the names of
    protected people, are for whom they were given to.
    """
    held: list[Membership] = seat.held_together  # type: ignore[attr-defined]
    at_work = [m for m in held if m.role in CASEWORKERS] or held
    actor = Actor(
        user_id=seat.user_id,
        name=seat.user.display_name,
        principal_id=seat.principal_id,
        roles=frozenset(Role(m.role) for m in held),
        unit_ids=_units(at_work),
        led_unit_ids=_units(m for m in held if m.role == Role.HEAD_OF_UNIT),
        provider_id=seat.provider_id,
        duties=frozenset(m.held_duty for m in held if m.provider_id is not None),
        person_id=seat.person_id,
        impersonator_id=impersonator_id,
    )
    for source in _knowledge if impersonator_id is None else ():
        actor = source(actor)
    return actor


def _units(memberships: Iterable[Membership]) -> frozenset[int]:
    return frozenset(m.unit_id for m in memberships if m.unit_id is not None)
