"""Dated configuration is written for today and on, never for days that have passed."""

from __future__ import annotations

from datetime import date

from stegvis.core.answers import Answer, Check
from stegvis.core.period import Period


def may_begin(from_day: date, *, today: date) -> Check:
    return Check(
        from_day >= today, "Det som har gällt ändras inte. Ange i dag eller en senare dag.", "from_day"
    )


def may_end(period: Period, last_day: date, *, today: date) -> Answer:
    """May what holds during `period` hold through `last_day` and no longer?"""
    return Answer.of(
        Check(
            last_day >= today, "Det som har gällt ändras inte. Ange i dag eller en senare dag.", "last_day"
        ),
        Check(
            last_day >= period.start,
            f"Börjar gälla {period.start}. Ange den dagen eller en senare.",
            "last_day",
        ),
        Check(period.last_day is None or last_day < period.last_day, "Gäller redan inte längre.", "last_day"),
    )
