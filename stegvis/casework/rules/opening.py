"""May a case be opened, closed, taken up again, handed over?"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from stegvis.core.answers import Answer, Check

CLOSED_ALREADY = "Ärendet är avslutat. Återöppna det först."


@dataclass(frozen=True, slots=True)
class OpeningFacts:
    """`open_elsewhere` = how the person's open case is told about, empty when there is none.

    `last_day_before` = the last day of the person's latest closed case; `is_hidden` = the actor may not know
    who the person is, and so not that there has been a case either.
    """

    birth_date: date
    open_elsewhere: str
    caseworker_in_unit: bool
    last_day_before: date | None = None
    is_hidden: bool = False


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
            facts.last_day_before is None or opened_on > facts.last_day_before,
            _told_of_earlier(facts),
            "opened_on",
        ),
        Check(
            facts.caseworker_in_unit, "Handläggaren arbetar inte på enheten. Välj någon annan.", "caseworker"
        ),
    )


def _told_of_earlier(facts: OpeningFacts) -> str:
    """A day belongs to one case of a person at the most: counted in two it would be counted twice."""
    if facts.is_hidden:
        return "Ärendet kan inte öppnas den dagen. Välj en senare dag."
    return (
        f"Personen hade ett ärende till och med {facts.last_day_before}. "
        "Öppna det nya dagen efter eller senare, eller återöppna det gamla."
    )


@dataclass(frozen=True, slots=True)
class ClosingFacts:
    """A case that may be closed. `last_event` = the latest day on which something was done in it."""

    opened_on: date
    is_open: bool
    last_event: date
    elsewhere: Iterable[Check] = ()


LONGEST_EVIDENCE = 200


@dataclass(frozen=True, slots=True)
class Evidence:
    """What shows that the reason for closing is true, or why nothing does."""

    text: str = ""
    has_attachment: bool = False
    lacking_because: str = ""

    @property
    def is_stated(self) -> bool:
        return bool(self.text.strip()) or self.has_attachment


def may_rest_on(evidence: Evidence, *, self_sufficient: bool) -> Answer:
    """Is it said what the closing rests on? Self-sufficiency is shown by something, or it is said why not.

    domain: evidence of lasting self-sufficiency is reviewed by the caseworker (nacka.se, kundval)
    """
    if not self_sufficient:
        return Answer.yes()
    lacks = bool(evidence.lacking_because.strip())
    return Answer.of(
        Check(
            evidence.is_stated or lacks,
            "Skriv vad som visar den egna försörjningen, välj en bilaga, eller skriv varför underlag saknas.",
            "evidence",
        ),
        Check(
            not (evidence.is_stated and lacks),
            "Du har både angett underlag och skrivit varför det saknas. Ta bort det ena.",
            "evidence_lacking",
        ),
    )


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
    has_later_case: bool = False


def may_reopen(facts: ReopeningFacts, *, today: date) -> Answer:
    """May a closed case be taken up again? Not when the person already has another open one."""
    if facts.closed_on is None:
        return Answer.no("Ärendet är öppet.")
    return Answer.of(
        Check(not facts.has_other_open_case, "Personen har ett annat öppet ärende. Arbeta i det i stället."),
        Check(
            not facts.has_later_case,
            "Personen har haft ett senare ärende. Återöppna det, eller öppna ett nytt.",
        ),
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
