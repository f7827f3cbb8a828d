"""NUL characters, which no person types and no database text holds, are turned away wherever they stand."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.core.exceptions import BadRequest
from django.http import HttpRequest
from django.http.response import HttpResponseBase

NUL = "\0"


class NoNulMiddleware:
    """Raises BadRequest, which is answered with a page of ours. Put it after the check of a form's origin."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> None:
        if request.method == "POST" and _in_form(request):
            raise BadRequest("A NUL character in a form.")


class NoNulAtTheDoorMiddleware:
    """The same for address and cookies. Put it before whatever looks up a session."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if NUL in request.path_info or _in_query(request) or _in_cookies(request):
            raise BadRequest("A NUL character in the address or a cookie.")
        return self.get_response(request)


def _in_query(request: HttpRequest) -> bool:
    query = str(request.META.get("QUERY_STRING", ""))
    return NUL in query or "%00" in query


def _in_cookies(request: HttpRequest) -> bool:
    """Also written as `\\000`, which the reading of cookies turns into the character."""
    return any(NUL in name or NUL in value for name, value in request.COOKIES.items())


def _in_form(request: HttpRequest) -> bool:
    return any(NUL in name or any(NUL in value for value in values) for name, values in request.POST.lists())
