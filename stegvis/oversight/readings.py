"""Writes down who has read what (domain: every reading of a person's record is logged)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from django.conf import settings

from stegvis.core import clock
from stegvis.core.actor import Actor
from stegvis.core.database import scope
from stegvis.core.readings import Kind, Note, Visit
from stegvis.oversight.models import Reading

WAYS_TO_A_CASE = ((), ("case",), ("assignment", "case"))
"""From a case itself, from a row of a case, and from a row of an assignment."""

ABOUT_PEOPLE_ONLY = frozenset({Kind.SHOWN, Kind.PRINTED, Kind.DOWNLOADED})
"""Opening what is about no person is no reading. A search or an export that found nobody is."""


def write(notes: Sequence[Note], visit: Visit) -> None:
    """All of a request's notes, or none of them.

    The heads of the chains are locked in one order, so that two requests never wait for each other. Whoever
    has to wait too long for a head gets no page.
    """
    within = scope.Scope(principal_id=notes[0].actor.principal_id)
    with scope.within(within, lock_timeout=f"{settings.LOCK_SECONDS}s"):
        rows = sorted(_rows(notes, visit), key=lambda row: row.unit_id or 0)
        Reading.objects.bulk_create(rows)


def _rows(notes: Sequence[Note], visit: Visit) -> Iterator[Reading]:
    for note in notes:
        row = _row(note, visit)
        if row.person_id is not None or row.person_ids or note.kind not in ABOUT_PEOPLE_ONLY:
            yield row


def _row(note: Note, visit: Visit) -> Reading:
    actor = note.actor
    case = case_of(note.record)
    unit_id = case.unit_id if case is not None else min(actor.unit_ids, default=None)
    return Reading(
        at=clock.now(),
        principal_id=actor.principal_id,
        unit_id=unit_id,
        user_id=actor.user_id,
        impersonator_id=actor.impersonator_id,
        roles=",".join(sorted(actor.roles)),
        seat_unit_id=_seat_unit(actor, unit_id),
        provider_id=actor.provider_id,
        kind=note.kind,
        what=note.what,
        person_id=person_of(note.record),
        person_ids=list(note.person_ids),
        case_id=case.pk if case is not None else None,
        assignment_id=_assignment_of(note.record),
        in_emergency=case is not None and case.pk in actor.opened_case_ids,
        detail=note.detail,
        request_id=visit.request_id,
        address=visit.address,
    )


def _seat_unit(actor: Actor, unit_id: int | None) -> int | None:
    """The reader's own unit: the case's when it is one of them."""
    return unit_id if unit_id in actor.unit_ids else min(actor.unit_ids, default=None)


def case_of(record: Any) -> Any:
    """The case that a record belongs to, by the first way that leads to one."""
    for way in WAYS_TO_A_CASE:
        found = record
        for name in way:
            found = getattr(found, name, None)
        if _is(found, "casework.Case"):
            return found
    return None


def person_of(record: Any) -> int | None:
    """The person that a record is about: itself, named in it, or its case's."""
    if record is None:
        return None
    if _is(record, "registry.Person"):
        return int(record.pk)
    about = getattr(record, "person_id", None)
    if about is None:
        about = getattr(case_of(record), "person_id", None)
    return None if about is None else int(about)


def _assignment_of(record: Any) -> int | None:
    if _is(record, "assignments.Assignment"):
        return int(record.pk)
    return getattr(record, "assignment_id", None)


def _is(record: Any, label: str) -> bool:
    return record is not None and record._meta.label == label
