"""Lets time pass for a signed-in test client. `client.force_login(user)` counts as signing in just now."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db.models import F

from stegvis.accounts.models import SignIn
from stegvis.accounts.proof import PROVED_AT


def the_proof_grows_old(client: Any, *, minutes: int) -> None:
    """As if the user had proved who he is so many minutes earlier."""
    session = client.session
    session[PROVED_AT] -= minutes * 60
    session.save()


def nobody_touches(sign_ins: Any, *, minutes: int) -> None:
    """As if the sign-ins had last been used so many minutes earlier."""
    sign_ins.update(last_used_at=F("last_used_at") - timedelta(minutes=minutes))


def began_earlier(sign_ins: Any, *, minutes: int) -> None:
    """As if the sign-ins had begun so many minutes earlier, and been in use since then."""
    sign_ins.update(started_at=F("started_at") - timedelta(minutes=minutes))


def sign_ins_of(user: Any) -> Any:
    return SignIn.objects.of(user.pk)
