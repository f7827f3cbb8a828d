"""Where a deficiency was found: the visit, the control, or what a room above knows of.

Shown to those who control alone: it may point out who has told of it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.urls import reverse

from stegvis.providers.models import Deficiency


@dataclass(frozen=True)
class Origin:
    """What it is called, and the page to read more on."""

    text: str
    url: str


Source = Callable[[Deficiency], Origin | None]
_sources: list[Source] = []


def register(source: Source) -> None:
    _sources.append(source)


def origins_of(deficiency: Deficiency) -> list[Origin]:
    found = (source(deficiency) for source in _sources)
    return [*_own(deficiency), *(origin for origin in found if origin is not None)]


def _own(deficiency: Deficiency) -> Iterator[Origin]:
    if deficiency.visit is not None:
        visit = deficiency.visit
        yield Origin(f"Kvalitetsbesök {visit.held_on or visit.planned_on}", visit.get_absolute_url())
    if deficiency.control_task is not None:
        task = deficiency.control_task
        yield Origin(f"Kontroll {task.done_on}", reverse("do_control", args=[task.pk]))
