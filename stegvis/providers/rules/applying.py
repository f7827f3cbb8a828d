"""When an organisation's application may be written, sent in and taken back.

domain: an application may be made any day of the year; it is tried by the conditions of its own day, and a
human decides.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from stegvis.core.answers import Answer, Check


class State(StrEnum):
    """The same words as those of the table."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    COMPLETION = "completion"
    PROPOSED = "proposed"
    DECIDED = "decided"
    WITHDRAWN = "withdrawn"


OPEN = frozenset({State.DRAFT, State.SUBMITTED, State.COMPLETION, State.PROPOSED})
"""The organisation awaits a decision, or has not asked for one yet."""
MOST_SITES, MOST_FILES = 30, 20


@dataclass(frozen=True, slots=True)
class AnswerFacts:
    """What the organisation says about one condition."""

    title: str
    confirms: bool
    text: str
    wants_evidence: bool
    files: int


@dataclass(frozen=True, slots=True)
class ApplicationFacts:
    """What there is to send in."""

    state: State
    has_contact: bool
    interventions: int
    sites: int
    answers: tuple[AnswerFacts, ...]
    is_handled_already: bool = False
    """The organisation has another application that has been sent in and not been decided."""
    is_own: bool = True
    """Does the other one come from the same contact? Nobody else is told that there is one."""


def may_apply_in(round_ended_on: date | None, *, is_left: bool = True) -> Answer:
    """Nobody applies in a re-authorisation that has been ended, nor begins when it is not left in it."""
    return Answer.of(
        Check(round_ended_on is None, "Omauktorisationen är avslutad. Gör en vanlig ansökan i stället."),
        Check(
            is_left or round_ended_on is not None,
            "Ni behöver inte ansöka i omauktorisationen: ni har redan ansökt enligt dess villkor, "
            "eller är inte längre auktoriserade.",
        ),
    )


def may_change(state: State) -> Answer:
    """A draft, or one that the officer wants completed. What is being tried does not move."""
    return Answer.of(
        Check(
            state in (State.DRAFT, State.COMPLETION),
            "Ansökan är inskickad och kan inte ändras. Vi hör av oss om något ska kompletteras.",
        )
    )


def may_change_parts(state: State) -> Answer:
    """Which interventions are sought decides which conditions are asked: only a draft changes that."""
    return Answer.of(
        Check(
            state == State.DRAFT,
            "Insatserna kan inte ändras efter att ansökan har skickats in. Återta den och gör en ny.",
        )
    )


def may_change_answer(state: State, *, is_fulfilled: bool) -> Answer:
    """In a completion what has been found to be fulfilled stays as it was found."""
    return may_change(state) & Answer.of(
        Check(
            state != State.COMPLETION or not is_fulfilled,
            "Vi har redan bedömt att villkoret är uppfyllt. Svaret kan inte ändras.",
        )
    )


def may_withdraw(state: State) -> Answer:
    """Any time before the decision."""
    return Answer.of(Check(state in OPEN, "Ansökan är redan avslutad."))


def may_add_site(sites: int) -> Answer:
    return Answer.of(Check(sites < MOST_SITES, f"En ansökan kan ha högst {MOST_SITES} platser."))


def may_add_file(files: int) -> Answer:
    return Answer.of(
        Check(files < MOST_FILES, f"Högst {MOST_FILES} filer för ett villkor. Ta bort någon först.", "file")
    )


def may_send(facts: ApplicationFacts) -> Answer:
    """May it be sent in, for the first time or as a completion? Every condition is confirmed, or it is told
    why it is not; what is to be shown with papers is."""
    return Answer.of(
        may_change(facts.state),
        Check(facts.has_contact, "Fyll i organisationens namn och en kontaktperson under Uppgifter."),
        Check(facts.interventions > 0, "Välj minst en insats."),
        Check(facts.sites > 0, "Lägg till minst en plats där ni ska bedriva verksamheten."),
        *(Check(is_answered(each), f"Svara på villkoret ”{each.title}”.") for each in facts.answers),
        *(
            Check(has_papers(each), f"Lägg till underlag för villkoret ”{each.title}”.")
            for each in facts.answers
            if is_answered(each)
        ),
        Check(not facts.is_handled_already, _handled(facts.is_own)),
    )


def is_answered(answer: AnswerFacts) -> bool:
    """Confirmed, or explained. An organisation that does not fulfil a condition may still ask to be tried."""
    return answer.confirms or bool(answer.text.strip())


def has_papers(answer: AnswerFacts) -> bool:
    """What is confirmed is shown; what is not needs no papers."""
    return not (answer.confirms and answer.wants_evidence) or answer.files > 0


def is_ready(answer: AnswerFacts) -> bool:
    return is_answered(answer) and has_papers(answer)


def _handled(is_own: bool) -> str:
    if is_own:
        return "Ni har redan en ansökan som handläggs. Komplettera eller återta den i stället."
    # Whoever knows an organisation's number shall not learn here that it has applied.
    return "Ansökan kan inte skickas in härifrån. Kontakta kommunen, så hjälper vi er."
