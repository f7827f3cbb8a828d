"""When the user last proved who he is: by signing in, or by answering once more since then.

The moment is kept in the session and is real time, whatever day the house's clock is set to: how long a
desk has been left alone is not a matter of the case work's day.
"""

from __future__ import annotations

import time
from typing import Any

from allauth.account.signals import authentication_step_completed
from django.contrib.auth.signals import user_logged_in

PROVED_AT = "proved_at"


ASKED_AFRESH = "asked_afresh"
"""The user has signed out to sign in anew: a login service must then ask, whatever it remembers."""
NEVER = 0.0


def note_proof(request: Any) -> None:
    request.session[PROVED_AT] = time.time()


def note_proof_elsewhere(request: Any, asked_at: float | None) -> None:
    """After a login service has vouched for the user: the proof is as old as when the service asked him.

    A service that does not say when is believed only when we have told it to ask: otherwise it may have let
    in a browser that it remembered, and whoever sits at it.
    """
    told_to_ask = request.session.pop(ASKED_AFRESH, False)
    if asked_at is None:
        asked_at = time.time() if told_to_ask else NEVER
    request.session[PROVED_AT] = min(asked_at, time.time())


def must_ask_afresh(request: Any) -> bool:
    return bool(request.session.get(ASKED_AFRESH))


def minutes_since_proof(request: Any) -> float:
    """More than anybody allows when there is none."""
    proved_at: float = request.session.get(PROVED_AT, NEVER)
    return (time.time() - proved_at) / 60


def listen() -> None:
    user_logged_in.connect(_signed_in, dispatch_uid="accounts.proof.signed_in")
    authentication_step_completed.connect(_answered_once_more, dispatch_uid="accounts.proof.answered")


def _signed_in(sender: Any, request: Any, **_: Any) -> None:
    note_proof(request)


def _answered_once_more(sender: Any, request: Any, reauthenticated: bool = False, **_: Any) -> None:
    """One step of several while signing in proves nothing yet; an answer from one signed in does."""
    if reauthenticated and request.user.is_authenticated:
        note_proof(request)
