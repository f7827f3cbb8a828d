"""How a stored file leaves: to be saved, never shown inside the site, never taken for another type."""

from __future__ import annotations

from django.http import HttpResponse

from stegvis.core.files.names import disposition

INERT = "default-src 'none'; sandbox; frame-ancestors 'none'"
"""Should a browser show the file all the same, it may fetch and run nothing and has no origin."""


def as_attachment(content: bytes, name: str, media_type: str) -> HttpResponse:
    """The answer to a download. The caller has checked that the visitor may have the file."""
    return HttpResponse(
        content,
        content_type=media_type,
        headers={
            "Content-Disposition": disposition(name),
            "Content-Length": str(len(content)),
            "Content-Security-Policy": INERT,
            "X-Content-Type-Options": "nosniff",
            "Cache-Control": "private, no-store",
        },
    )
