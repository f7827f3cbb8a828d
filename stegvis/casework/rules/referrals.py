"""May a referral be registered, and what may come of it?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from stegvis.core.answers import Answer, Check

ANSWERED = "Hänvisningen är redan besvarad. Läs in sidan igen."


@dataclass(frozen=True, slots=True)
class NewReferral:
    """What is told when a referral comes in."""

    from_another: bool
    """Neither from a known authority nor from the person."""
    sender: str
    asks_for: str
    received_on: date
    is_registered_already: bool
    """The same words from the same sender on the same day, about the same person, await an answer."""


def may_register(referral: NewReferral, *, today: date) -> Answer:
    return Answer.of(
        Check(referral.received_on <= today, "Ange i dag eller en tidigare dag.", "received_on"),
        Check(bool(referral.asks_for.strip()), "Skriv vad som önskas.", "asks_for"),
        Check(
            bool(referral.sender.strip()) or not referral.from_another, "Skriv vem som hänvisar.", "sender"
        ),
        Check(
            not referral.is_registered_already, "Samma hänvisning är redan registrerad. Den finns i inflödet."
        ),
    )


def may_answer(*, is_answered: bool) -> Answer:
    """A referral is answered once."""
    return Answer.of(Check(not is_answered, ANSWERED))


def may_take_up(*, is_answered: bool, is_the_persons: bool, is_open: bool) -> Answer:
    """May it be taken up in the case?"""
    return may_answer(is_answered=is_answered) & Answer.of(
        Check(is_the_persons, "Ärendet gäller en annan person."),
        Check(is_open, "Ärendet är avslutat. Återöppna det, eller öppna ett nytt."),
    )


def may_turn_down(*, is_answered: bool, reason: str) -> Answer:
    return may_answer(is_answered=is_answered) & Answer.of(
        Check(bool(reason.strip()), "Skriv varför, så att avsändaren kan få veta det.", "reason")
    )
