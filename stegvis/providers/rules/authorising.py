"""A provider's right to take customers: given and taken back by a human (KL 6:38), for dated periods."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from stegvis.core.answers import Answer, Check
from stegvis.core.period import Period


def may_authorise(wanted: Period, existing: Iterable[Period]) -> Answer:
    """May the provider be authorised for the period, on any day of the year? Not twice for the same days."""
    overlapping = next((period for period in existing if period.overlaps(wanted)), None)
    return Answer.of(
        Check(
            overlapping is None,
            f"Anordnaren är redan auktoriserad {overlapping}. Välj en period som inte krockar.",
            "start",
        )
    )


def may_take_over(wanted: Period, older_decision: str, decided_here: Sequence[str], *, today: date) -> Answer:
    """May a right that another register holds be written into this one? Only what somebody has decided there,
    and never past the decisions that have taken or refused it here (their numbers)."""
    return Answer.of(
        Check(
            not decided_here,
            f"Rätten är nekad eller återkallad här: {', '.join(decided_here)}. Anordnaren behöver ansöka.",
        ),
        Check(
            wanted.start <= today,
            "Här förs bara in det som redan gäller. Den som ska börja en kommande dag ansöker.",
            "start",
        ),
        Check(
            bool(older_decision.strip()), "Skriv vilket beslut som gav anordnaren rätten.", "older_decision"
        ),
    )


def may_end(authorised: Period, last_day: date, *, today: date) -> Answer:
    """May the authorisation end with `last_day`? It is not taken back for days that have passed."""
    return Answer.of(
        Check(
            last_day >= authorised.start,
            f"Auktorisationen började {authorised.start}. Sista dag kan inte vara tidigare.",
            "last_day",
        ),
        Check(last_day >= today, "Ange i dag eller en senare dag.", "last_day"),
        Check(
            authorised.last_day is None or last_day < authorised.last_day,
            f"Auktorisationen slutar redan {authorised.last_day}. Ange en tidigare dag.",
            "last_day",
        ),
    )
