"""Words for the states and steps of an assignment, as pages show them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from stegvis.core.numbers import format_decimal
from stegvis.core.parts import Tone
from stegvis.core.period import Period

PROGRESS = {
    1: "1 – Längre från målen än förut",
    2: "2 – Ingen förändring",
    3: "3 – Några steg framåt",
    4: "4 – Tydliga steg framåt",
    5: "5 – Målen är nådda",
}
"""The scale of progress in a monthly report, the same for every assignment so that months can be compared."""


@dataclass(frozen=True, slots=True)
class Status:
    text: str
    tone: Tone


def status_on(period: Period, today: date, *, is_called_off: bool) -> Status:
    """Is the assignment coming, running or over, or was it called off before it began?"""
    if is_called_off:
        return Status("Inställt", Tone.NEUTRAL)
    if today < period.start:
        return Status("Kommande", Tone.INFO)
    if period.contains(today):
        return Status("Pågår", Tone.SUCCESS)
    return Status("Avslutat", Tone.NEUTRAL)


WEEKDAYS = ("måndag", "tisdag", "onsdag", "torsdag", "fredag", "lördag", "söndag")


def name_of(day: date) -> str:
    """A day of a month that is known: `måndag 2`."""
    return f"{WEEKDAYS[day.weekday()]} {day.day}"


def in_hours(minutes: int) -> str:
    """Minutes as hours without needless decimals: `6`, `6,5`; empty when there are none."""
    return format_decimal(Decimal(minutes) / 60, 2).rstrip("0").rstrip(",") if minutes else ""
