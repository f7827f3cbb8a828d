"""Readings as the tests need them: by whom, of whom, when."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from stegvis.core import clock, readings
from stegvis.core.clock import SWEDEN
from stegvis.core.readings import Kind


def in_march(day: int, hour: int, minute: int = 0) -> datetime:
    """In Sweden, in the builders' month."""
    return datetime(2026, 3, day, hour, minute, tzinfo=SWEDEN)


MONDAY = in_march(16, 10)


def reads(
    seat: Any, record: Any, *, at: datetime = MONDAY, kind: Kind = Kind.SHOWN, what: str = "case", **more: Any
) -> None:
    """`seat` reads `record` at the moment given."""
    with clock.frozen(at):
        readings.note(seat.actor, kind, what=what, record=record, **more)
