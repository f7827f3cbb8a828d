"""Writes down who has read a person's record (law on access control: every showing, not only changes)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import transaction

from stegvis.core import readings
from stegvis.core.readings import Note, Visit
from stegvis.oversight.models import Reading

WAYS_TO_A_PERSON = (("person_id",), ("case", "person_id"), ("assignment", "person_id"))


def write(notes: Sequence[Note], visit: Visit) -> None:
    """All of a request's notes, or none of them."""
    with transaction.atomic():
        Reading.objects.bulk_create([_row(note, person) for note in notes for person in _people(note)])


def _people(note: Note) -> list[int]:
    about = person_of(note.record)
    return [about] if about is not None else list(note.person_ids)


def _row(note: Note, person_id: int) -> Reading:
    return Reading(
        principal_id=note.actor.principal_id,
        user_id=note.actor.user_id,
        roles=",".join(sorted(note.actor.roles)),
        person_id=person_id,
        what=note.what,
    )


def person_of(record: Any) -> int | None:
    """The person that a record is about, by the first way that leads to one."""
    for way in WAYS_TO_A_PERSON:
        value = record
        for name in way:
            value = getattr(value, name, None)
        if value is not None:
            return int(value)
    return None


def listen() -> None:
    readings.register_writer(write)
