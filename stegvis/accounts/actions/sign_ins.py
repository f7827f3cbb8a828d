"""Ending sign-ins of one's own."""

from __future__ import annotations

from uuid import UUID

from stegvis.accounts.models import Ending, SignIn, User


def end_one(user: User, key: str) -> bool:
    """Ends the user's own sign-in with that key. False when there is none that is open."""
    try:
        wanted = UUID(key)
    except ValueError:
        return False
    return SignIn.objects.of(user.pk).filter(pk=wanted).end(Ending.ENDED_ELSEWHERE) > 0


def end_everywhere(user: User) -> int:
    """Ends all of them, this one too. Returns how many."""
    return SignIn.objects.of(user.pk).end(Ending.ENDED_ELSEWHERE)
