"""Reads a PostgreSQL address (`DATABASE_URL`) into Django's database settings."""

import os
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

APP_ROLE = os.environ.get("DATABASE_APP_ROLE", "stegvis_app")
"""The role that requests and jobs work as. It owns nothing and cannot go past the policies on rows."""
OUTSIDE_ROLE = f"{APP_ROLE}_outside"
"""The role of a request by a provider's staff or a resident, for whom further policies hold. The app's role
may take its place but has none of its rights or limits (`NOINHERIT`)."""

SCHEMES = ("postgres", "postgresql")

EXPLANATION = "DATABASE_URL ska se ut så här: postgresql://användare:lösenord@värd:5432/databas"


class UnreadableAddress(ValueError):
    """The address is not one of a PostgreSQL database. The message never repeats it: it holds a password."""


def database_settings(address: str) -> dict[str, Any]:
    """Django's settings for the database at `address`.

    The query part carries libpq parameters (`sslmode=verify-full`, …); `host=/folder` names a socket folder.
    Raises UnreadableAddress.
    """
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError as error:
        raise UnreadableAddress(EXPLANATION) from error
    name = unquote(parts.path.removeprefix("/"))
    if parts.scheme not in SCHEMES or not name:
        raise UnreadableAddress(EXPLANATION)

    parameters = dict(parse_qsl(parts.query))
    host = parameters.pop("host", None) or unquote(parts.hostname or "")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": name,
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": host,
        "PORT": str(port or parameters.pop("port", "")),
        "OPTIONS": dict(parameters),
    }
