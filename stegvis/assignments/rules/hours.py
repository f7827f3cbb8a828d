"""How many hours a week are expected of a person (domain: full time and capacity)."""

from __future__ import annotations

from fractions import Fraction

from stegvis.core.answers import Check
from stegvis.core.numbers import rounded_half_away

FULL_CAPACITY = 100
MOST_HOURS = 60
"""More than this in a week is a slip of the pen."""


def expected_hours(capacity_percent: int | None, full_time: int) -> int:
    """Hours a week, whole, for a capacity of 0–100 percent; full time where it is not known."""
    capacity = FULL_CAPACITY if capacity_percent is None else capacity_percent
    return rounded_half_away(Fraction(full_time * capacity, FULL_CAPACITY))


def reason_for_fewer(hours: int, expected: int, because: str, field: str) -> Check:
    """Fewer hours than expected need a written reason."""
    return Check(
        hours >= expected or bool(because.strip()),
        f"{hours} timmar är färre än de {expected} timmar i veckan som förmågan motsvarar. Skriv varför.",
        field,
    )
