"""The timeline of a case: each step that has been taken, told from the rows themselves.

Rooms above add their own sources, so that the timeline can never say anything else than what is stored.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from stegvis.casework.models import Case
from stegvis.core.parts import TimelineEntry as Entry

__all__ = ["Entry", "register", "timeline"]

Source = Callable[[Case], Iterable[Entry]]
_sources: list[Source] = []


def register(source: Source) -> Source:
    """Adds a source: a function from a case to its entries, with a constant number of queries."""
    _sources.append(source)
    return source


def timeline(case: Case) -> list[Entry]:
    """All entries, the latest first; on the same day in the order of the road, the last step on top."""
    entries = [entry for source in _sources for entry in source(case)]
    return sorted(entries, key=lambda entry: entry.on)[::-1]
