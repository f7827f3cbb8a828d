"""Pages are read and sent to. Any other way of asking, such as TRACE, is turned away."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponseNotAllowed
from django.http.response import HttpResponseBase

USED = ("GET", "HEAD", "POST")


class MethodsMiddleware:
    """Without it a view would answer any method as if it were GET, in a transaction that may write."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request) if request.method in USED else HttpResponseNotAllowed(USED)
