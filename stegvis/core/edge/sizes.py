"""How much may be sent: little to most pages, a file's size to those that take files.

Asked before anything of the body is read. A request without a length has no body here (WSGI).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from stegvis.core.error_views import too_large

MEGABYTE = 1024 * 1024
MOST_OF_A_FORM = 2 * MEGABYTE
AROUND_THE_FILES = MEGABYTE // 2
"""For the other fields and the multipart form's own lines."""

V = TypeVar("V", bound=Callable[..., HttpResponseBase])


def takes_files(largest: int) -> Callable[[V], V]:
    """Declares that a view takes files of together `largest` bytes. Put it under `@page`."""

    def declare(view: V) -> V:
        view.largest_body = largest + AROUND_THE_FILES  # type: ignore[attr-defined]
        return view

    return declare


def takes_at_most(largest: int) -> Callable[[V], V]:
    """Declares that a view takes bodies of at most `largest` bytes."""

    def declare(view: V) -> V:
        view.largest_body = largest  # type: ignore[attr-defined]
        return view

    return declare


class BodySizeMiddleware:
    """Put it before whatever reads the body: the check of the form's origin does."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Any, args: Any, kwargs: Any
    ) -> HttpResponseBase | None:
        allowed: int = getattr(view, "largest_body", MOST_OF_A_FORM)
        return too_large(request) if length(request) > allowed else None


def length(request: HttpRequest) -> int:
    """The bytes announced; what is no number announces nothing."""
    said = str(request.META.get("CONTENT_LENGTH") or "0")
    return int(said[:18]) if said.isascii() and said.isdigit() else 0
