"""A session lives as long as its sign-in is open, in use, not too old, and on the device where it began.

The check stands outside of the page's transaction: a page that only reads may run in one that cannot write,
and what is noted here – once a minute at most – is not undone with a page that fails.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, resolve_url
from django.urls import reverse
from django.utils import timezone

from stegvis.accounts.kept_forms import keep
from stegvis.accounts.models import Ending, SignIn
from stegvis.accounts.models.sign_ins import device_of
from stegvis.accounts.registering import SIGN_IN
from stegvis.core.actor import Role
from stegvis.core.pages import Access

MINUTES_BETWEEN_NOTES = 1
TIME_IS_OUT = frozenset({Ending.IDLE, Ending.TOO_LONG})
"""Endings that nobody has meant: what was typed is kept for the user who comes back."""


@dataclass(frozen=True)
class Ended:
    """A session that was ended at the start of this request."""

    user_id: int
    why: Ending | None
    """None when the session never had a sign-in that holds."""
    as_resident: bool


class SignInMiddleware:
    """`request.sign_in` is the sign-in of the session, None for who is not signed in."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: Any) -> HttpResponse:
        request.sign_in = request.ended = None
        if request.user.is_authenticated:
            _let_in_or_end(request, timezone.now())
        response = self.get_response(request)
        if request.sign_in is not None:
            _note_use(request, timezone.now())
        return response

    def process_view(self, request: Any, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        access: Access | None = getattr(view, "access", None)
        if request.ended is None or (access is not None and access.public):
            return None
        messages.info(request, words_for(request.ended))
        return _sign_in_again(request) if access is not None else None


def limits(*, as_resident: bool) -> tuple[int, int]:
    """The longest a sign-in may rest, and last in all, in minutes."""
    if as_resident:
        return settings.SIGN_IN_IDLE_MINUTES_RESIDENT, settings.SIGN_IN_LONGEST_HOURS_RESIDENT * 60
    return settings.SIGN_IN_IDLE_MINUTES, settings.SIGN_IN_LONGEST_HOURS * 60


def words_for(ended: Ended) -> str:
    """Why the user is signed out, on the page where he signs in again."""
    idle, longest = limits(as_resident=ended.as_resident)
    words = {
        Ending.IDLE: f"Du har inte gjort något på {idle} minuter och är därför utloggad.",
        Ending.TOO_LONG: f"Du har varit inloggad i {longest // 60} timmar och är därför utloggad.",
        Ending.ENDED_ELSEWHERE: "Du har loggat ut den här inloggningen från en annan.",
        Ending.PASSWORD_CHANGED: "Ditt lösenord är bytt, därför är du utloggad här.",
        Ending.FACTOR_CHANGED: "Ditt andra steg är ändrat, därför är du utloggad här.",
        Ending.ROLE_ENDED: "Din behörighet är ändrad, därför är du utloggad.",
        Ending.OTHER_DEVICE: "Inloggningen gjordes i en annan webbläsare, därför är den avslutad.",
    }
    told = words.get(ended.why, "Du är utloggad.") if ended.why else "Du är utloggad."
    return f"{told} Logga in igen, så kommer du tillbaka dit du var."


def _let_in_or_end(request: Any, now: datetime) -> None:
    sign_in = SignIn.objects.of(request.user.pk).filter(pk=request.session.get(SIGN_IN)).first()
    device = device_of(request)
    if sign_in is None:
        _end(request, None, None)
    elif not sign_in.is_open:
        _end(request, sign_in, Ending(sign_in.ending))
    elif ending := _reason_to_end(sign_in, device, now):
        SignIn.objects.filter(pk=sign_in.pk).end(ending)
        _end(request, sign_in, ending)
    else:
        request.sign_in = sign_in


def _reason_to_end(sign_in: SignIn, device: str, now: datetime) -> Ending | None:
    """A cookie that turns up in another browser or system has been taken from its owner."""
    idle, longest = limits(as_resident=sign_in.as_resident)
    if sign_in.minutes_in_all(now) >= longest:
        return Ending.TOO_LONG
    if sign_in.minutes_unused(now) >= idle:
        return Ending.IDLE
    if sign_in.device and device != sign_in.device:
        return Ending.OTHER_DEVICE
    return None


def _end(request: Any, sign_in: SignIn | None, why: Ending | None) -> None:
    request.ended = Ended(request.user.pk, why, as_resident=sign_in is not None and sign_in.as_resident)
    logout(request)


def _note_use(request: Any, now: datetime) -> None:
    """One cheap write a minute, and one when the seat or the device becomes known."""
    sign_in, actor = request.sign_in, getattr(request, "actor", None)
    as_resident = sign_in.as_resident if actor is None else actor.roles == {Role.RESIDENT}
    device = sign_in.device or device_of(request)
    is_new = (as_resident, device) != (sign_in.as_resident, sign_in.device)
    if is_new or sign_in.minutes_unused(now) >= MINUTES_BETWEEN_NOTES:
        SignIn.objects.filter(pk=sign_in.pk).open().update(
            last_used_at=now, as_resident=as_resident, device=device
        )


def _sign_in_again(request: Any) -> HttpResponse:
    if request.method in ("GET", "HEAD"):
        return redirect_to_login(request.get_full_path())
    if request.ended.why not in TIME_IS_OUT:
        return redirect(settings.LOGIN_URL)
    keep(request, request.ended.user_id)
    return redirect(f"{resolve_url(settings.LOGIN_URL)}?{urlencode({'next': reverse('continue_form')})}")
