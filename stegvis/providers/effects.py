"""What follows in other rooms when a provider loses its right to have customers, and when it comes back.

The providers' room decides and says so; the rooms above answer: assignments end, persons choose anew, money
stops. They register here, and are called inside the transaction of the decision, so that all of it happens
or nothing does.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from stegvis.catalogue.models import Intervention
from stegvis.core.actor import Actor
from stegvis.providers.models import Provider, ProviderDecision


@dataclass(frozen=True)
class Loss:
    """A provider is without its right to the intervention (None = any) from `from_day`, the first day
    without it. `decision` and `by` are None when the right has run out by its own day: nobody decides."""

    provider: Provider
    intervention: Intervention | None
    from_day: date
    today: date
    decision: ProviderDecision | None = None
    by: Actor | None = None
    level: str = ""
    """The level whose right has run out; empty when all levels are lost."""

    @property
    def reason(self) -> str:
        """What the persons are told."""
        if self.by is None:
            return f"Auktorisationen för {self.provider.name} har löpt ut."
        return f"{self.provider.name} är inte längre auktoriserad."


Effect = Callable[[Loss], None]


@dataclass(frozen=True)
class Return:
    """What a room gives back when an interim revocation is lifted before anybody has felt it. `waiting`: how
    many would get back what the decision took; `give`: gives it, and answers with how many got it."""

    waiting: Callable[[ProviderDecision], int]
    give: Callable[[ProviderDecision, Actor, date], int]


@dataclass(frozen=True)
class RunningOut:
    """How a room sees to what runs on under rights that have ended by their own day. Every day `find` is
    called with principal and today, and `see_to` with each right that was found and today, each in its own
    transaction. It answers whether anything was left to do. What has been seen to is not found again."""

    find: Callable[[int, date], Iterable[Any]]
    see_to: Callable[[Any, date], bool]


@dataclass(frozen=True)
class Extent:
    """What a loss would touch: assignments, given or promised, and whose they are."""

    assignments: int = 0
    people: frozenset[int] = frozenset()

    def __add__(self, other: Extent) -> Extent:
        return Extent(self.assignments + other.assignments, self.people | other.people)


Touched = Callable[[Loss], Extent]
"""What would be touched by the loss, for who is about to decide. Changes nothing."""

_effects: list[Effect] = []
_touched: list[Touched] = []
_returns: list[Return] = []
_running_out: list[RunningOut] = []


def register(effect: Effect) -> Effect:
    """A room above says what is to happen there, for an interim revocation as for a final one."""
    if effect not in _effects:
        _effects.append(effect)
    return effect


def register_touched(counter: Touched) -> None:
    """A room above says what a loss would touch there."""
    if counter not in _touched:
        _touched.append(counter)


def register_return(returned: Return) -> None:
    """A room above says how it undoes what it did."""
    if returned not in _returns:
        _returns.append(returned)


def register_running_out(room: RunningOut) -> None:
    """A room above says what it does when a right runs out by its own day."""
    if room not in _running_out:
        _running_out.append(room)


def rooms_of_running_out() -> list[RunningOut]:
    return list(_running_out)


def take_effect(loss: Loss) -> None:
    """Every room does its part, in the order of registration."""
    for effect in _effects:
        effect(loss)


def touched_by(loss: Loss) -> Extent:
    """The assignments, given or promised, that the loss would end. A person with several counts once."""
    return sum((counter(loss) for counter in _touched), Extent())


def waiting_for(interim: ProviderDecision) -> int:
    """How many persons have what the decision took neither back nor replaced by anything else."""
    return sum(each.waiting(interim) for each in _returns)


def give_back(interim: ProviderDecision, by: Actor, today: date) -> int:
    """The decision is as if it had never been: every room gives back what it took because of it."""
    return sum(each.give(interim, by, today) for each in _returns)
