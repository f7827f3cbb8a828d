"""What awaits a user: lists that the rooms fill in, shown on the start page.

Nothing is stored. A task is there because the state of the cases says so, and gone when the step is taken.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from stegvis.core.actor import Actor, Roles

COUNT_LIMIT = 1000
SHOWN = 5
SHOWN_ON_OWN_PAGE = 200


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

    @property
    def all_url(self) -> str:
        return reverse("waiting", args=[self.key])


@dataclass(frozen=True)
class Group:
    """A kind of step with its first lines and how many there are (at most `COUNT_LIMIT`)."""

    key: str
    title: str
    lines: list[Line]
    count: int
    all_url: str
    for_whom: str = ""
    """Who it awaits when it is not the reader himself: the reader stands in for him."""
    for_user: int | None = None

    @property
    def place(self) -> str:
        """Names the group among the others on a page."""
        return self.key if self.for_user is None else f"{self.key}-{self.for_user}"

    @property
    def count_text(self) -> str:
        return "1\u00a0000+" if self.count >= COUNT_LIMIT else str(self.count)

    @property
    def more(self) -> int:
        return self.count - len(self.lines)


@dataclass(frozen=True)
class StandIn:
    """Somebody who is away: his key and name, and how his work is seen by the one who stands in for him."""

    user_id: int
    name: str
    seen_as: Actor


StandInSource = Callable[[Actor, date], Iterable[StandIn]]

_kinds: dict[str, Waiting] = {}
_stand_ins: list[StandInSource] = []


def register(*kinds: Waiting) -> None:
    """Called by each room when it is ready. The order of registration is the order on the page."""
    for kind in kinds:
        _kinds[kind.key] = kind


def register_stand_ins(source: StandInSource) -> StandInSource:
    """Adds a source of those whom an actor stands in for. `seen_as` may reach no more than the actor does."""
    _stand_ins.append(source)
    return source


def awaiting_for_others(actor: Actor, today: date) -> list[Group]:
    """Everything that awaits those whom the actor stands in for, person by person."""
    return [
        _for(away, group)
        for source in _stand_ins
        for away in source(actor, today)
        for group in awaiting(away.seen_as, today)
    ]


def _for(away: StandIn, group: Group) -> Group:
    return replace(
        group,
        for_whom=away.name,
        for_user=away.user_id,
        all_url=f"{group.all_url}?for={away.user_id}",
    )


def awaiting(actor: Actor, today: date) -> list[Group]:
    """Everything that awaits the actor, kind by kind, empty kinds left out."""
    groups = []
    for kind in _kinds.values():
        if not actor.has(kind.who):
            continue
        group = _group(kind, actor, today, SHOWN)
        if group.lines:
            groups.append(group)
    return groups


def awaiting_of_kind(key: str, actor: Actor, today: date, *, for_user: str = "") -> Group | None:
    """The oldest `SHOWN_ON_OWN_PAGE` of one kind, or None when no such kind can await the actor.

    `for_user` = the key of one whom the actor stands in for, as `all_url` says it.
    """
    if for_user:
        sources = (away for source in _stand_ins for away in source(actor, today))
        away = next((each for each in sources if str(each.user_id) == for_user), None)
        group = awaiting_of_kind(key, away.seen_as, today) if away else None
        return _for(away, group) if away and group else None
    kind = _kinds.get(key)
    return _group(kind, actor, today, SHOWN_ON_OWN_PAGE) if kind and actor.has(kind.who) else None


def _group(kind: Waiting, actor: Actor, today: date, shown: int) -> Group:
    found = kind.find(actor, today)
    rows = list(found[:shown])
    count = len(rows) if len(rows) < shown else found.order_by()[:COUNT_LIMIT].count()
    return Group(kind.key, kind.title, [kind.line(row, today) for row in rows], count, kind.all_url)
