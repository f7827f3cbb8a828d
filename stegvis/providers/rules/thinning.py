"""How long an application that was begun by a link and never sent in is kept.

Our own choice: three months, as nobody but who began it reads it, and it names a person. The letter comes two
weeks before.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final

KEPT: Final = timedelta(days=90)
"""Counted from the day somebody last wrote in it."""
NOTICE: Final = timedelta(days=14)


def goes_on(touched_on: date, told_on: date | None = None) -> date:
    """The day when the draft is removed if nobody writes in it. Whoever is told late has the whole notice."""
    last = touched_on + KEPT
    return last if told_on is None else max(last, told_on + NOTICE)


def is_to_be_told(touched_on: date, told_on: date | None, *, today: date) -> bool:
    return told_on is None and today >= touched_on + KEPT - NOTICE


def is_to_go(touched_on: date, told_on: date | None, *, was_withdrawn: bool, today: date) -> bool:
    """Nobody loses a draft unasked; who has taken it back has said so."""
    if told_on is None and not was_withdrawn:
        return False
    return today >= goes_on(touched_on, told_on)
