"""Writes down who has read a person's record (law on access control: every showing, not only changes)."""

from __future__ import annotations

from typing import Any

from stegvis.core.actor import Actor
from stegvis.core.pages import record_shown
from stegvis.oversight.models import Reading

WAYS_TO_A_PERSON = (("person_id",), ("case", "person_id"), ("assignment", "person_id"))


def log_reading(*, actor: Actor, record: Any, what: str, **_: Any) -> None:
    """One row when the record is about a person; none for records about organisations or money in general."""
    person_id = person_of(record)
    if person_id is not None:
        Reading.objects.create(
            principal_id=actor.principal_id,
            user_id=actor.user_id,
            roles=",".join(sorted(actor.roles)),
            person_id=person_id,
            what=what,
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
    record_shown.connect(log_reading, dispatch_uid="oversight.log_reading")
