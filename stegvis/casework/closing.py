"""What rooms above must have ended before a case may be closed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from stegvis.casework.models import Case
from stegvis.core.answers import Check


@dataclass(frozen=True, slots=True)
class Matter:
    """Something still open in a case: how many, where it is seen to, and what becomes of it.

    What `blocks` has a check of its own beside it, which refuses; the rest is told before the case is closed.
    """

    title: str
    count: int
    url: str = ""
    note: str = ""
    blocks: bool = False


MatterSource = Callable[[Case, date], Iterable[Matter]]
ClosingCheck = Callable[[Case, date], Iterable[Check]]
_checks: list[ClosingCheck] = []
_matters: list[MatterSource] = []


def register(check: ClosingCheck) -> ClosingCheck:
    """Adds a condition: from a case and its last day to checks, with a constant number of queries."""
    _checks.append(check)
    return check


def checks(case: Case, closed_on: date) -> Iterator[Check]:
    """All conditions for closing the case with `closed_on` as its last day."""
    for check in _checks:
        yield from check(case, closed_on)


def register_matters(source: MatterSource) -> MatterSource:
    """Adds a source of what may be open, with a constant number of queries. A count of 0 is left out."""
    _matters.append(source)
    return source


def matters(case: Case, today: date) -> list[Matter]:
    """Everything still open in the case, what must be ended first on top."""
    found = [matter for source in _matters for matter in source(case, today) if matter.count]
    return sorted(found, key=lambda matter: not matter.blocks)
