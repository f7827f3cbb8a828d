"""Those who may be the person that is about to be registered, told as far as secrecy lets the actor know.

Of a person of one's own units everything that tells two namesakes apart; of another unit's only which unit to
ask (OSL 26:1). Who is protected is never found by being alike.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from stegvis.casework.models import Case, Referral
from stegvis.core.actor import Actor
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
        """The reasons as one sentence."""
        first, *rest = self.reasons
        return ", ".join([first, *(reason[0].lower() + reason[1:] for reason in rest)]) + "."


@dataclass(frozen=True, slots=True)
class _Place:
    """A unit where the person has a case or a referral."""

    unit_id: int
    unit: str
    case: str
    """How the case is called; empty for a referral."""


def matches(newcomer: Newcomer, by: Actor) -> list[Match]:
    """Everybody alike, those of one's own units first. As many queries for many as for one."""
    sought = newcomer.particulars
    if sought is None:
        return []
    found = lookalikes(by.principal_id, sought)
    people = [person for person, _ in found]
    places, numbers = _places(people), shown_numbers(people)
    told = [
        _match(person, reasons, numbers[person.pk], places.get(person.pk, []), by)
        for person, reasons in found
    ]
    return sorted(told, key=lambda match: not match.can_be_chosen)


def _match(person: Person, reasons: tuple[str, ...], number: str, places: list[_Place], by: Actor) -> Match:
    own = [place for place in places if place.unit_id in by.unit_ids]
    if places and not own:
        return Match(person.pk, reasons, f"Finns på {places[0].unit}. Kontakta enheten.", can_be_chosen=False)
    where = ", ".join(place.case for place in own if place.case) or "inget ärende"
    told = f"{shown_name(person)}, {number}, född {person.birth_date}, {where}."
    return Match(person.pk, reasons, told, can_be_chosen=True)


def _places(people: Iterable[Person]) -> dict[int, list[_Place]]:
    """Where people have cases, open ones first, or referrals."""
    found: dict[int, list[_Place]] = {}
    cases = Case.objects.filter(person__in=people).select_related("unit").order_by("-closed_on", "id")
    for case in sorted(cases, key=lambda case: not case.is_open):
        state = "öppet" if case.is_open else f"avslutat {case.closed_on}"
        place = _Place(case.unit_id, case.unit.name, f"ärende {case.number} ({state})")
        found.setdefault(case.person_id, []).append(place)
    for referral in Referral.objects.filter(person__in=people).select_related("unit").order_by("id"):
        found.setdefault(referral.person_id, []).append(_Place(referral.unit_id, referral.unit.name, ""))
    return found
