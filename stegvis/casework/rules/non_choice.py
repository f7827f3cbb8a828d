"""Who carries out an intervention when the person does not choose: a rule, the same for all, that anyone can
do again from what it saw.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from enum import StrEnum
from math import asin, cos, radians, sin, sqrt
from typing import Any

from stegvis.casework.rules.choice import neutral_order
from stegvis.core.answers import Answer, Check

EARTH_RADIUS = 6_371_000
"""In metres."""


class Rule(StrEnum):
    """By what the provider is picked. Whatever stands equal is settled by lot."""

    LOT = "lot"
    """Before the principal has decided on a rule."""
    ROTA = "rota"
    NEAREST = "nearest"
    EQUAL_SHARE = "equal_share"


@dataclass(frozen=True, slots=True)
class Candidate:
    """A provider that could take the person, and what the rules ask of it."""

    provider_id: int
    name: str
    picked: int = 0
    """How many it has got by these terms from persons who did not choose."""
    last: int | None = None
    """The number of the latest that it got so, by any terms; None = never."""
    metres: int | None = None
    """How far from the person's home its nearest place lies; None = not known."""


@dataclass(frozen=True, slots=True)
class Draw:
    """All that the rule sees."""

    rule: Rule
    seed: str
    case_number: str
    candidates: tuple[Candidate, ...]

    @classmethod
    def of_json(cls, kept: Mapping[str, Any]) -> Draw:
        candidates = tuple(Candidate(**each) for each in kept["candidates"])
        return cls(Rule(kept["rule"]), kept["seed"], kept["case_number"], candidates)

    def as_json(self) -> dict[str, Any]:
        """As it is kept with the choice, so that it can be done again."""
        return {
            "rule": self.rule.value,
            "seed": self.seed,
            "case_number": self.case_number,
            "candidates": [asdict(each) for each in self.candidates],
        }


def in_turn(draw: Draw) -> list[Candidate]:
    """The candidates in the order in which the rule would pick them."""
    lot_of_case = f"{draw.seed}:{draw.case_number}" if draw.seed else draw.case_number
    drawn = neutral_order(lot_of_case, (each.provider_id for each in draw.candidates))
    lots = {pk: place for place, pk in enumerate(drawn)}
    return sorted(draw.candidates, key=lambda each: (*_standing(draw.rule, each), lots[each.provider_id]))


def pick(draw: Draw) -> Candidate | None:
    return next(iter(in_turn(draw)), None)


def explained(draw: Draw) -> str:
    """Why the first in turn is the first, in plain Swedish."""
    turn = in_turn(draw)
    if not turn:
        return "Ingen anordnare kan ta emot."
    first, equal = turn[0], sum(_standing(draw.rule, each) == _standing(draw.rule, turn[0]) for each in turn)
    if draw.rule is Rule.LOT:
        return f"Ingen regel är beslutad. Lotten föll på {first.name}."
    because = f"{_because(draw.rule, first)}"
    by_lot = f" {equal} anordnare stod lika, och lotten avgjorde." if equal > 1 else ""
    return f"{first.name} {because}.{by_lot}"


def stands(rule: Rule, candidate: Candidate) -> str:
    """What counts for the candidate under the rule, in a few words."""
    if rule is Rule.NEAREST:
        return "Avståndet är inte känt" if candidate.metres is None else f"{_km(candidate.metres)} km"
    if rule is Rule.ROTA:
        return "Har inte fått något ickeval" if candidate.last is None else f"Senast nummer {candidate.last}"
    return f"{candidate.picked} ickeval" if rule is Rule.EQUAL_SHARE else "Lika chans som de andra"


def may_use_rule(*, reason: str, choose_by: date | None, gives_up: bool, today: date) -> Answer:
    """May the rule pick now? Who has been given time to choose has it, unless he says that he will not."""
    has_time = choose_by is not None and today <= choose_by
    return Answer.of(
        Check(bool(reason.strip()), "Skriv varför deltagaren inte väljer.", "reason"),
        Check(
            gives_up or not has_time,
            f"Deltagaren har tid att välja till och med {choose_by}. Vänta, eller kryssa för att "
            "deltagaren har sagt ifrån.",
            "gives_up",
        ),
    )


def metres_between(one: tuple[float, float], other: tuple[float, float]) -> int:
    """Along the surface of the earth, between two places given as (latitude, longitude) in degrees."""
    (lat, lon), (to_lat, to_lon) = (tuple(map(radians, place)) for place in (one, other))
    half = sin((to_lat - lat) / 2) ** 2 + cos(lat) * cos(to_lat) * sin((to_lon - lon) / 2) ** 2
    return round(2 * EARTH_RADIUS * asin(sqrt(min(half, 1))))


def _standing(rule: Rule, candidate: Candidate) -> tuple[int, ...]:
    """Less comes first. What is not known comes last, who never got anybody first."""
    if rule is Rule.ROTA:
        return (0, 0) if candidate.last is None else (1, candidate.last)
    if rule is Rule.NEAREST:
        return (1, 0) if candidate.metres is None else (0, candidate.metres)
    return (candidate.picked,) if rule is Rule.EQUAL_SHARE else ()


def _because(rule: Rule, first: Candidate) -> str:
    if rule is Rule.NEAREST:
        return (
            "fick lotten, för inget avstånd är känt"
            if first.metres is None
            else f"ligger närmast, {_km(first.metres)} km bort"
        )
    if rule is Rule.ROTA:
        return "har inte fått något ickeval än" if first.last is None else "har väntat längst på ett ickeval"
    return f"har fått minst antal ickeval, {first.picked}"


def _km(metres: int) -> str:
    return f"{metres / 1000:.1f}".replace(".", ",")
