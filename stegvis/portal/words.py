"""What has been decided, said to the person it is about: short sentences, *du*, no abbreviations."""

from __future__ import annotations

from datetime import date

from stegvis.casework.models import Case, Choice, ClosureReason, Decision
from stegvis.core.period import Period
from stegvis.core.templatetags.design import MONTHS

CLOSED_BECAUSE = {
    ClosureReason.WORK: "du har ett arbete",
    ClosureReason.STUDIES: "du studerar",
    ClosureReason.BUSINESS: "du har ett eget företag",
    ClosureReason.MOVED: "du har flyttat",
    ClosureReason.SICK: "du är sjuk",
    ClosureReason.OTHER_AUTHORITY: "du får hjälp av en annan myndighet",
    ClosureReason.OTHER_SOCIAL: "du får annan hjälp av socialtjänsten",
}


def days(period: Period) -> str:
    """From the first day through the last, in words: "från 2 februari 2026 till och med 1 augusti 2026"."""
    until = f" till och med {day_in_words(period.last_day)}" if period.last_day else ""
    return f"från {day_in_words(period.start)}{until}"


def day_in_words(day: date) -> str:
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def decision_in_words(decision: Decision) -> str:
    """What the decision means to the person, in one sentence."""
    name = decision.intervention.name
    when = f" {days(decision.period)}" if decision.period else ""
    return {
        Decision.Kind.GRANT: f"Du får {name}{when}.",
        Decision.Kind.REFUSE: f"Du får inte {name}.",
        Decision.Kind.EXTEND: f"Du får fortsätta med {name}{when}.",
        Decision.Kind.CHANGE: f"{name} är ändrad och gäller {days(decision.period)}."
        if decision.period
        else f"{name} är ändrad.",
        Decision.Kind.END: f"{name} slutar.",
    }[Decision.Kind(decision.kind)]


def goes_against(decision: Decision) -> bool:
    """Does the decision say no, or end something? Then the person must learn how to appeal."""
    return decision.kind in (Decision.Kind.REFUSE, Decision.Kind.END)


def choice_in_words(choice: Choice) -> str:
    provider, name = choice.provider.name, choice.decision.intervention.name
    if choice.made == Choice.Made.NON_CHOICE:
        return f"{provider} ska hjälpa dig med {name}. Du valde inte själv."
    if choice.made == Choice.Made.GIVEN_BACK:
        return f"{provider} får hjälpa dig med {name} igen. Du behöver inte välja på nytt."
    if choice.made == Choice.Made.TAKEN_OVER:
        return f"{provider} hjälper dig med {name}."
    return f"Du valde {provider} för {name}."


def closing_in_words(case: Case) -> str:
    reason = CLOSED_BECAUSE.get(ClosureReason(case.closure_reason))
    return f"Ditt ärende är avslutat för att {reason}." if reason else "Ditt ärende är avslutat."
