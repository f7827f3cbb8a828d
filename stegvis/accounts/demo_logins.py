"""One-click logins of the demo, filled in by the demo itself. Nothing is offered outside its settings."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings

from stegvis.accounts.models import User


@dataclass(frozen=True)
class DemoLogin:
    """A login to try: what the role is called, whose account it is, and what can be seen with it."""

    role: str
    title: str
    email: str
    name: str
    note: str = ""


_sources: list[Callable[[], list[DemoLogin]]] = []


def register(source: Callable[[], list[DemoLogin]]) -> None:
    _sources.append(source)


def demo_logins() -> list[DemoLogin]:
    """All logins to try; none unless the demo's settings are in use."""
    if not getattr(settings, "DEMO", False):
        return []
    return [login for source in _sources for login in source()]


def demo_user(email: str) -> User | None:
    """The user of a demo login, or None when there is no such login."""
    if email not in {login.email for login in demo_logins()}:
        return None
    return User.objects.filter(email=email, is_active=True).first()
