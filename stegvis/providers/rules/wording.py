"""The texts around decisions about providers: dated, so that each decision says what held on its day."""

from __future__ import annotations

from datetime import date

from stegvis.core.answers import Answer, Check
from stegvis.core.period import Period


def may_write(begun: Period | None, start: date, *, today: date) -> Answer:
    """May other texts hold from `start`? `begun` are the days of those that hold already; texts that are to
    come are written anew."""
    return Answer.of(
        Check(start >= today, "Ange i dag eller en senare dag. Fattade beslut ändras inte.", "start"),
        Check(
            begun is None or start > begun.start,
            f"Texterna som gäller nu började {begun.start if begun else ''}. Ange en senare dag.",
            "start",
        ),
    )


def may_take_back(coming: Period | None) -> Answer:
    """Only texts that no decision has been made with."""
    return Answer.of(Check(coming is not None, "Det finns inga kommande texter att ta tillbaka."))
