"""Those who may be the person that is about to be registered, told as far as secrecy lets the actor know.

Of a person of one's own units everything that tells two namesakes apart; of another unit's only which unit to
ask (OSL 26:1). Who is protected is never found by being alike.
"""

from __future__ import annotations

from dataclasses import dataclass

from stegvis.casework.places import Place, places
from stegvis.core.actor import Actor
from stegvis.registry.likeness import as_sentence
from stegvis.registry.lookalikes import lookalikes
from stegvis.registry.models import Person
from stegvis.registry.naming import shown_name, shown_numbers
from stegvis.registry.newcomers import Newcomer


@dataclass(frozen=True, slots=True)
class Match:
    """Somebody alike: why, what may be told, and whether the actor can say that it is the same person."""

    person_id: int
    reasons: tuple[str, ...]
    told: str
    can_be_chosen: bool

    @property
    def why(self) -> str:
        return as_sentence(self.reasons)


def matches(newcomer: Newcomer, by: Actor) -> list[Match]:
    """Everybody alike, those of one's own units first. As many queries for many as for one."""
    sought = newcomer.particulars
    if sought is None:
        return []
    found = lookalikes(by.principal_id, sought)
    people = [person for person, _ in found]
    known_at, numbers = places(people), shown_numbers(people)
    told = [
        _match(person, reasons, numbers[person.pk], known_at.get(person.pk, []), by)
        for person, reasons in found
    ]
    return sorted(told, key=lambda match: not match.can_be_chosen)


def _match(person: Person, reasons: tuple[str, ...], number: str, known_at: list[Place], by: Actor) -> Match:
    own = [place for place in known_at if place.unit_id in by.unit_ids]
    if known_at and not own:
        told = f"Finns på {known_at[0].unit}. Kontakta enheten."
        return Match(person.pk, reasons, told, can_be_chosen=False)
    where = ", ".join(place.what for place in own if place.what) or "inget ärende"
    told = f"{shown_name(person)}, {number}, född {person.birth_date}, {where}."
    return Match(person.pk, reasons, told, can_be_chosen=True)
