"""What the login page shows beside the form."""

from __future__ import annotations

from typing import Any

from django import template

from stegvis.accounts.demo_logins import DemoLogin, demo_logins
from stegvis.accounts.models import SignInDoor

register = template.Library()

BUTTONS = 6
"""More login services than this are found on a page of their own."""


@register.simple_tag
def logins_to_try() -> list[DemoLogin]:
    """The demo's one-click logins; none outside the demo."""
    return demo_logins()


@register.simple_tag
def doors_to_show() -> dict[str, Any]:
    """The login services in use, staff's first; none of them when they are too many for a page."""
    found = list(SignInDoor.objects.order_by("for_residents", "name")[: BUTTONS + 1])
    return {"doors": found if len(found) <= BUTTONS else [], "too_many": len(found) > BUTTONS}


@register.filter
def names_a_key(options: dict[str, Any]) -> bool:
    """Does the user who is signing in have a security key to ask for?"""
    return bool(options["request_options"]["publicKey"].get("allowCredentials"))
