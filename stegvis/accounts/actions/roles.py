"""Granting a role, opening the account when there is none, and ending it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction

from stegvis.accounts.models import Membership, User
from stegvis.accounts.permissions import may_administer, may_change
from stegvis.accounts.rules import Wanted, may_end, may_hold
from stegvis.core.actor import CASEWORKERS, Actor, Role
from stegvis.core.locking import locked
from stegvis.core.period import Period
from stegvis.core.refusals import database_refusals


@dataclass(frozen=True)
class Granted:
    """What came of it: the membership, and whether the account was opened now and needs a first password."""

    membership: Membership
    is_new_account: bool


def grant_role(
    email: str,
    first_name: str,
    last_name: str,
    role: Role,
    *,
    unit: Any = None,
    provider: Any = None,
    by: Actor,
    today: date,
) -> Granted:
    """Gives the user with `email` a role from `today`, opening the account when there is none.

    Raises Refused with every reason. The name of an account that exists already is left as it is.
    """
    may_administer(by).or_refuse()
    unit = unit if role in CASEWORKERS else None
    with transaction.atomic(), database_refusals():
        user = User.objects.select_for_update().filter(email=email.lower()).first()
        held = (
            user is not None
            and Membership.objects.on(today)
            .filter(user=user, principal_id=by.principal_id, role=role, unit=unit, provider=provider)
            .exists()
        )
        may_hold(Wanted(role, unit is not None, provider is not None), held).or_refuse()
        new = user is None
        if user is None:
            user = User.objects.create_user(email, first_name=first_name, last_name=last_name)
        membership = Membership.objects.create(
            principal_id=by.principal_id,
            user=user,
            role=role,
            unit=unit,
            provider=provider,
            period=Period(today),
        )
    return Granted(membership, new)


def end_membership(membership: Membership, *, by: Actor, today: date) -> None:
    """Ends a role at once: yesterday was its last day. One given today is taken away.

    All administrators' rows are locked first, so that two of them cannot end each other at the same time.
    """
    may_change(by, membership).or_refuse()
    with transaction.atomic():
        administrators = list(
            Membership.objects.select_for_update(of=("self",))
            .filter(principal_id=by.principal_id, role=Role.ADMINISTRATOR)
            .on(today)
            .order_by("pk")
        )
        with locked(membership) as current:
            others = len({m.user_id for m in administrators} - {current.user_id})
            may_end(
                Role(current.role),
                others,
                own=current.user_id == by.user_id,
                is_over=current.period.end is not None and current.period.end <= today,
            ).or_refuse()
            _end(current, today)


def _end(membership: Membership, today: date) -> None:
    if membership.period.start < today:
        membership.period = membership.period.ending(today)
        membership.save(update_fields=["period"])
    else:
        membership.delete()
