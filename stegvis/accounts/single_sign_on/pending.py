"""Somebody whom a login service vouches for, but whose address belongs to an account opened by hand.

Kept in the session for some minutes: signing in with the account's password in the same browser proves that
the two are one.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Any

from stegvis.accounts.models import IdentityProvider, SignInDoor
from stegvis.accounts.single_sign_on.claims import Claims

KEY = "pending_identity"
KEPT_SECONDS = 15 * 60


@dataclass(frozen=True)
class Waiting:
    """The way in by which somebody came, and the service's key for him."""

    door: SignInDoor
    subject: str


def remember(request: Any, service: IdentityProvider, claims: Claims) -> None:
    request.session[KEY] = {
        "service": service.pk,
        "subject": claims.subject,
        "email": claims.email,
        "until": time.time() + KEPT_SECONDS,
    }


def waiting_for(request: Any) -> Waiting | None:
    """Whom the signed-in user may be connected with: the same address, at his own principal, soon enough."""
    kept = request.session.get(KEY)
    if not kept or kept["until"] < time.time() or kept["email"] != request.user.email.lower():
        return None
    door = SignInDoor.objects.filter(pk=kept["service"], of_principal=request.actor.principal_id).first()
    return Waiting(door, kept["subject"]) if door else None


def forget(request: Any) -> None:
    request.session.pop(KEY, None)
