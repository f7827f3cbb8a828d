"""What the login page shows beside the form."""

from __future__ import annotations

from django import template

from stegvis.accounts.demo_logins import DemoLogin, demo_logins

register = template.Library()


@register.simple_tag
def logins_to_try() -> list[DemoLogin]:
    """The demo's one-click logins; none outside the demo."""
    return demo_logins()
