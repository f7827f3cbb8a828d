"""When the wording of a condition may be changed: from a day on, never for days that have passed.

domain: general conditions are the council's, specific ones the committee's; both are dated, and an
application is tried by the wording of its own day.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from stegvis.core.answers import Answer, Check
from stegvis.core.period import Period

MOST_MONTHS = 120
"""A condition that is controlled more seldom than every tenth year is controlled at the application only."""


def may_write_wording(first_day: date, others: Iterable[Period], *, today: date) -> Answer:
    """May a wording begin on `first_day`? From today on, and after every other one has begun: a wording that
    is to come is changed or taken back before one is put in front of it."""
    latest = max((period.start for period in others), default=None)
    return Answer.of(
        Check(
            first_day >= today, "Ange i dag eller en senare dag. Det som har gällt ändras inte.", "first_day"
        ),
        Check(
            latest is None or first_day > latest,
            f"Det finns redan en lydelse från {latest}. Välj en senare dag, eller ändra den lydelsen.",
            "first_day",
        ),
    )


def may_change_coming(wording: Period, *, is_answered: bool = False, today: date) -> Answer:
    """Only a wording that nobody is tried by. In a re-authorisation applications are sent in, and tried by
    wordings that are to come."""
    return Answer.of(
        Check(
            wording.start > today,
            "Lydelsen gäller redan och kan inte ändras. Skriv en ny lydelse från en dag.",
        ),
        Check(
            not is_answered,
            "En inskickad ansökan prövas redan mot lydelsen. Skriv en ny lydelse från en senare dag.",
        ),
    )


def may_end(wordings: Iterable[Period], last_day: date, *, today: date) -> Answer:
    """May the condition cease after `last_day`? Not while another wording is to come after it."""
    every = sorted(wordings, key=lambda period: period.start)
    current = every[-1] if every else None
    return Answer.of(
        Check(last_day >= today, "Ange i dag eller en senare dag.", "last_day"),
        Check(
            current is not None and (current.last_day is None or last_day < current.last_day),
            "Villkoret upphör redan den dagen eller tidigare.",
            "last_day",
        ),
        Check(
            current is None or last_day >= current.start,
            f"En lydelse börjar {current.start if current else ''}. Ta tillbaka den, eller ange senare dag.",
            "last_day",
        ),
    )


def may_add(*, is_general: bool, has_intervention: bool) -> Answer:
    """The council's conditions hold for all; the committee's may be for one intervention."""
    return Answer.of(
        Check(
            not (is_general and has_intervention),
            "Ett allmänt villkor gäller alla insatser. Välj Särskilt villkor för en enda insats.",
            "intervention",
        )
    )
