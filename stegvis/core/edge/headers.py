"""What every answer tells the browser: keep nothing, show it nowhere else, use none of the machine's eyes."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest
from django.http.response import HttpResponseBase

NOT_USED = (
    "accelerometer",
    "autoplay",
    "browsing-topics",
    "camera",
    "display-capture",
    "encrypted-media",
    "fullscreen",
    "geolocation",
    "gyroscope",
    "hid",
    "idle-detection",
    "local-fonts",
    "magnetometer",
    "microphone",
    "midi",
    "payment",
    "picture-in-picture",
    "screen-wake-lock",
    "serial",
    "usb",
    "xr-spatial-tracking",
)
USED_BY_SIGNING_IN = ("publickey-credentials-create", "publickey-credentials-get")

ALWAYS = {
    "Cache-Control": "no-store",  # no copy on disk, none by the back button; static files say otherwise
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": ", ".join(
        [*(f"{name}=()" for name in NOT_USED), *(f"{name}=(self)" for name in USED_BY_SIGNING_IN)]
    ),
    "Reporting-Endpoints": 'csp="/csp-rapport"',
    "X-Permitted-Cross-Domain-Policies": "none",
    "X-Robots-Tag": "noindex, nofollow, noarchive",
}
AFTER_SIGNING_OUT = '"cache", "storage"'
"""Not "cookies": that would sign out of every service under the municipality's domain."""


class HeadersMiddleware:
    """Put it outermost, so that answers of other middleware carry the headers too."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        for name, value in ALWAYS.items():
            response.headers.setdefault(name, value)
        if getattr(request, "has_signed_out", False):
            response.headers["Clear-Site-Data"] = AFTER_SIGNING_OUT
        return response


def remember_signing_out(sender: object, request: HttpRequest | None, **named: object) -> None:
    """Connected to Django's signal when the program starts."""
    if request is not None:
        request.has_signed_out = True  # type: ignore[attr-defined]
