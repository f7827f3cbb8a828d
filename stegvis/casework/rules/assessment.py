"""The assessment that precedes every decision."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from stegvis.casework.rules.opening import CLOSED_ALREADY
from stegvis.core.answers import Answer, Check


@dataclass(frozen=True, slots=True)
class Findings:
    """What was found at the meeting, as it is signed."""

    held_on: date
    own_goal: str
    capacity_percent: int
    state_could_serve: bool
    background: str = ""
    obstacles: str = ""
    capacity_source: str = ""
    state_note: str = ""


def may_assess(*, is_open: bool) -> Answer:
    """May an assessment be begun?"""
    return Answer.of(Check(is_open, CLOSED_ALREADY))


def may_sign(
    findings: Findings, *, opened_on: date, is_open: bool, today: date, is_signed: bool = False
) -> Answer:
    """May the assessment be signed? It is made at a physical meeting, in the case, that has been held.

    `is_signed` = the same person has signed the very same before: a button pressed twice.
    """
    return Answer.of(
        may_assess(is_open=is_open),
        Check(not is_signed, "Du har redan skrivit under den här kartläggningen."),
        Check(findings.held_on <= today, "Mötet ska ha hållits när du skriver under.", "held_on"),
        Check(
            findings.held_on >= opened_on,
            f"Mötet kan inte ha hållits innan ärendet öppnades {opened_on}.",
            "held_on",
        ),
        Check(
            0 <= findings.capacity_percent <= 100,
            "Ange förmågan som ett tal mellan 0 och 100.",
            "capacity_percent",
        ),
        Check(bool(findings.own_goal), "Skriv personens eget mål.", "own_goal"),
        # Could the state's own measures serve at once? Asked in every assessment (pilot application).
        Check(
            bool(findings.state_note),
            "Motivera om Arbetsförmedlingens insatser kan räcka eller inte.",
            "state_note",
        ),
    )
