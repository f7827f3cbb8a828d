"""Lets time pass for a signed-in test client. `client.force_login(user)` counts as signing in just now."""

from __future__ import annotations

from typing import Any

from stegvis.accounts.proof import PROVED_AT


def the_proof_grows_old(client: Any, *, minutes: int) -> None:
    """As if the user had proved who he is so many minutes earlier."""
    session = client.session
    session[PROVED_AT] -= minutes * 60
    session.save()
