"""Is a person in full-time activation on a day, and if not, why? (docs/casework.md, "Heltid".)

domain: full time is the main rule; the expected level is what the person can do; the follow-up answers at any
date how many are in full-time activation, how many are not, and why.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from stegvis.assignments.rules.hours import FULL_CAPACITY, expected_hours
from stegvis.core.numbers import rounded_half_away

AT_THE_PROVIDER = frozenset({"intervention", "practice"})
"""Kinds of activity that each provider carries out itself: two providers have two of them. Every other kind
is the person's own and is the same however many mention it: it counts once, the most hours said."""


class Level(StrEnum):
    """Where the person is on the day. Exactly one always holds."""

    FULL_TIME = "full_time"
    CAPACITY = "capacity"
    BELOW = "below"


class Reason(StrEnum):
    """Why somebody is below. The first seven are what a caseworker records (`casework.Hindrance`)."""

    SICK = "sick"
    PARENTAL = "parental"
    CARE_OF_CHILD = "care_of_child"
    AWAITING_CARE = "awaiting_care"
    AWAITING_START = "awaiting_start"
    DEVIATION = "deviation"
    OTHER = "other"
    LOWER_CAPACITY = "lower_capacity"
    AWAITING_PLAN = "awaiting_plan"
    AWAITING_ASSIGNMENT = "awaiting_assignment"
    AWAITING_CHOICE = "awaiting_choice"
    NO_INTERVENTION = "no_intervention"
    UNEXPLAINED = "unexplained"


@dataclass(frozen=True, slots=True)
class Requirement:
    """What income support asks of its recipients on the day."""

    percent_of_full_time: int
    adapted_to_capacity: bool


@dataclass(frozen=True, slots=True)
class Facts:
    """An open case on a day. Hours are per week."""

    full_time: int
    hours: Mapping[str, int]
    """By kind, each kind counted once: see `counted`."""
    capacity: int | None = None
    """Percent; None when nobody has assessed it, which is taken for full."""
    hindrance: str = ""
    awaits: Reason | None = None
    """The next thing that the case waits for, None when something runs by its plan."""
    requirement: Requirement | None = None
    """None when no requirement holds on the day, or not for this person."""

    @property
    def planned(self) -> int:
        return sum(self.hours.values())

    @property
    def expected(self) -> int:
        return expected_hours(self.capacity, self.full_time)

    @property
    def required(self) -> int | None:
        """Hours that the requirement asks for, None when it asks for nothing."""
        asked = self.requirement
        if asked is None:
            return None
        adapted = asked.adapted_to_capacity and self.capacity is not None
        capacity = self.capacity if adapted and self.capacity is not None else FULL_CAPACITY
        share = Fraction(asked.percent_of_full_time * capacity, FULL_CAPACITY**2)
        return rounded_half_away(self.full_time * share)


@dataclass(frozen=True, slots=True)
class Status:
    level: Level
    reason: Reason | None = None
    """Given exactly when the person is below."""
    meets_requirement: bool | None = None


def status(facts: Facts) -> Status:
    """Full time; or as much as the person can; or below, and then why."""
    level = _level(facts)
    return Status(
        level,
        _reason(facts) if level is Level.BELOW else None,
        None if facts.required is None else facts.planned >= facts.required,
    )


def counted(planned: Iterable[tuple[str, int]], own: Iterable[tuple[str, int]]) -> dict[str, int]:
    """Hours by kind, of all plans in force and the person's own activities.

    Sfi that stands both in a plan and among the own activities is the same sfi: the larger number counts.
    """
    said: dict[str, list[int]] = defaultdict(list)
    for kind, hours in [*planned, *own]:
        said[kind].append(hours)
    return {kind: sum(hours) if kind in AT_THE_PROVIDER else max(hours) for kind, hours in said.items()}


def _level(facts: Facts) -> Level:
    if facts.planned >= facts.full_time:
        return Level.FULL_TIME
    # Who can do nothing and does nothing is not active "as far as he can": nothing is followed up there.
    if facts.planned > 0 and facts.planned >= facts.expected:
        return Level.CAPACITY
    return Level.BELOW


def _reason(facts: Facts) -> Reason:
    """What a person has found goes before what the register shows; and what can be done something about
    before a capacity that explains only a part."""
    if facts.hindrance:
        return Reason(facts.hindrance)
    if facts.expected == 0:
        return Reason.LOWER_CAPACITY
    if facts.awaits is not None:
        return facts.awaits
    if facts.expected < facts.full_time:
        return Reason.LOWER_CAPACITY
    return Reason.UNEXPLAINED
