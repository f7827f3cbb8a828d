"""What several parts of one page ask about the same row, asked of the database once."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

Answer = TypeVar("Answer")


def once(row: object, name: str, read: Callable[[], Answer]) -> Answer:
    """What `read` answers, kept with the row for as long as the page has it.

    For showing alone: an action reads again under its lock.
    """
    kept: dict[str, Answer] = vars(row).setdefault("_asked_once", {})
    if name not in kept:
        kept[name] = read()
    return kept[name]
