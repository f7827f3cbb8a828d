"""What rooms above show on the case page, and which steps they offer there."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Any

from stegvis.casework.models import Case
from stegvis.core.actor import Actor
from stegvis.core.steps import Step


@dataclass(frozen=True)
class Panel:
    """A part of the case page: a template and what it needs."""

    template: str
    context: dict[str, Any]


class Group(StrEnum):
    """The headings under which the case page gathers what can be done, in this order."""

    INVESTIGATE = "Utred och följ"
    DECIDE = "Besluta"
    WRITE = "Skriv och bifoga"
    MANAGE = "Ärendet och personen"


PanelSource = Callable[[Case, Actor, date], Panel | None]
StepSource = Callable[[Case, Actor, date], Iterable[Step]]

_panels: list[tuple[int, PanelSource]] = []
_steps: list[tuple[Group, StepSource]] = []


def register_panel(place: int, source: PanelSource) -> None:
    """Adds a part of the case page; a lower place comes higher up."""
    _panels.append((place, source))
    _panels.sort(key=lambda each: each[0])


def register_steps(source: StepSource, group: Group = Group.MANAGE) -> None:
    """Adds steps, under the heading `group` where they do not say another themselves."""
    _steps.append((group, source))


def panels(case: Case, actor: Actor, today: date) -> list[Panel]:
    found = (source(case, actor, today) for _, source in _panels)
    return [panel for panel in found if panel is not None]


def available(case: Case, actor: Actor, today: date) -> list[Step]:
    """Every step that can be thought of in the case, with its answer: the awaited ones first, the others by
    heading."""
    steps = [
        step if step.group else replace(step, group=group)
        for group, source in _steps
        for step in source(case, actor, today)
    ]
    headings = list(Group)
    return sorted(
        steps, key=lambda step: (not step.allowed, not step.main, headings.index(Group(step.group)))
    )
