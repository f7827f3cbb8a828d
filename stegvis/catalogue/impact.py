"""Whom a change of the catalogue would touch: rooms above that keep cases and grants count it.

Counts are given per unit and never name anybody: administrators do not see cases. Who works in the cases
finds a link to them on the intervention's page.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from stegvis.catalogue.models import Intervention, Terms
from stegvis.catalogue.rules import TermsContent
from stegvis.core.actor import Actor


@dataclass(frozen=True, slots=True)
class Change:
    """Terms that would hold from a day; without `content` the intervention would no longer be offered.

    `former` = the terms that would hold then otherwise; None when none would.
    """

    intervention: Intervention
    first_day: date
    former: Terms | None
    content: TermsContent | None


@dataclass(frozen=True, slots=True)
class Row:
    """The numbers of one unit, each with the name of its column."""

    label: str
    cells: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Counted:
    """One kind of thing that the change would touch, or leave alone, counted per unit."""

    title: str
    text: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    none: str = "Inga."


@dataclass(frozen=True, slots=True)
class Link:
    text: str
    url: str


Counter = Callable[[Change, Actor, date], Iterable[Counted]]
LinkSource = Callable[[Intervention, Actor, date], Iterable[Link]]
_counters: list[Counter] = []
_link_sources: list[LinkSource] = []


def register(counter: Counter) -> Counter:
    """Adds a count, with a constant number of queries."""
    _counters.append(counter)
    return counter


def register_links(source: LinkSource) -> LinkSource:
    _link_sources.append(source)
    return source


def counted(change: Change, actor: Actor, today: date) -> list[Counted]:
    return [each for counter in _counters for each in counter(change, actor, today)]


def links(intervention: Intervention, actor: Actor, today: date) -> list[Link]:
    return [link for source in _link_sources for link in source(intervention, actor, today)]
