"""The journal: when a note may be written, changed, signed and added to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from stegvis.core.answers import Answer, Check

OPEN_FOR_CHANGE = timedelta(hours=24)
"""How long the writer may change a note. After that others may have acted on what stands there."""

LOCKED = "Anteckningen är låst. Skriv ett tillägg i stället."
ADDED_TO = "Någon har skrivit ett tillägg till anteckningen. Skriv ett tillägg du också."
ANOTHERS = "Bara den som skrev anteckningen kan ändra den. Skriv ett tillägg i stället."


def locks_at(written_at: datetime) -> datetime:
    """The moment at which a note that nobody has signed is locked by itself."""
    return written_at + OPEN_FOR_CHANGE


def is_locked(written_at: datetime, signed_at: datetime | None, now: datetime) -> bool:
    """Is the note locked: signed, or a day old? It holds also before anything has marked it as signed."""
    return signed_at is not None or now >= locks_at(written_at)


@dataclass(frozen=True, slots=True)
class NoteFacts:
    """A note as it stands, and whether the one who asks wrote it."""

    written_at: datetime
    signed_at: datetime | None
    is_own: bool
    has_addenda: bool = False

    def locked(self, now: datetime) -> bool:
        return is_locked(self.written_at, self.signed_at, now)


def may_be_dated(happened_on: date, *, opened_on: date, today: date) -> Answer:
    """May a note say that it happened on the day? What was before the case belongs in its assessment."""
    return Answer.of(
        Check(
            happened_on <= today,
            "Det kan inte ha hänt i framtiden. Ange i dag eller tidigare.",
            "happened_on",
        ),
        Check(
            happened_on >= opened_on,
            f"Ärendet öppnades {opened_on}. Ange den dagen eller senare.",
            "happened_on",
        ),
    )


def may_change(facts: NoteFacts, *, now: datetime) -> Answer:
    """May the note be changed? Its writer may, until it is locked or somebody has added to it."""
    return may_sign(facts, now=now) & Answer.of(Check(not facts.has_addenda, ADDED_TO))


def may_sign(facts: NoteFacts, *, now: datetime) -> Answer:
    """May the note be locked by hand? Its writer may, once."""
    return Answer.of(
        Check(facts.is_own, ANOTHERS),
        Check(not facts.locked(now), LOCKED),
    )


def may_add(facts: NoteFacts, *, now: datetime) -> Answer:
    """May something be added? Others may at once; the writer changes the note itself as long as he can."""
    return Answer.of(
        Check(
            not may_change(facts, now=now),
            "Anteckningen är inte låst än. Ändra den i stället, eller underteckna den först.",
        )
    )
