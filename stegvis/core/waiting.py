"""What awaits a user: lists that the rooms fill in, shown on the start page.

Nothing is stored. A task is there because the state of the cases says so, and it is gone when the step is taken.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet

from stegvis.core.actor import Actor, Roles

COUNT_LIMIT = 1000
SHOWN = 5


@dataclass(frozen=True)
class Line:
    """One thing that awaits: what it is about, where to do it, since when and until when."""

    text: str
    url: str
    since: date
    due: date | None = None
    note: str = ""


@dataclass(frozen=True)
class Waiting:
    """A kind of step that awaits somebody. `find` answers oldest first and only what the actor may see."""

    key: str
    title: str
    who: Roles
    find: Callable[[Actor, date], QuerySet[Any]]
    line: Callable[[Any, date], Line]
    all_url: str = ""


@dataclass(frozen=True)
class Group:
    """A kind of step with its first lines and how many there are (at most `COUNT_LIMIT`)."""

    key: str
    title: str
    lines: list[Line]
    count: int
    all_url: str

    @property
    def count_text(self) -> str:
        return f"{COUNT_LIMIT}+" if self.count >= COUNT_LIMIT else str(self.count)

    @property
    def more(self) -> int:
        return self.count - len(self.lines)


_kinds: dict[str, Waiting] = {}


def register(*kinds: Waiting) -> None:
    """Called by each room when it is ready. The order of registration is the order on the page."""
    for kind in kinds:
        _kinds[kind.key] = kind


def awaiting(actor: Actor, today: date) -> list[Group]:
    """Everything that awaits the actor, kind by kind, empty kinds left out."""
    groups = []
    for kind in _kinds.values():
        if not actor.has(kind.who):
            continue
        found = kind.find(actor, today)
        rows = list(found[:SHOWN])
        if rows:
            count = len(rows) if len(rows) < SHOWN else found.order_by()[:COUNT_LIMIT].count()
            lines = [kind.line(row, today) for row in rows]
            groups.append(Group(kind.key, kind.title, lines, count, kind.all_url))
    return groups


def kind_for(key: str, actor: Actor) -> Waiting | None:
    """The kind with `key` if it is one that can await the actor."""
    kind = _kinds.get(key)
    return kind if kind and actor.has(kind.who) else None
