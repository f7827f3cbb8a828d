"""What rooms above must have ended before a case may be closed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date

from stegvis.casework.models import Case
from stegvis.core.answers import Check

ClosingCheck = Callable[[Case, date], Iterable[Check]]
_checks: list[ClosingCheck] = []


def register(check: ClosingCheck) -> ClosingCheck:
    """Adds a condition: from a case and its last day to checks, with a constant number of queries."""
    _checks.append(check)
    return check


def checks(case: Case, closed_on: date) -> Iterator[Check]:
    """All conditions for closing the case with `closed_on` as its last day."""
    for check in _checks:
        yield from check(case, closed_on)
