"""May a case be opened, closed, taken up again, handed over?"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from stegvis.core.answers import Answer, Check

CLOSED_ALREADY = "Ärendet är avslutat. Återöppna det först."


@dataclass(frozen=True, slots=True)
class OpeningFacts:
    """`open_elsewhere` = how the person's open case is told about, empty when there is none."""

    birth_date: date
    open_elsewhere: str
    caseworker_in_unit: bool


def may_open(facts: OpeningFacts, opened_on: date, *, today: date) -> Answer:
    """May a case be opened for the person? One open case each; not before birth, not in the future."""
    return Answer.of(
        Check(not facts.open_elsewhere, facts.open_elsewhere, "personal_number"),
        Check(
            opened_on <= today,
            "Ett ärende kan inte öppnas i framtiden. Ange i dag eller tidigare.",
            "opened_on",
        ),
        Check(opened_on >= facts.birth_date, "Dagen är före personens födelsedag.", "opened_on"),
        Check(
            facts.caseworker_in_unit, "Handläggaren arbetar inte på enheten. Välj någon annan.", "caseworker"
        ),
    )


@dataclass(frozen=True, slots=True)
class ClosingFacts:
    """A case that may be closed. `last_event` = the latest day on which something was done in it."""

    opened_on: date
    is_open: bool
    last_event: date
    elsewhere: Iterable[Check] = ()


def may_close(facts: ClosingFacts, closed_on: date, *, note_needed: bool, note: str, today: date) -> Answer:
    """May the case be closed with `closed_on` as its last day? What runs elsewhere must be ended first."""
    if not facts.is_open:
        return Answer.no("Ärendet är redan avslutat.")
    return Answer.of(
        Check(closed_on <= today, "Ett ärende kan inte avslutas i framtiden.", "closed_on"),
        Check(
            closed_on >= facts.opened_on,
            f"Ärendet öppnades {facts.opened_on} och kan inte avslutas före dess.",
            "closed_on",
        ),
        Check(
            closed_on >= facts.last_event,
            f"Något gjordes i ärendet {facts.last_event}. Avsluta det den dagen eller senare.",
            "closed_on",
        ),
        Check(not note_needed or bool(note), "Skriv vad Övrigt betyder i det här ärendet.", "note"),
        *facts.elsewhere,
    )


@dataclass(frozen=True, slots=True)
class ReopeningFacts:
    closed_on: date | None
    has_other_open_case: bool


def may_reopen(facts: ReopeningFacts, *, today: date) -> Answer:
    """May a closed case be taken up again? Not when the person already has another open one."""
    if facts.closed_on is None:
        return Answer.no("Ärendet är öppet.")
    return Answer.of(
        Check(not facts.has_other_open_case, "Personen har ett annat öppet ärende. Arbeta i det i stället."),
        Check(facts.closed_on <= today, "Ärendet är avslutat längre fram i tiden."),
    )


@dataclass(frozen=True, slots=True)
class HandoverFacts:
    is_open: bool
    held_by: int | None


def may_hand_over(facts: HandoverFacts, to_user_id: int, *, works_in_unit: bool) -> Answer:
    """May the case be given to the user?"""
    return Answer.of(
        Check(facts.is_open, CLOSED_ALREADY),
        Check(works_in_unit, "Handläggaren arbetar inte på enheten. Välj någon annan.", "caseworker"),
        Check(facts.held_by != to_user_id, "Handläggaren har redan ärendet.", "caseworker"),
    )
