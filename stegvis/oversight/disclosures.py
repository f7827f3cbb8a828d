"""What had been given out about somebody who becomes protected, told from the log of readings."""

from __future__ import annotations

from collections.abc import Iterator

from stegvis.oversight import words
from stegvis.oversight.extract import readings_of
from stegvis.registry.models import Person
from stegvis.registry.protection import Disclosure

SHOWN = 500
"""The latest. Whoever needs them all takes out the log."""


def told_by_the_log(person: Person) -> Iterator[Disclosure]:
    """Who has read, searched, exported or fetched something, apart from the person."""
    for reading in readings_of(person)[:SHOWN]:
        told = words.tell(reading)
        if not told.is_own:
            where = ", ".join(filter(None, (told.role, told.place)))
            yield Disclosure(told.at, told.who, where, told.what)
