"""The parts of a case that have pages of their own, and the way between them; rooms above add theirs."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse

from stegvis.casework.models import Case


@dataclass(frozen=True, slots=True)
class Section:
    """One part of the case. `url_name` takes the key of the case; `place` says where among the others."""

    place: int
    title: str
    url_name: str


@dataclass(frozen=True, slots=True)
class Link:
    title: str
    url: str
    is_current: bool


_sections: list[Section] = [Section(0, "Översikt", "case")]


def register(place: int, title: str, url_name: str) -> None:
    _sections.append(Section(place, title, url_name))
    _sections.sort(key=lambda section: section.place)


def links(case: Case, current: str) -> list[Link]:
    """To every part of the case; `current` = the name of the address that is shown."""
    return [
        Link(section.title, reverse(section.url_name, args=[case.pk]), section.url_name == current)
        for section in _sections
    ]
