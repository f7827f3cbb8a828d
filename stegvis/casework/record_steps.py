"""What can be done in the record of a case: its journal."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from django.urls import reverse

from stegvis.casework.models import Case, JournalNote
from stegvis.casework.permissions import may_work_in
from stegvis.casework.rules import journal
from stegvis.core.actor import Actor
from stegvis.core.answers import Answer
from stegvis.core.steps import Step


def steps_in_record(case: Case, actor: Actor, today: date) -> Iterable[Step]:
    yield Step(
        "write_note", "Skriv i journalen", reverse("write_note", args=[case.pk]), may_work_in(actor, case)
    )
    yield Step(
        "print_record", "Skriv ut akten", reverse("print_record", args=[case.pk]), may_work_in(actor, case)
    )


def note_facts(note: JournalNote, actor: Actor) -> journal.NoteFacts:
    return journal.NoteFacts(
        note.written_at,
        note.signed_at,
        is_own=note.written_by_id == actor.user_id,
        has_addenda=bool(note.addenda.all()),
    )


def can_change(note: JournalNote, actor: Actor, now: datetime) -> Answer:
    """Its writer, as long as he works in the case and the note is not locked."""
    return may_work_in(actor, note.case) & journal.may_change(note_facts(note, actor), now=now)


def can_sign(note: JournalNote, actor: Actor, now: datetime) -> Answer:
    """Its writer: nobody else can say that it is finished."""
    return may_work_in(actor, note.case) & journal.may_sign(note_facts(note, actor), now=now)


def can_add(note: JournalNote, actor: Actor, now: datetime) -> Answer:
    """Everybody who works in the case."""
    return may_work_in(actor, note.case) & journal.may_add(note_facts(note, actor), now=now)
