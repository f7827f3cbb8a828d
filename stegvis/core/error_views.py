"""What visitors see when a page cannot be shown. None of these needs the database or who is signed in."""

from __future__ import annotations

import logging

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.template.loader import get_template

logger = logging.getLogger(__name__)

BARE_PAGE = (
    '<!doctype html><html lang="sv"><meta charset="utf-8"><title>Något gick fel – Stegvis</title>'
    "<h1>Något gick fel hos oss</h1>"
    "<p>Det du just skickade är inte sparat. Försök igen om en stund.</p></html>"
)
"""Shown when not even the error page's template can be drawn."""


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """What was sent cannot have come from a page of ours. What exactly is for the log only."""
    if isinstance(exception, RequestDataTooBig):
        return too_large(request)
    return _page("400.html", 400)


def too_large(request: HttpRequest) -> HttpResponse:
    """More was sent than the page takes."""
    return _page("413.html", 413)


def too_often(request: HttpRequest, seconds: int) -> HttpResponse:
    """One user or address asks for more than anybody can read."""
    wait = f"{seconds} sekunder" if seconds < 90 else f"{-(-seconds // 60)} minuter"
    return _try_later("429_often.html", 429, seconds, wait=wait)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """The page exists, but not for this role."""
    return _page("403.html", 403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """There is no such page, or nothing there that this visitor may see: the same answer for both."""
    return _page("404.html", 404)


def broken(request: HttpRequest) -> HttpResponse:
    """Something failed on our side."""
    return _page("500.html", 500)


def too_many(request: HttpRequest) -> HttpResponse:
    """So many attempts in so short a time are no person's."""
    return _try_later("429.html", 429, 300)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form came without its proof of where it comes from. The reason is for the log only."""
    logger.warning("A form was refused: %s", reason)
    return _page("403_csrf.html", 403)


def closed(request: HttpRequest) -> HttpResponse:
    """The service is closed for a while."""
    return _try_later("503.html", 503, 300)


def unwritten(request: HttpRequest) -> HttpResponse:
    """Who reads cannot be written down just now, so nothing is shown."""
    return _try_later("503_unwritten.html", 503, 60)


def busy(request: HttpRequest) -> HttpResponse:
    """Somebody else holds what was to be changed, or the answer would take too long. Nothing is saved."""
    return _try_later("503_busy.html", 503, 5)


def _try_later(template: str, status: int, seconds: int, **words: str) -> HttpResponse:
    """A page that says when it is worth trying again, and is kept by nobody."""
    response = _page(template, status, **words)
    response["Retry-After"] = str(seconds)
    response["Cache-Control"] = "no-store"
    return response


def _page(template: str, status: int, **words: str) -> HttpResponse:
    try:
        body = get_template(template).render(words)
    except Exception:
        logger.exception("The error page %s cannot be drawn.", template)
        body = BARE_PAGE
    return HttpResponse(body, status=status)
