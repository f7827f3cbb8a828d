"""The person's choice among authorised providers that are open and have room."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from hashlib import sha256

from stegvis.core.answers import Answer, Check
from stegvis.core.period import Period


@dataclass(frozen=True, slots=True)
class ChoiceFacts:
    """A decision for which a provider may be chosen."""

    is_grant: bool
    in_force: bool
    period: Period | None
    is_chosen_by_person: bool
    is_chosen_already: bool
    has_assignment: bool
    case_is_open: bool
    is_ended: bool = False
    """Have later decisions taken away all its days?"""


@dataclass(frozen=True, slots=True)
class OfferFacts:
    """A provider on the first day that the person could begin. `places` None = no limit; `taken` counts who
    has a place on some of the days that the person needs one."""

    authorised: bool
    intake_paused: bool
    places: int | None
    taken: int

    @property
    def has_room(self) -> bool:
        return self.places is None or self.taken < self.places

    @property
    def is_offered_to_nobody(self) -> bool:
        """No page offers it: who asks for it has written the form himself. A full one was there just now."""
        return not self.authorised or self.intake_paused


def may_choose(facts: ChoiceFacts, *, today: date) -> Answer:
    """May a provider be chosen for the decision?"""
    period = facts.period
    return Answer.of(
        Check(facts.is_grant, "Anordnare väljs bara för beviljade insatser."),
        Check(facts.in_force, "Beslutet har rättats av ett senare beslut."),
        Check(not facts.is_ended, "Insatsen är avslutad."),
        Check(facts.is_chosen_by_person, "Insatsen ingår inte i kundvalet."),
        Check(not facts.is_chosen_already, "En anordnare är redan vald."),
        Check(not facts.has_assignment, "Insatsen har redan ett uppdrag."),
        Check(facts.case_is_open, "Ärendet är avslutat."),
        Check(period is None or period.end is None or today < period.end, "Insatsens period är slut."),
    )


def may_take(offer: OfferFacts) -> Answer:
    """May the provider take one more customer?"""
    return Answer.of(
        Check(
            offer.authorised,
            "Anordnaren är inte auktoriserad för insatsens dagar.",
            "provider",
        ),
        Check(
            not offer.intake_paused,
            "Anordnaren tar inte emot nya deltagare just nu. Välj en annan.",
            "provider",
        ),
        Check(offer.has_room, "Anordnaren har inga lediga platser. Välj en annan.", "provider"),
    )


def neutral_order(case_number: str, provider_ids: Iterable[int]) -> list[int]:
    """The providers in an order that favours nobody: its own for each case, the same every time.

    Over many cases every provider stands first equally often.
    """
    return sorted(provider_ids, key=lambda pk: sha256(f"{case_number}:{pk}".encode()).digest())
