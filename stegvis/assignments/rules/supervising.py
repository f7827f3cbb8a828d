"""Who at the provider works with an assignment: named by its coordinator, and sees no others."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from stegvis.core.answers import Answer, Check
from stegvis.core.period import Period


@dataclass(frozen=True)
class SupervisingFacts:
    """Whom it is about."""

    is_supervisor: bool
    """Has the duty at the very provider today."""
    has_it_already: bool


def may_have_supervisors(assignment: Period, *, today: date) -> Answer:
    """May anybody be named? Until the assignment is over, and before it begins too."""
    over = assignment.end is not None and assignment.end <= today
    return Answer.of(Check(not over, "Uppdraget är slut. Ingen handledare behövs."))


def may_name(facts: SupervisingFacts) -> Answer:
    return Answer.of(
        Check(facts.is_supervisor, "Personen har inte uppgiften handledare hos er.", "user"),
        Check(not facts.has_it_already, "Personen är redan handledare i uppdraget.", "user"),
    )


def left_of(supervised: Period, from_day: date) -> Period | None:
    """The days that remain of a supervision that ends before `from_day`; None when it has then never been."""
    return None if from_day <= supervised.start else supervised.ending(from_day)
