"""What happens when somebody becomes protected: other rooms listen and take back what has been given out."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from django.dispatch import Signal

from stegvis.registry.models import Person

became_protected = Signal()
"""Sent with `principal_id` and `person_ids` in the transaction in which people become protected."""


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


def tell_became_protected(principal_id: int, person_ids: Iterable[int]) -> None:
    people = frozenset(person_ids)
    if people:
        became_protected.send(sender=Person, principal_id=principal_id, person_ids=people)
