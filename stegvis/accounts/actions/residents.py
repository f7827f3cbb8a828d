"""The resident's own seat, made when he first comes to his pages."""

from __future__ import annotations

import uuid
from datetime import date
from typing import Any

from stegvis.accounts.models import IdentityProvider, Membership, User
from stegvis.core.actor import Role
from stegvis.core.period import Period

RESIDENTS_END_WITH = "@deltagare.invalid"
"""Residents' accounts need an address that is nobody's; no mail can be sent to it (RFC 2606)."""

NAME = "Deltagaren"
"""What the account is called wherever it is named: who the person is stays in the register, where it is
hidden when he becomes protected."""


def resident_seat(person: Any, today: date, service: IdentityProvider | None = None) -> Membership:
    """The seat of the person, whose row the caller has locked.

    It is held by an account of its own that has no password and no other role: a resident who also works
    here never comes from his own pages to those of his work.
    """
    return _held(person, today) or _made(person, today, service)


def _held(person: Any, today: date) -> Membership | None:
    return (
        Membership.objects.filter(principal_id=person.principal_id, person=person, role=Role.RESIDENT)
        .filter(user__email__endswith=RESIDENTS_END_WITH, user__is_active=True)
        .on(today)
        .select_related("user")
        .order_by("pk")
        .first()
    )


def _made(person: Any, today: date, service: IdentityProvider | None) -> Membership:
    user = User.objects.create_user(uuid.uuid4().hex + RESIDENTS_END_WITH, first_name=NAME)
    return Membership.objects.create(
        principal_id=person.principal_id,
        user=user,
        role=Role.RESIDENT,
        person=person,
        identity_provider=service,
        period=Period(today),
    )
