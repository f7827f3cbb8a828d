"""Granting a role, opening the account when there is none, and ending it."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import transaction

from stegvis.accounts.actions.giving import Grant, Granted, give, locked_user
from stegvis.accounts.facts import is_own
from stegvis.accounts.models import Ending, Membership
from stegvis.accounts.permissions import may_administer, may_change
from stegvis.accounts.registering import end_sign_ins
from stegvis.accounts.rules import may_end, may_grant_alone
from stegvis.core.actor import Actor, Role
from stegvis.core.locking import locked


def grant_role(
    email: str,
    first_name: str,
    last_name: str,
    role: Role,
    *,
    unit: Any = None,
    provider: Any = None,
    last_day: date | None = None,
    duty: str = "",
    by: Actor,
    today: date,
) -> Granted:
    """Gives the user with `email` a role from `today`, opening the account when there is none.

    Raises Refused with every reason. The name of an account that exists already is left as it is. A role that
    the user has until a day is prolonged from the day after.
    """
    may_administer(by).or_refuse()
    may_grant_alone(role, own=is_own(email, by.user_id)).or_refuse()
    with transaction.atomic():
        grant = Grant(email, first_name, last_name, role, unit, provider, last_day, duty)
        return give(grant, by=by, today=today)


def end_membership(membership: Membership, *, by: Actor, today: date) -> None:
    """Ends a role at once: yesterday was its last day. One given today is taken away, and so is what would
    have prolonged it.

    All administrators' rows are locked first, so that two of them cannot end each other at the same time. The
    user is signed out everywhere: no page goes on from before.
    """
    may_change(by, membership).or_refuse()
    with transaction.atomic():
        administrators = _locked_administrators(by.principal_id, today)
        locked_user(membership.user.email)
        with locked(membership) as current:
            others = len({m.user_id for m in administrators} - {current.user_id})
            may_end(
                Role(current.role),
                others,
                own=current.user_id == by.user_id,
                is_over=current.period.end is not None and current.period.end <= today,
            ).or_refuse()
            _end(current, today)
            Membership.objects.continuing(current, today).delete()
            end_sign_ins(current.user_id, Ending.ROLE_ENDED)


def _locked_administrators(principal_id: int, today: date) -> list[Membership]:
    administrators = Membership.objects.administrators(principal_id).on(today)
    return list(administrators.select_for_update(of=("self",)).order_by("pk"))


def _end(membership: Membership, today: date) -> None:
    if membership.period.start < today:
        membership.period = membership.period.ending(today)
        membership.save(update_fields=["period"])
    else:
        membership.delete()
