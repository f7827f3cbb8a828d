"""The assessment that precedes every decision."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any

from stegvis.casework.rules.opening import CLOSED_ALREADY
from stegvis.casework.rules.questions import Given, Question, may_be_answered
from stegvis.core.answers import Answer, Check

BY_CASEWORKER = "caseworker"
NOT_KEPT = ("met_in_person", "capacity_by", "assessed_by")
"""What is said when signing and kept elsewhere: the meeting in that it is signed, the rest in the grade."""


@dataclass(frozen=True, slots=True)
class Findings:
    """What was found at the meeting, as it is signed. `answers` are to the principal's own questions."""

    held_on: date
    own_goal: str
    capacity_percent: int
    state_could_serve: bool
    background: str = ""
    obstacles: str = ""
    capacity_source: str = ""
    state_note: str = ""
    state_checked_on: date | None = None
    target_group: str = ""
    """Empty = as the case has it."""
    answers: Mapping[str, Given] = field(default_factory=dict)
    met_in_person: bool = True
    capacity_by: str = BY_CASEWORKER
    assessed_by: str = ""

    def kept(self) -> dict[str, Any]:
        """What is kept with the assessment itself."""
        return {name: value for name, value in asdict(self).items() if name not in NOT_KEPT}


def may_assess(*, is_open: bool) -> Answer:
    """May an assessment be begun?"""
    return Answer.of(Check(is_open, CLOSED_ALREADY))


def may_sign(
    findings: Findings,
    *,
    opened_on: date,
    is_open: bool,
    today: date,
    questions: Iterable[Question] = (),
    is_signed: bool = False,
) -> Answer:
    """May the assessment be signed? It is made at a physical meeting, in the case, that has been held.

    `is_signed` = the same person has signed the very same before: a button pressed twice.
    """
    return Answer.of(
        may_assess(is_open=is_open),
        Check(not is_signed, "Du har redan skrivit under den här kartläggningen."),
        # domain: investigation before a decision, at a physical meeting (docs/domain.md)
        Check(findings.met_in_person, "Kartläggningen görs vid ett fysiskt möte.", "met_in_person"),
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
        _state_comes_first(findings, today),
        may_be_answered(questions, findings.answers),
    )


def _state_comes_first(findings: Findings, today: date) -> Answer:
    """Could the state's own measures serve at once? Asked in every assessment (pilot application)."""
    checked_on = findings.state_checked_on
    return Answer.of(
        Check(
            bool(findings.state_note),
            "Motivera om Arbetsförmedlingens insatser kan räcka eller inte.",
            "state_note",
        ),
        Check(checked_on is not None, "Ange när du kontrollerade det.", "state_checked_on"),
        Check(
            checked_on is None or checked_on <= today,
            "Kontrollen ska vara gjord när du skriver under.",
            "state_checked_on",
        ),
    )
