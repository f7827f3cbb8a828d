"""Support begins to see the pages as a user does, and stops."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from stegvis.accounts.models import Impersonation, Membership
from stegvis.accounts.permissions import may_impersonate
from stegvis.accounts.rules import may_look
from stegvis.core.actor import Actor
from stegvis.core.answers import Answer
from stegvis.core.refusals import database_refusals


def start_impersonation(
    membership: Membership, reason: str, minutes: int, *, by: Actor, now: datetime, today: date
) -> Impersonation:
    """For `minutes` from `now`. One at a time: what the supporter looked at before ends. Raises Refused."""
    (can_impersonate(membership, by, today) & may_look(reason, minutes)).or_refuse()
    with database_refusals():
        Impersonation.objects.filter(impersonator_id=by.user_id).going_on(now).update(ended_at=now)
        return Impersonation.objects.create(
            principal_id=by.principal_id,
            impersonator_id=by.user_id,
            user_id=membership.user_id,
            membership=membership,
            reason=reason.strip(),
            started_at=now,
            until=now + timedelta(minutes=minutes),
        )


def stop_impersonation(impersonation: Impersonation, *, now: datetime) -> None:
    Impersonation.objects.filter(pk=impersonation.pk).going_on(now).update(ended_at=now)


def can_impersonate(membership: Membership, actor: Actor, today: date) -> Answer:
    """May the actor see the pages as the holder of the membership, who may hold other roles too?"""
    held = Membership.objects.of(membership.user_id, membership.principal_id).on(today)
    return may_impersonate(actor, membership, held.roles())
