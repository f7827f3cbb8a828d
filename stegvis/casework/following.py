"""What rooms above do when a grant is changed: whether their part allows it, and letting it follow."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from stegvis.casework.models import Decision
from stegvis.casework.rules.changing import NewContent
from stegvis.core.answers import Check


@dataclass(frozen=True)
class Follower:
    """`checks`: from a grant, what is wanted and today, what must hold. `follow`: from the decision that
    changed it, inside its transaction and with the case locked. Raises Refused to stop the change."""

    checks: Callable[[Decision, NewContent, date], Iterable[Check]]
    follow: Callable[[Decision, date], None]


_followers: list[Follower] = []


def register(follower: Follower) -> None:
    _followers.append(follower)


def checks(grant: Decision, wanted: NewContent, today: date) -> Iterator[Check]:
    for follower in _followers:
        yield from follower.checks(grant, wanted, today)


def let_follow(change: Decision, today: date) -> None:
    for follower in _followers:
        follower.follow(change, today)
