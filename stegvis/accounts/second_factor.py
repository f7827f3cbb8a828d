"""Nobody works without a second factor, except where the demo's settings say so."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

CHECKED_KEY = "second_factor"
PASSES_BY_NAME = frozenset({"account_logout", "account_reauthenticate", "health_live", "health_ready"})
REMOVES_THE_FACTOR = "mfa_deactivate_totp"


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
        if name == REMOVES_THE_FACTOR:
            request.session.pop(CHECKED_KEY, None)  # asked anew on the next page
        if name in PASSES_BY_NAME or name.startswith("mfa_") or self._has_one(request):
            return None
        return redirect("mfa_activate_totp")

    @staticmethod
    def _has_one(request: Any) -> bool:
        """Asked once per session, when it turns true. The login itself asks for the code if one is set up."""
        if not request.session.get(CHECKED_KEY) and is_mfa_enabled(request.user):
            request.session[CHECKED_KEY] = True
        return bool(request.session.get(CHECKED_KEY))
