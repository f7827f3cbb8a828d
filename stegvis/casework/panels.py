"""What rooms above show on the case page, and which steps they offer there."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from stegvis.casework.models import Case
from stegvis.core.actor import Actor
from stegvis.core.steps import Step


@dataclass(frozen=True)
class Panel:
    """A part of the case page: a template and what it needs."""

    template: str
    context: dict[str, Any]


PanelSource = Callable[[Case, Actor, date], Panel | None]
StepSource = Callable[[Case, Actor, date], Iterable[Step]]

_panels: list[PanelSource] = []
_steps: list[StepSource] = []


def register_panel(source: PanelSource) -> PanelSource:
    _panels.append(source)
    return source


def register_steps(source: StepSource) -> StepSource:
    _steps.append(source)
    return source


def panels(case: Case, actor: Actor, today: date) -> list[Panel]:
    found = (source(case, actor, today) for source in _panels)
    return [panel for panel in found if panel is not None]


def available(case: Case, actor: Actor, today: date) -> list[Step]:
    """Every step that can be thought of in the case, with its answer; the awaited ones first."""
    steps = [step for source in _steps for step in source(case, actor, today)]
    return sorted(steps, key=lambda step: (not step.allowed, not step.main))
