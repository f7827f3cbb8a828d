"""To whom something about a person has been given out, as the rooms that know tell it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from stegvis.registry.models import Person


@dataclass(frozen=True, slots=True)
class Disclosure:
    """One time that somebody came to know something about the person."""

    at: datetime
    who: str
    roles: str
    how: str


DisclosureSource = Callable[[Person], Iterable[Disclosure]]
_sources: list[DisclosureSource] = []


def register_disclosures(source: DisclosureSource) -> DisclosureSource:
    """Called by the rooms that know who has read or taken out what."""
    _sources.append(source)
    return source


def disclosures(person: Person) -> list[Disclosure]:
    """Who has come to know what about the person, the latest first."""
    found = [each for source in _sources for each in source(person)]
    return sorted(found, key=lambda each: each.at, reverse=True)
