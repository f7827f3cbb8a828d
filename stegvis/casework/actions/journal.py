"""Write in the journal: a note, a change of it while it is open, its signing, an addendum."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta

from django.db.models import F

from stegvis.casework.models import Case, JournalAddendum, JournalNote
from stegvis.casework.permissions import may_work_in
from stegvis.casework.record_steps import can_add, can_change, can_sign
from stegvis.casework.rules.journal import OPEN_FOR_CHANGE, may_be_dated
from stegvis.core.actor import Actor
from stegvis.core.answers import Answer, Check, Stale
from stegvis.core.locking import locked
from stegvis.core.refusals import database_refusals

CHANGED_MEANWHILE = (
    "Anteckningen har sparats i ett annat fönster sedan du öppnade den. Jämför de två texterna nedan."
)


PRESSED_TWICE = timedelta(minutes=10)
"""The same words by the same writer so soon after are a button pressed twice."""
WRITTEN_ALREADY = "Anteckningen är redan sparad."


@dataclass(frozen=True, slots=True)
class NoteText:
    """What the writer has filled in."""

    kind: str
    happened_on: date
    heading: str
    text: str

    def is_complete(self) -> Answer:
        return Answer.of(
            Check(self.kind in JournalNote.Kind.values, "Välj vad det gäller.", "kind"),
            Check(bool(self.heading.strip()), "Skriv en rubrik.", "heading"),
            Check(bool(self.text.strip()), "Skriv vad som hände eller sades.", "text"),
        )


def write_note(case: Case, note: NoteText, *, by: Actor, now: datetime, sign: bool = False) -> JournalNote:
    """Puts a note into the journal; with `sign` it is locked at once."""
    may_work_in(by, case).or_refuse()
    said = {**asdict(note), "written_by_id": by.user_id}
    with locked(case) as current:
        just_now = current.notes.filter(**said, written_at__gt=now - PRESSED_TWICE)
        (_may_say(note, current, now) & Answer.of(Check(not just_now.exists(), WRITTEN_ALREADY))).or_refuse()
        with database_refusals():
            return JournalNote.objects.create(
                principal_id=current.principal_id,
                case=current,
                **said,
                written_at=now,
                signed_at=now if sign else None,
            )


def change_note(
    written: JournalNote, note: NoteText, *, revision: int, by: Actor, now: datetime, sign: bool = False
) -> JournalNote:
    """Changes an open note. `revision` is the one that the writer saw.

    Raises Stale when it has been saved since in another window: nothing typed in either is lost.
    """
    may_work_in(by, written.case).or_refuse()
    with locked(written) as current:
        can_change(current, by, now).or_refuse()
        _may_say(note, current.case, now).or_refuse()
        if current.revision != revision:
            raise Stale(CHANGED_MEANWHILE)
        current.kind = note.kind
        current.happened_on = note.happened_on
        current.heading = note.heading
        current.text = note.text
        current.revision += 1
        current.signed_at = now if sign else None
        with database_refusals():
            current.save(update_fields=["kind", "happened_on", "heading", "text", "revision", "signed_at"])
    return current


def sign_note(written: JournalNote, *, revision: int, by: Actor, now: datetime) -> JournalNote:
    """Locks the note for good, as the writer has read it."""
    may_work_in(by, written.case).or_refuse()
    with locked(written) as current:
        can_sign(current, by, now).or_refuse()
        if current.revision != revision:
            raise Stale("Anteckningen har ändrats sedan du läste den. Läs den igen och underteckna sedan.")
        current.signed_at = now
        with database_refusals():
            current.save(update_fields=["signed_at"])
    return current


def add_to_note(written: JournalNote, text: str, *, by: Actor, now: datetime) -> JournalAddendum:
    """Adds a correction, or what has been learnt since. The note itself stays as it is."""
    may_work_in(by, written.case).or_refuse()
    with locked(written) as current:
        (
            can_add(current, by, now)
            & Answer.of(
                Check(bool(text.strip()), "Skriv vad du vill lägga till.", "text"),
                Check(not _is_added(current, text, by), "Tillägget finns redan."),
            )
        ).or_refuse()
        with database_refusals():
            return JournalAddendum.objects.create(
                principal_id=current.principal_id,
                note=current,
                text=text,
                written_by_id=by.user_id,
                written_at=now,
            )


def _is_added(note: JournalNote, text: str, by: Actor) -> bool:
    return note.addenda.filter(text=text, written_by_id=by.user_id).exists()


def lock_old_notes(principal_id: int, now: datetime) -> int:
    """Marks the notes that have been locked by their age, so that the database guards them too. How many.

    The mark is the moment at which the note was locked, whenever this runs.
    """
    old = JournalNote.objects.filter(principal_id=principal_id).unsigned()
    return old.written_before(now - OPEN_FOR_CHANGE).update(signed_at=F("written_at") + OPEN_FOR_CHANGE)


def _may_say(note: NoteText, case: Case, now: datetime) -> Answer:
    dated = may_be_dated(note.happened_on, opened_on=case.opened_on, today=now.date())
    return note.is_complete() & dated
