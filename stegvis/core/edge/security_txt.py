"""Whom to tell about a weakness (RFC 9116), at /.well-known/security.txt."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

from django.conf import settings
from django.db.transaction import non_atomic_requests
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from stegvis.core import clock
from stegvis.core.pages import public

HOLDS_FOR = timedelta(days=180)


@public
@require_safe
@non_atomic_requests
def security_txt(request: HttpRequest) -> HttpResponse:
    """The contact that the installation has named; no such page when it has named none."""
    if not settings.SECURITY_CONTACT:
        raise Http404
    expires = datetime.combine(clock.today() + HOLDS_FOR, time(), UTC)
    lines = [
        *(f"Contact: {contact}" for contact in settings.SECURITY_CONTACT),
        f"Expires: {expires:%Y-%m-%dT%H:%M:%SZ}",
        "Preferred-Languages: sv, en",
        f"Canonical: {request.build_absolute_uri(request.path)}",
    ]
    return HttpResponse("\n".join([*lines, ""]), content_type="text/plain; charset=utf-8")
