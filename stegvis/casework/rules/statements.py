"""The medical adviser's statement: asked for, answered or called off, and what the caseworker makes of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from stegvis.casework.rules.capacity_timeline import FURTHEST_AHEAD
from stegvis.casework.rules.opening import CLOSED_ALREADY
from stegvis.core.answers import Answer, Check
from stegvis.core.period import Period, add_months

CALLED_OFF = "Begäran är återkallad."
ANSWERED = "Begäran är redan besvarad."


@dataclass(frozen=True, slots=True)
class Request:
    """A request as it stands."""

    is_answered: bool
    is_called_off: bool

    @property
    def awaits_answer(self) -> bool:
        return not (self.is_answered or self.is_called_off)


@dataclass(frozen=True, slots=True)
class Opinion:
    """What the adviser says: percent of full time, the days it holds, and why."""

    percent: int
    valid: Period
    text: str


def may_ask(*, is_open: bool, awaits_one: bool) -> Answer:
    """May a statement be asked for? One at a time: a second question would be answered in the dark."""
    return Answer.of(
        Check(is_open, CLOSED_ALREADY),
        Check(not awaits_one, "Det finns redan en begäran som väntar på svar. Återkalla den först."),
    )


def may_be_asked(question: str, due_on: date, *, today: date) -> Answer:
    """May the question be put as it is written?"""
    return Answer.of(
        Check(bool(question.strip()), "Skriv vad du vill veta.", "question"),
        Check(due_on >= today, "Svaret kan tidigast behövas i dag.", "due_on"),
        Check(
            due_on <= add_months(today, FURTHEST_AHEAD),
            "Svaret ska behövas inom ett år. Kontrollera årtalet.",
            "due_on",
        ),
    )


def may_answer(request: Request) -> Answer:
    """May the question be answered now?"""
    return _awaits(request)


def may_say(opinion: Opinion, *, born: date, today: date) -> Answer:
    """May this be the answer? It gives a grade, the days it holds and the grounds for it."""
    return Answer.of(
        Check(0 <= opinion.percent <= 100, "Ange förmågan som ett tal mellan 0 och 100.", "percent"),
        Check(
            opinion.valid.start >= born, "Bedömningen kan inte gälla före personens födelsedag.", "first_day"
        ),
        Check(
            opinion.valid.start <= add_months(today, FURTHEST_AHEAD),
            "Bedömningen ska börja gälla inom ett år. Kontrollera årtalet.",
            "first_day",
        ),
        Check(bool(opinion.text.strip()), "Skriv vad bedömningen grundas på.", "text"),
    )


def may_call_off(request: Request) -> Answer:
    """May the request be called off? What has been answered stays."""
    return _awaits(request)


def may_take_stand(*, is_open: bool, has_outcome: bool) -> Answer:
    """May the caseworker accept the answer, or say why not? Once."""
    return Answer.of(
        Check(is_open, CLOSED_ALREADY),
        Check(not has_outcome, "Någon har redan tagit ställning till utlåtandet."),
    )


def _awaits(request: Request) -> Answer:
    return Answer.of(Check(not request.is_answered, ANSWERED), Check(not request.is_called_off, CALLED_OFF))
