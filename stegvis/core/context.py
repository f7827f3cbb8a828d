"""What every page's frame needs."""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, version
from typing import Any

from django.conf import settings

from stegvis.core.actor import Role
from stegvis.core.navigation import navigation, own_places
from stegvis.core.notices import notices

try:
    VERSION = version("stegvis")
except PackageNotFoundError:  # run from a checkout that is not installed
    VERSION = "utveckling"


def frame(request: Any) -> dict[str, Any]:
    """Always defines every name that the frame's templates use."""
    actor = getattr(request, "actor", None)
    seat = getattr(request, "seat", None)
    return {
        "actor": actor,
        "seat": seat,
        "principal": seat.principal if seat else None,
        "role_text": _role_text(seat) if seat else "",
        "other_seats": seat.others if seat else [],
        "impersonation": getattr(request, "impersonation", None),
        "navigation": navigation(actor, request.path),
        "own_places": own_places(actor),
        "notices": notices(actor),
        "crumbs": [],
        "demo_mode": getattr(settings, "DEMO", False),
        "version": VERSION,
    }


def _role_text(seat: Any) -> str:
    """The roles held in the seat, in the principal's own words."""
    words = []
    for membership in seat.held_together:
        if membership.role == Role.CASEWORKER:
            words.append(seat.principal.caseworker_title)
        elif membership.role == Role.RESIDENT:
            words.append(seat.principal.person_word)
        elif membership.role == Role.PROVIDER_STAFF:
            words.append(seat.provider.name)
        else:
            words.append(Role(membership.role).label)
    return ", ".join(dict.fromkeys(words))
