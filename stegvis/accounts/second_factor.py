"""Nobody works without a second factor, except where the demo's settings say so.

An app or a security key will do; so will the word of a login service that asked for two factors itself.
The reserve codes come with the first factor, and are shown before the work begins.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

CHECKED_KEY = "second_factor"
PASSES_BY_NAME = frozenset({"account_logout", "account_reauthenticate", "health_live", "health_ready"})
REMOVES_THE_FACTOR = frozenset({"mfa_deactivate_totp", "mfa_remove_webauthn"})
FACTORS = frozenset({Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN})


class SecondFactorMiddleware:
    """Sends a signed-in user without a second factor to the page where one is set up."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: Any) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: Any, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        name = request.resolver_match.url_name or ""
        if not settings.REQUIRE_SECOND_FACTOR or not request.user.is_authenticated:
            return None
        if name in REMOVES_THE_FACTOR:
            request.session.pop(CHECKED_KEY, None)  # asked anew on the next page
        if name in PASSES_BY_NAME or name.startswith("mfa_"):
            return None
        missing = _missing_step(request)
        return redirect(missing) if missing else None


@contextmanager
def vouched_for(request: Any, *, vouched: bool) -> Iterator[None]:
    """While the block signs somebody in, on the word of whom he comes from: two factors have been asked for.

    Remembered only when the block has signed him in, so that nobody else gets in on that word.
    """
    request.second_factor_vouched = vouched
    yield
    if vouched and request.user.is_authenticated:
        request.session[CHECKED_KEY] = True


def is_vouched_for(request: Any) -> bool:
    return getattr(request, "second_factor_vouched", False)


def _missing_step(request: Any) -> str:
    """The page of what is still to be done; "" when all is done. Asked until it is, once per session."""
    if request.session.get(CHECKED_KEY):
        return ""
    held = {authenticator.type: authenticator for authenticator in _authenticators(request.user)}
    if FACTORS.isdisjoint(held):
        return "mfa_activate_totp"
    codes = held.get(Authenticator.Type.RECOVERY_CODES)
    if codes is None:
        return "mfa_generate_recovery_codes"
    if not codes.wrap().did_view:
        return "mfa_view_recovery_codes"
    request.session[CHECKED_KEY] = True
    return ""


def _authenticators(user: Any) -> Any:
    return Authenticator.objects.filter(user=user).order_by("pk")
