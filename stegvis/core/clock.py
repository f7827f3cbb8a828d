"""The one clock of the house. Rules never read it: they are given `today`.

Tests stop it with `frozen`; the demo sets it to the day its data was taken, with `set_clock` or the
environment variable STEGVIS_TODAY (YYYY-MM-DD).
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

SWEDEN = ZoneInfo("Europe/Stockholm")
NOON = time(12)

# For the whole process and not per thread: a test that stops the clock must also stop it for the
# web server it has started in another thread. Replacing the reference is atomic.
_set_to: date | datetime | None = None


def today() -> date:
    """The day in Sweden."""
    return now().date()


def now() -> datetime:
    """The moment, aware, in Swedish time."""
    moment = datetime.now(SWEDEN)
    if _set_to is None:
        return moment
    if isinstance(_set_to, datetime):
        return _set_to
    return datetime.combine(_set_to, moment.time(), SWEDEN)


def set_clock(to: date | datetime | None) -> None:
    """Set the clock for the whole process; None lets it run freely again.

    After a date the day stands still while the hours go on, so that what happens keeps its order.
    After a datetime (aware, or naive in Swedish time) the moment itself stands still.
    """
    global _set_to  # noqa: PLW0603 - the one clock of the process
    _set_to = _in_sweden(to) if isinstance(to, datetime) else to


def is_set() -> bool:
    """Does the process live in another day than everybody else?"""
    return _set_to is not None


@contextmanager
def frozen(at: date | datetime) -> Iterator[None]:
    """Stop the clock, at noon when only the day is given, and let it be as it was afterwards."""
    before = _set_to
    set_clock(at if isinstance(at, datetime) else datetime.combine(at, NOON))
    try:
        yield
    finally:
        set_clock(before)


def _in_sweden(moment: datetime) -> datetime:
    return moment.replace(tzinfo=SWEDEN) if moment.tzinfo is None else moment.astimezone(SWEDEN)


def _day_from_environment() -> date | None:
    day = os.environ.get("STEGVIS_TODAY")
    return date.fromisoformat(day) if day else None


set_clock(_day_from_environment())
