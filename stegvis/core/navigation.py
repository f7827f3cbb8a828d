"""The main navigation: rooms register their entries, each role sees its own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.urls import reverse

from stegvis.core.actor import Actor, Roles


@dataclass(frozen=True)
class Entry:
    """A place in the navigation, for some roles. Lower `place` comes first.

    Those with the same `group` stand as one, under its name, and are shown side by side where one of them is
    open. Who has only one of them sees it by itself. `under` = other addresses that belong to the place;
    `only_if` = what else is asked of the actor, beside the role.
    """

    title: str
    url_name: str
    who: Roles
    place: int
    group: str = ""
    under: tuple[str, ...] = ()
    only_if: Callable[[Actor], bool] | None = None

    def is_for(self, actor: Actor) -> bool:
        return actor.has(self.who) and (self.only_if is None or self.only_if(actor))

    def reach(self, path: str) -> int:
        """How much of the path is the entry's own: the one that reaches furthest is where the user is."""
        own = (reverse(self.url_name), *self.under)
        return max(
            (len(url) for url in own if path == url or (url != "/" and path.startswith(url))), default=0
        )


@dataclass(frozen=True)
class Link:
    title: str
    url: str
    current: bool
    count: int | None = None
    within: tuple[Link, ...] = ()


_entries: list[Entry] = []
_own_entries: list[Entry] = []


def register(*entries: Entry) -> None:
    _entries.extend(entries)
    _entries.sort(key=lambda entry: entry.place)


def register_own(*entries: Entry) -> None:
    """Adds places that are about the user himself; they stand in the menu under his name."""
    _own_entries.extend(entries)
    _own_entries.sort(key=lambda entry: entry.place)


def own_places(actor: Actor | None) -> list[Link]:
    """The links of the menu under the user's name."""
    if actor is None:
        return []
    found = [(entry.title, reverse(entry.url_name)) for entry in _own_entries if entry.is_for(actor)]
    return [Link(title, url, current=False) for title, url in found]


def navigation(actor: Actor | None, path: str) -> list[Link]:
    """The links for the actor; the one that `path` is under is current, the longest when several fit."""
    if actor is None:
        return []
    found = [entry for entry in _entries if entry.is_for(actor)]
    here = max(found, key=lambda entry: entry.reach(path), default=None)
    grouped: dict[str, list[Link]] = {}
    for entry in found:
        is_here = entry is here and entry.reach(path) > 0
        link = Link(entry.title, reverse(entry.url_name), is_here)
        grouped.setdefault(entry.group or entry.url_name, []).append(link)
    return [_together(name, links) for name, links in grouped.items()]


def _together(group: str, links: list[Link]) -> Link:
    if len(links) == 1:
        return links[0]
    return Link(group, links[0].url, any(link.current for link in links), within=tuple(links))
