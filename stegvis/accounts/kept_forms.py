"""A form that was sent too late – the proof or the session had run out – is kept until the user is back.

It lies sealed in the session, for one user and one hour, and only that user is offered to send it again.
Passwords and files are not kept.
"""

from __future__ import annotations

import json
import time
from dataclasses import asdict, dataclass
from typing import Any

from cryptography.fernet import InvalidToken

from stegvis.accounts.sealing import opened, sealed

KEY = "kept_form"
KEPT_SECONDS = 60 * 60
LARGEST = 100_000
"""Characters. Beyond this it is not something that somebody has typed."""
NEVER_KEPT = ("csrfmiddlewaretoken",)


@dataclass(frozen=True)
class KeptForm:
    """What was sent, where, and by whom."""

    user_id: int
    path: str
    fields: list[list[str]]
    """Names and values, in order; a name may come several times."""
    had_files: bool
    until: float


def keep(request: Any, user_id: int) -> None:
    """Keeps what the request sends, in the request's session."""
    fields = [[name, value] for name, values in request.POST.lists() for value in values if _may_keep(name)]
    if sum(len(name) + len(value) for name, value in fields) > LARGEST:
        return
    kept = KeptForm(user_id, request.get_full_path(), fields, bool(request.FILES), time.time() + KEPT_SECONDS)
    request.session[KEY] = sealed(json.dumps(asdict(kept)))


def kept_for(request: Any) -> KeptForm | None:
    """The form that the signed-in user sent too late, unless it is another's or too old."""
    kept = _kept(request)
    if kept is None or kept.user_id != request.user.pk or kept.until < time.time():
        return None
    return kept


def forget_when_sent(request: Any) -> None:
    """The form has now been sent in time."""
    if request.method == "POST" and (kept := _kept(request)) and kept.path == request.get_full_path():
        del request.session[KEY]


def _kept(request: Any) -> KeptForm | None:
    found = request.session.get(KEY)
    try:
        return KeptForm(**json.loads(opened(found))) if found else None
    except InvalidToken:  # sealed with a key that is no longer in use
        return None


def _may_keep(name: str) -> bool:
    return name not in NEVER_KEPT and "password" not in name
