"""What granting alone and approving another's proposal have in common: the account, and its new seat."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from stegvis.accounts.facts import conflicts_on, first_day, holder_of
from stegvis.accounts.models import Membership, User
from stegvis.accounts.rules import Wanted, may_hold
from stegvis.core.actor import CASEWORKERS, Actor, Role
from stegvis.core.period import Period
from stegvis.core.refusals import database_refusals


@dataclass(frozen=True)
class Grant:
    """A role for the user with an e-mail address. The name counts only when there is no account yet."""

    email: str
    first_name: str
    last_name: str
    role: Role
    unit: Any = None
    provider: Any = None
    last_day: date | None = None
    duty: str = ""
    """At a provider: what the user does there; a coordinator when nothing is said."""


@dataclass(frozen=True)
class Granted:
    """What came of it: the membership, and whether the account was opened now and needs a first password."""

    membership: Membership
    is_new_account: bool


def give(grant: Grant, *, by: Actor, today: date) -> Granted:
    """Gives the role, within the caller's transaction. Raises Refused with every reason.

    The user's row is locked first, so that two grants see each other and opposites never meet in one user.
    """
    unit = grant.unit if grant.role in CASEWORKERS else None
    user = locked_user(grant.email)
    holder = holder_of(
        user,
        grant.role,
        principal_id=by.principal_id,
        today=today,
        unit=unit,
        provider=grant.provider,
        duty=grant.duty,
    )
    wanted = Wanted(grant.role, unit is not None, grant.provider is not None, grant.last_day)
    may_hold(wanted, holder, conflicts_on(today, by.principal_id), today).or_refuse()
    with database_refusals():
        new_user = user is None
        if user is None:
            user = User.objects.create_user(
                grant.email, first_name=grant.first_name, last_name=grant.last_name
            )
        membership = Membership.objects.create(
            principal_id=by.principal_id,
            user=user,
            role=grant.role,
            unit=unit,
            provider=grant.provider,
            duty=grant.duty if grant.provider else "",
            period=Period.inclusive(first_day(holder, today), grant.last_day),
        )
    return Granted(membership, new_user)


def locked_user(email: str) -> User | None:
    """The user with the address, locked until the transaction ends."""
    return User.objects.select_for_update(no_key=True).filter(email=email.lower()).first()
