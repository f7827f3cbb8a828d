"""The rules of the control of the log. No database, no clock."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from stegvis.core.answers import Answer, Check
from stegvis.core.period import Period

LONGEST_DAYS = 92
LARGEST_SAMPLE = 200

PROPER, ASKED, IMPROPER, CONFIRMED = "proper", "asked", "improper", "confirmed"


def may_control(period: Period, sample_size: int, today: date) -> Answer:
    """May this be controlled? At most a quarter at a time, and only what has happened."""
    last = period.last_day
    return Answer.of(
        Check(last is not None and last <= today, "Välj en period som har varit.", "last_day"),
        Check(
            last is None or (last - period.start).days < LONGEST_DAYS,
            f"Välj högst {LONGEST_DAYS} dagar åt gången.",
            "last_day",
        ),
        Check(
            0 <= sample_size <= LARGEST_SAMPLE,
            f"Stickprovet kan vara högst {LARGEST_SAMPLE} läsningar.",
            "sample_size",
        ),
    )


@dataclass(frozen=True)
class JudgeFacts:
    """A finding as it is when somebody judges it."""

    reader_ids: frozenset[int]
    """The user, and whoever in support read in his name."""
    judge_id: int
    standing: str
    """The latest verdict's outcome, empty when there is none."""
    judged_by: int | None


def may_judge(facts: JudgeFacts, outcome: str, follow_up: str) -> Answer:
    """May this verdict be given? Improper is said by two, and nobody judges himself."""
    confirms = outcome == CONFIRMED
    return Answer.of(
        Check(facts.judge_id not in facts.reader_ids, "Du kan inte granska dina egna läsningar."),
        Check(
            facts.standing != CONFIRMED, "Bedömningen är klar: två personer har funnit läsningen obefogad."
        ),
        Check(
            facts.standing != IMPROPER or outcome in (PROPER, CONFIRMED),
            "Läsningen är redan bedömd som obefogad och väntar på en andra bedömning.",
            "outcome",
        ),
        Check(
            not confirms or facts.standing == IMPROPER,
            "Någon måste först ha bedömt läsningen som obefogad.",
            "outcome",
        ),
        Check(
            facts.standing != IMPROPER or facts.judged_by != facts.judge_id,
            "En annan person än den som gjorde den första bedömningen måste göra den andra.",
        ),
        Check(
            outcome not in (IMPROPER, CONFIRMED) or bool(follow_up.strip()),
            "Skriv vad som ska göras, till exempel samtal med användaren eller anmälan.",
            "follow_up",
        ),
    )
