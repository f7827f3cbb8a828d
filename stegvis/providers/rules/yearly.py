"""The provider's yearly report of its quality: who owes one, when, and what it must hold."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from enum import StrEnum

from stegvis.core.answers import Answer, Check
from stegvis.core.period import Period
from stegvis.providers.rules.questions import Question, unanswered

DUE_MONTH, DUE_DAY = 3, 31
"""The last day of March, when the accounts of the year before are usually closed."""
LONGEST_COMMENT = 5_000


class Status(StrEnum):
    """How far the report of a year has come."""

    READ = "read"
    SENT = "sent"
    LATE = "late"
    DRAFT = "draft"
    NOTHING = "nothing"


def year_of(year: int) -> Period:
    return Period(date(year, 1, 1), date(year + 1, 1, 1))


def due_on(year: int) -> date:
    """The last day to send the report of the year."""
    return date(year + 1, DUE_MONTH, DUE_DAY)


def latest_year(today: date) -> int:
    """The latest year that is over."""
    return today.year - 1


def owes(authorised: Iterable[Period], year: int) -> bool:
    """Whoever had its right on any day of the year tells of the year."""
    return any(period.overlaps(year_of(year)) for period in authorised)


def may_write(
    authorised: Iterable[Period], year: int, *, is_sent: bool, has_template: bool, today: date
) -> Answer:
    """May the report of the year be written in?"""
    return Answer.of(
        Check(year <= latest_year(today), f"År {year} är inte slut. Skriv rapporten efter nyår."),
        Check(
            owes(authorised, year),
            f"Ni var inte auktoriserade under {year} och ska inte lämna någon rapport.",
        ),
        Check(not is_sent, "Rapporten är inskickad och kan inte ändras."),
        Check(has_template, "Kommunen har ingen mall för rapporten än. Hör av dig till kvalitetsansvarig."),
    )


def may_send(questions: Sequence[Question], answers: Mapping[str, object]) -> Answer:
    """Everything is answered."""
    missing = unanswered(questions, answers)
    return Answer.of(*(Check(False, "Svara på frågan.", f"q_{question.code}") for question in missing))


def may_read(*, is_sent: bool, is_read: bool) -> Answer:
    """A report is answered once, when it has been sent."""
    return Answer.of(
        Check(is_sent, "Rapporten är inte inskickad."),
        Check(not is_read, "Rapporten är redan läst och besvarad."),
    )


def status(*, is_begun: bool, is_sent: bool, is_read: bool, year: int, today: date) -> Status:
    if is_read:
        return Status.READ
    if is_sent:
        return Status.SENT
    if today > due_on(year):
        return Status.LATE
    return Status.DRAFT if is_begun else Status.NOTHING
