"""What the rules of roles need to know, from the database."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from stegvis.accounts.models import Membership, RoleConflict, User
from stegvis.accounts.rules import STANDARD_CONFLICTS, Conflicts, Holder, Pair
from stegvis.core.actor import Duty, Role
from stegvis.core.database import scope


def conflicts_on(day: date, principal_id: int) -> Conflicts:
    """The pairs of the day: the principal's own when it has ever written any down, else the standard ones."""
    own = RoleConflict.objects.filter(principal_id=principal_id)
    rows = list(own.on(day))
    if rows:
        return {pair_of(row): row.reason for row in rows}
    return {} if own.exists() else STANDARD_CONFLICTS


def pair_of(row: RoleConflict) -> Pair:
    return frozenset({Role(row.one), Role(row.other)})


def holder_of(
    user: User | None,
    role: Role,
    *,
    principal_id: int,
    today: date,
    unit: Any = None,
    provider: Any = None,
    duty: str = "",
) -> Holder:
    """What `user` holds at the principal, today and later. Two duties at a provider are two roles."""
    if user is None:
        return Holder()
    held = list(Membership.objects.of(user.pk, principal_id).not_over(today))
    place = (role, unit and unit.pk, provider and provider.pk)
    same = [m for m in held if (m.role, m.unit_id, m.provider_id) == place]
    if provider:
        same = [m for m in same if m.held_duty == Duty(duty or Duty.COORDINATOR)]
    lasts = [m.period.last_day for m in same if m.period.last_day is not None]
    return Holder(
        roles=frozenset(Role(m.role) for m in held),
        has_it_for_good=any(m.period.end is None for m in same),
        has_it_until=max(lasts, default=None),
    )


def is_own(email: str, user_id: int) -> bool:
    """Does the address belong to that very user?"""
    return User.objects.filter(pk=user_id, email=email.lower()).exists()


def first_day(holder: Holder, today: date) -> date:
    """A role that is prolonged goes on where it would have ended."""
    return today if holder.has_it_until is None else holder.has_it_until + timedelta(days=1)


def works_elsewhere(user: User, principal_id: int, today: date) -> bool:
    """Has the user a seat at another principal too? Only the user's own scope reaches those."""
    with scope.user(user.pk):
        return Membership.objects.filter(user=user).on(today).exclude(principal_id=principal_id).exists()


def other_administrators(user_id: int, principal_id: int, today: date) -> int:
    """How many administrate the principal today besides the user."""
    return (
        Membership.objects.administrators(principal_id)
        .on(today)
        .exclude(user_id=user_id)
        .values("user_id")
        .distinct()
        .count()
    )
