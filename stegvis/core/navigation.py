"""The main navigation: rooms register their entries, each role sees its own."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse

from stegvis.core.actor import Actor, Roles


@dataclass(frozen=True)
class Entry:
    """A place in the navigation, for some roles. Lower `place` comes first."""

    title: str
    url_name: str
    who: Roles
    place: int


@dataclass(frozen=True)
class Link:
    title: str
    url: str
    current: bool
    count: int | None = None


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
    found = [(entry.title, reverse(entry.url_name)) for entry in _own_entries if actor.has(entry.who)]
    return [Link(title, url, current=False) for title, url in found]


def navigation(actor: Actor | None, path: str) -> list[Link]:
    """The links for the actor; the one that `path` is under is current, the longest when several fit."""
    if actor is None:
        return []
    found = [(entry.title, reverse(entry.url_name)) for entry in _entries if actor.has(entry.who)]
    here = max(
        (url for _, url in found if path == url or (url != "/" and path.startswith(url))), key=len, default=""
    )
    return [Link(title, url, url == here) for title, url in found]
