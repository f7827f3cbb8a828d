"""Days without new customers, for one intervention or all: decided by the principal or by the provider."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from stegvis.core.answers import Answer, Check
from stegvis.core.period import Period


@dataclass(frozen=True)
class Paused:
    """A pause: its days, and the intervention that it holds for (None = all)."""

    period: Period
    intervention_id: int | None = None

    def stops(self, other: Paused) -> bool:
        """Does this pause hold already for all that the other one would stop, on some day?"""
        holds_for_it = self.intervention_id is None or self.intervention_id == other.intervention_id
        return holds_for_it and self.period.overlaps(other.period)


def may_pause(wanted: Paused, existing: Iterable[Paused], *, today: date) -> Answer:
    """May the intake be paused? From today on, and not where it is paused already."""
    held = next((pause for pause in existing if pause.stops(wanted)), None)
    return Answer.of(
        Check(wanted.period.start >= today, "Ange i dag eller en senare dag.", "start"),
        Check(
            held is None,
            f"Intaget är redan pausat {held and held.period}. Välj dagar som inte krockar.",
            "start",
        ),
    )


def may_open(period: Period, opens_on: date, *, today: date) -> Answer:
    """May the intake open again on `opens_on`? Not on a day that has passed, and earlier than planned."""
    return Answer.of(
        Check(period.end is None or period.end > today, "Pausen är redan slut."),
        Check(opens_on >= today, "Ange i dag eller en senare dag.", "opens_on"),
        Check(
            period.end is None or period.end <= today or opens_on < period.end,
            f"Intaget öppnar redan {period.end}. Ange en tidigare dag.",
            "opens_on",
        ),
    )


def left_of(period: Period, opens_on: date) -> Period | None:
    """The days that remain of a pause when the intake opens; None when it has then never been."""
    return None if opens_on <= period.start else period.ending(opens_on)
