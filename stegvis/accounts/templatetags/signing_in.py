"""What the login page shows beside the form."""

from __future__ import annotations

from typing import Any

from django import template

from stegvis.accounts.demo_logins import DemoLogin, demo_logins

register = template.Library()


@register.simple_tag
def logins_to_try() -> list[DemoLogin]:
    """The demo's one-click logins; none outside the demo."""
    return demo_logins()


@register.filter
def names_a_key(options: dict[str, Any]) -> bool:
    """Does the user who is signing in have a security key to ask for?"""
    return bool(options["request_options"]["publicKey"].get("allowCredentials"))
