"""Leaving a provider for another during an intervention: on stated grounds, so many times."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from stegvis.core.answers import Answer, Check
from stegvis.core.period import ONE_DAY, Period, add_months

MONTHS_AHEAD: Final = 12
"""How far ahead a last day may be agreed. An open-ended stay has no end of its own to keep it back, and a
year wrongly typed would keep the person with the provider for good."""
REVOKED = "revoked"
"""The ground that no person states: the provider has lost its right, and all its customers choose anew."""


@dataclass(frozen=True, slots=True)
class ChangeFacts:
    """A choice, and what has been changed before under the same decision."""

    is_left: bool
    days: Period | None
    """The days that the decision gives; None when all are taken away."""
    case_is_open: bool
    is_asked_for: bool
    """Does a wish already wait for its answer?"""
    changes_before: int
    most_changes: int | None
    """None = no limit."""


@dataclass(frozen=True, slots=True)
class Wish:
    ground: str
    reason: str


@dataclass(frozen=True, slots=True)
class Stay:
    """The person's days with the provider, as far as they are agreed, and the latest month reported."""

    days: Period
    latest_report: date | None

    def has_begun(self, day: date) -> bool:
        return self.days.start <= day


def can_ask(facts: ChangeFacts, *, today: date) -> Answer:
    """May a change of provider be asked for now?"""
    days = facts.days
    return Answer.of(
        Check(not facts.is_left, "Anordnaren är redan lämnad. Välj en ny."),
        Check(facts.case_is_open, "Ärendet är avslutat."),
        Check(
            days is not None and (days.end is None or today < days.end),
            "Insatsen är slut. Det finns inga dagar kvar att byta anordnare för.",
        ),
        Check(not facts.is_asked_for, "En önskan om byte väntar redan på svar."),
        Check(
            facts.most_changes is None or facts.changes_before < facts.most_changes,
            f"Anordnaren är redan bytt {facts.changes_before} gånger, så många som går i samma insats.",
        ),
    )


def may_ask(facts: ChangeFacts, wish: Wish, *, today: date) -> Answer:
    """May it be asked for on this ground? Another ground than the listed is told in words."""
    return can_ask(facts, today=today) & Answer.of(
        Check(wish.ground not in ("", REVOKED), "Välj varför du vill byta.", "ground"),
        Check(wish.ground != "other" or bool(wish.reason.strip()), "Skriv varför.", "reason"),
    )


def may_answer(
    *,
    is_answered: bool,
    is_left: bool,
    case_is_open: bool,
    granted: bool,
    reason: str,
    last_day: date | None,
) -> Answer:
    """May the wish be granted or refused? Once; a refusal with its reason."""
    return Answer.of(
        Check(not is_answered, "Någon har redan svarat på önskan. Läs in sidan igen."),
        Check(not is_left, "Anordnaren är redan lämnad."),
        Check(not granted or case_is_open, "Ärendet är avslutat. Det finns ingen insats att byta i."),
        Check(granted or bool(reason.strip()), "Skriv varför önskan inte beviljas.", "reason"),
        Check(not granted or last_day is not None, "Ange sista dagen hos anordnaren.", "last_day"),
    )


def may_leave(stay: Stay | None, last_day: date, *, today: date) -> Answer:
    """May `last_day` be the last with the provider? What has been reported must remain inside the days.

    A stay that has not begun is called off whole, whatever the day. One that has begun is not: the days that
    have passed are the provider's, also when a day before the first of them is typed.
    """
    latest = add_months(today, MONTHS_AHEAD)
    soon = Check(
        last_day <= latest,
        f"Ange {latest} eller en tidigare dag. Vad som händer senare än så går att ändra då.",
        "last_day",
    )
    not_taken_back = Check(
        stay is None or not stay.has_begun(today) or last_day >= today - ONE_DAY,
        "Ange gårdagen eller en senare dag. Dagar som har gått räknas till anordnaren.",
        "last_day",
    )
    if stay is None or not stay.has_begun(last_day):
        return Answer.of(soon, not_taken_back)
    reported = stay.latest_report
    return Answer.of(
        soon,
        Check(
            stay.days.end is None or last_day < stay.days.end - ONE_DAY,
            f"Uppdraget slutar redan {stay.days.last_day}. Ange en tidigare dag, så att det finns dagar kvar "
            "hos nästa anordnare.",
            "last_day",
        ),
        Check(
            reported is None or last_day >= reported,
            f"Det finns en rapport för månaden som börjar {reported}. Ange den dagen eller en senare.",
            "last_day",
        ),
        not_taken_back,
    )


@dataclass(frozen=True, slots=True)
class ReturnFacts:
    """A choice that the person had to leave because its provider lost its right, and the right is back."""

    is_replaced: bool
    case_is_open: bool
    days: Period | None
    """The days that the decision gives; None when all are taken away."""
    is_authorised: bool
    has_room: bool


def may_be_given_back(facts: ReturnFacts) -> Answer:
    """May the person have the provider again without choosing? Who has chosen another stays there."""
    return Answer.of(
        Check(not facts.is_replaced, "Deltagaren har valt en annan anordnare."),
        Check(facts.case_is_open, "Ärendet är avslutat."),
        Check(facts.days is not None, "Insatsen är avslutad."),
        Check(facts.is_authorised, "Anordnaren är inte auktoriserad."),
        Check(facts.has_room, "Anordnaren har ingen plats."),
    )
