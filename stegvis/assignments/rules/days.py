"""Attendance day by day: an optional part of the monthly report, from which its totals follow."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from stegvis.core.answers import Answer, Check
from stegvis.core.period import Period

MINUTES_A_DAY = 24 * 60
MINUTES_AN_HOUR = 60


@dataclass(frozen=True)
class NewDay:
    """What the provider reports for one day, in minutes."""

    day: date
    attended: int = 0
    absent: int = 0
    is_sick: bool = False

    @property
    def says_something(self) -> bool:
        return bool(self.attended or self.absent or self.is_sick)


def days_of(part: Period) -> list[date]:
    """The days of a period that has an end."""
    return [part.start + timedelta(days=n) for n in range(part.days)]


def hours_of(days: Sequence[NewDay]) -> tuple[int, int]:
    """Whole hours of attendance and of absence, half an hour upwards: the report counts in hours."""
    return _hours(sum(day.attended for day in days)), _hours(sum(day.absent for day in days))


def may_say_days(part: Period | None, days: Sequence[NewDay], attended: int, absent: int) -> Answer:
    """Do the days lie inside the assigned part of the month, fit in a day and make the totals?"""
    if not days:
        return Answer.yes()
    named = [day.day for day in days]
    return Answer.of(
        Check(
            part is not None and all(part.contains(day) for day in named),
            "Någon av dagarna ligger utanför uppdraget den månaden.",
        ),
        Check(len(set(named)) == len(named), "Varje dag kan bara stå en gång."),
        *(_fits(day) for day in days),
        Check(
            hours_of(days) == (attended, absent),
            "Timmarna stämmer inte med dagarna. Lämna fälten tomma, så räknas de ihop av dagarna.",
            "attended_hours",
        ),
    )


def _fits(day: NewDay) -> Check:
    ok = day.attended >= 0 and day.absent >= 0 and day.attended + day.absent <= MINUTES_A_DAY
    return Check(ok, f"{day.day}: närvaro och frånvaro kan tillsammans vara högst 24 timmar.")


def _hours(minutes: int) -> int:
    return (minutes + MINUTES_AN_HOUR // 2) // MINUTES_AN_HOUR
