"""What stands on top of every page as long as it holds: that the actor reads in an emergency, for example."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from stegvis.core.actor import Actor


@dataclass(frozen=True)
class Notice:
    """A warning on top of the page, with the way to where something can be done about it."""

    title: str
    text: str
    action: str
    url: str


NoticeSource = Callable[[Actor], Iterable[Notice]]
_sources: list[NoticeSource] = []


def register(source: NoticeSource) -> NoticeSource:
    """Called by each room when it is ready. A source asks the database nothing: it stands on every page."""
    _sources.append(source)
    return source


def notices(actor: Actor | None) -> list[Notice]:
    if actor is None:
        return []
    return [notice for source in _sources for notice in source(actor)]
