"""The main road of a case as stages; rooms above put in their own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from stegvis.casework.models import Case
from stegvis.core.parts import Stage


@dataclass(frozen=True, slots=True)
class Milestone:
    """One stage: whether it has been passed, and a word about it. `needed` False leaves it out."""

    title: str
    passed: bool
    note: str = ""
    needed: bool = True


MilestoneSource = Callable[[Case, date], Milestone]
_sources: list[tuple[int, MilestoneSource]] = []


def register(place: int, source: MilestoneSource) -> None:
    """Adds a stage; a lower place comes earlier. Casework has 10–40 (to the choice) and 80–90 (the end)."""
    _sources.append((place, source))
    _sources.sort(key=lambda each: each[0])


def road(case: Case, today: date) -> list[Stage]:
    """The stages in order: those passed, the first that is not, and those that lie ahead."""
    milestones = [source(case, today) for _, source in _sources]
    wanted = [milestone for milestone in milestones if milestone.needed]
    if not case.is_open:
        wanted = _without_what_never_came(wanted)
    current = next((milestone for milestone in wanted if not milestone.passed), None)
    return [Stage(each.title, _state(each, current), each.note) for each in wanted]


def _without_what_never_came(milestones: list[Milestone]) -> list[Milestone]:
    """A closed case no longer waits for what it never reached: only what comes after its end lies ahead."""
    last = max((place for place, milestone in enumerate(milestones) if milestone.passed), default=0)
    return [milestone for place, milestone in enumerate(milestones) if milestone.passed or place > last]


def _state(milestone: Milestone, current: Milestone | None) -> str:
    if milestone.passed:
        return "done"
    return "current" if milestone is current else "ahead"
