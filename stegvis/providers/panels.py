"""What is shown on a provider's page, and which steps it offers: each part registers itself.

The page is put together here, so that control, quality or results add themselves in their `wiring` and the
page does not grow.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from stegvis.core.actor import Actor
from stegvis.core.steps import Step
from stegvis.providers.models import Provider


@dataclass(frozen=True)
class Panel:
    """A card of the page: its heading, the template of its inside and what that needs. `note` stands beside
    the heading."""

    title: str
    template: str
    context: dict[str, Any]
    note: str = ""


PanelSource = Callable[[Provider, Actor, date], Panel | None]
StepSource = Callable[[Provider, Actor, date], Iterable[Step]]

_panels: list[tuple[int, PanelSource]] = []
_steps: list[StepSource] = []


def register_panel(place: int, source: PanelSource) -> None:
    """Adds a part of the page; a lower place comes higher up. None = nothing to show to this actor."""
    _panels.append((place, source))
    _panels.sort(key=lambda each: each[0])


def register_steps(source: StepSource) -> None:
    """Adds buttons. A source yields only what the actor's role can ever do; its answer says if it can now."""
    _steps.append(source)


def panels(provider: Provider, actor: Actor, today: date) -> list[Panel]:
    found = (source(provider, actor, today) for _, source in _panels)
    return [panel for panel in found if panel is not None]


def steps(provider: Provider, actor: Actor, today: date) -> list[Step]:
    """What the page offers: first what can be done, the awaited step at the top."""
    found = [step for source in _steps for step in source(provider, actor, today)]
    return sorted(found, key=lambda step: (not step.allowed, not step.main))
