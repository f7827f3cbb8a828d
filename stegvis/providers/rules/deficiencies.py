"""What is not as it should be at a provider: found, to be mended by a day, mended or not."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import Final

from stegvis.core.answers import Answer, Check

MOST_PAPERS: Final = 20


class Stage(Enum):
    """How far a deficiency has come; the value is what it is called on screen."""

    FOUND = "Ny"
    ORDERED = "Väntar på svar"
    LATE = "Svaret är försenat"
    ANSWERED = "Besvarad"
    MENDED = "Åtgärdad"
    NOT_MENDED = "Inte åtgärdad"
    DISMISSED = "Avskriven"


@dataclass(frozen=True, slots=True)
class DeficiencyFacts:
    """What is known of a deficiency. `due_on` = the last day to mend it; None as long as nothing is ordered.
    `is_met` = what was found when the remedy was closed."""

    is_dismissed: bool = False
    due_on: date | None = None
    is_answered: bool = False
    is_met: bool | None = None

    @property
    def is_closed(self) -> bool:
        return self.is_dismissed or self.is_met is not None


def stage_of(facts: DeficiencyFacts, today: date) -> Stage:
    if facts.is_dismissed:
        return Stage.DISMISSED
    if facts.is_met is not None:
        return Stage.MENDED if facts.is_met else Stage.NOT_MENDED
    if facts.due_on is None:
        return Stage.FOUND
    if facts.is_answered:
        return Stage.ANSWERED
    return Stage.LATE if facts.due_on < today else Stage.ORDERED


def may_find(found_on: date, *, is_recorded: bool = False, today: date) -> Answer:
    """What is written down has been found, today or before. `is_recorded` = the very same stands already and
    nothing has been done about it: a button pressed twice."""
    return Answer.of(
        Check(found_on <= today, "Dagen har inte kommit än. Ange i dag eller tidigare.", "found_on"),
        Check(not is_recorded, "Samma brist är redan antecknad."),
    )


def may_order(facts: DeficiencyFacts, due_on: date | None = None, *, today: date) -> Answer:
    """May a remedy be asked for? Once, with time to do it."""
    return Answer.of(
        _is_open(facts),
        Check(facts.due_on is None, "En åtgärd är redan begärd."),
        Check(due_on is None or due_on > today, "Ange en dag efter i dag.", "due_on"),
    )


def may_prolong(facts: DeficiencyFacts, due_on: date | None = None, *, today: date) -> Answer:
    """May the provider get longer to mend it? As long as the matter is open and its time is not up: a day
    that has passed is not moved afterwards."""
    now = facts.due_on
    if now is None:
        return Answer.of(_is_open(facts), Check(False, "Begär en åtgärd först."))
    return Answer.of(
        _is_open(facts),
        Check(now >= today, f"Tiden gick ut {now}. Bedöm åtgärden i stället."),
        Check(
            due_on is None or due_on > now,
            f"Anordnaren har redan till och med {now} på sig. Ange en senare dag.",
            "due_on",
        ),
    )


def may_answer(facts: DeficiencyFacts) -> Answer:
    """May the provider tell what it has done? Until the matter is closed, also when late."""
    return Answer.of(_is_open(facts), Check(facts.due_on is not None, "Ingen åtgärd är begärd."))


def may_add_paper(papers: int) -> Answer:
    """One more file with the answer?"""
    return Answer.of(Check(papers < MOST_PAPERS, f"Ni kan skicka högst {MOST_PAPERS} filer.", "file"))


def may_close(facts: DeficiencyFacts, is_met: bool | None = None, *, today: date) -> Answer:
    """May it be settled whether the deficiency is mended? That it is not, only when the time is up."""
    time_is_up = facts.is_answered or (facts.due_on is not None and facts.due_on < today)
    return Answer.of(
        _is_open(facts),
        Check(facts.due_on is not None, "Begär en åtgärd först."),
        Check(
            is_met is not False or time_is_up,
            f"Anordnaren har till och med {facts.due_on} på sig. Vänta till dess eller på svaret.",
            "is_met",
        ),
    )


def may_dismiss(facts: DeficiencyFacts) -> Answer:
    """May the matter be dropped? Not once the provider has been told to do something about it."""
    return Answer.of(
        _is_open(facts),
        Check(facts.due_on is None, "En åtgärd är begärd. Bedöm den i stället."),
    )


def _is_open(facts: DeficiencyFacts) -> Check:
    told = "Bristen är redan avskriven." if facts.is_dismissed else "Åtgärden är redan bedömd."
    return Check(not facts.is_closed, told)
