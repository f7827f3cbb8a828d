"""The switch that closes the service while it is being updated: `STEGVIS_MAINTENANCE=1`."""

from __future__ import annotations

import os
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from stegvis.core.error_views import closed

HEALTH = "/halsa/"
"""Asked by machines: answered when the service is closed, without a session, and without being counted."""


class MaintenanceMiddleware:
    """Answers 503 with when to come back. Health and static files are still served.

    Read at each request, so that a process manager can close and open without code; put it first of all.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if is_closed() and not request.path.startswith((HEALTH, settings.STATIC_URL)):
            return closed(request)
        return self.get_response(request)


def is_closed() -> bool:
    return os.environ.get("STEGVIS_MAINTENANCE", "") not in ("", "0")
