"""The texts around decisions about providers: dated, so that each decision says what held on its day."""

from __future__ import annotations

from datetime import date

from stegvis.core.answers import Answer, Check
from stegvis.core.period import Period


def may_write(start: date, *, today: date) -> Answer:
    """May other texts hold from `start`? Those that began today are corrected today: nobody waits a night
    with wrong instructions of how to appeal. Decisions of the day keep what they were made with."""
    return Answer.of(
        Check(start >= today, "Ange i dag eller en senare dag. Fattade beslut ändras inte.", "start")
    )


def may_take_back(coming: Period | None) -> Answer:
    """Only texts that no decision has been made with."""
    return Answer.of(Check(coming is not None, "Det finns inga kommande texter att ta tillbaka."))
