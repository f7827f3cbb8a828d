"""When somebody may be away, and who may stand in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from stegvis.core.answers import Answer, Check
from stegvis.core.period import Period, add_months

LONGEST_MONTHS = 24


@dataclass(frozen=True, slots=True)
class AbsenceFacts:
    """Where the two work, and whether one of them is already away during some of the days."""

    user_works_in_unit: bool
    substitute_works_in_unit: bool
    is_another: bool
    already_away: bool
    substitute_is_away: bool


def may_be_away(facts: AbsenceFacts, days: Period, *, today: date) -> Answer:
    """May the absence be recorded? It has an end, so that it ends by itself; the cases stay in the unit."""
    end = days.end
    return Answer.of(
        Check(facts.user_works_in_unit, "Handläggaren arbetar inte på enheten.", "user"),
        Check(facts.is_another, "Välj någon annan som ersättare.", "substitute"),
        Check(
            facts.substitute_works_in_unit,
            "Ersättaren arbetar inte på enheten. Välj någon annan.",
            "substitute",
        ),
        Check(
            not facts.substitute_is_away,
            "Ersättaren är själv frånvarande en del av tiden. Välj någon annan eller dela upp tiden.",
            "substitute",
        ),
        Check(
            not facts.already_away,
            "Det finns redan en frånvaro under en del av tiden. Avsluta den först.",
            "first_day",
        ),
        Check(
            end is not None and end > today, "Frånvaron är redan över. Ange en senare sista dag.", "last_day"
        ),
        Check(
            end is None or end <= add_months(days.start, LONGEST_MONTHS),
            f"Ange högst {LONGEST_MONTHS} månader. Lämna över ärendena om frånvaron blir längre.",
            "last_day",
        ),
    )


def may_end(days: Period, *, today: date) -> Answer:
    """May the absence be ended or called off? As long as it is not over."""
    return Answer.of(Check(days.end is None or days.end > today, "Frånvaron är redan över."))


def what_remains(days: Period, *, today: date) -> Period | None:
    """The days of an absence that somebody ends today: those that have been. None when it had not begun."""
    return days.ending(today) if days.start < today else None
