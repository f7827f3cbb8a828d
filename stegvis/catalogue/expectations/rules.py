"""When a new measure may begin, a coming one be taken back, and a requirement end.

What has begun is never rewritten: the follow-up of a day that has been keeps the measure of that day.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from stegvis.core.answers import Answer, Check
from stegvis.core.period import Period

MOST_HOURS = 60


def may_begin(first_day: date, last_day: date | None, starts: Iterable[date], *, today: date) -> Answer:
    """May a new one hold from the day? `starts` = when the others begin."""
    return Answer.of(
        Check(
            first_day >= today,
            "Det kan börja gälla tidigast i dag. Dagar som har varit behåller det som gällde då.",
            "first_day",
        ),
        Check(
            first_day not in set(starts),
            "Något börjar redan gälla den dagen. Välj en annan dag, eller ta tillbaka det kommande först.",
            "first_day",
        ),
        Check(
            last_day is None or last_day >= first_day,
            f"Sista dagen kan inte vara före {first_day}.",
            "last_day",
        ),
    )


def may_be_hours(hours: int) -> Answer:
    return Answer.of(
        Check(1 <= hours <= MOST_HOURS, f"Ange mellan 1 och {MOST_HOURS} timmar i veckan.", "hours_per_week")
    )


def may_be_required(percent: int, text: str) -> Answer:
    return Answer.of(
        Check(
            1 <= percent <= 100, "Ange en andel mellan 1 och 100 procent av heltid.", "percent_of_full_time"
        ),
        Check(bool(text.strip()), "Skriv hur kravet lyder.", "text"),
    )


def may_withdraw(coming: Period | None, *, today: date) -> Answer:
    """Only what has not begun is taken back. `coming` = the last one, None when there is none."""
    return Answer.of(
        Check(coming is not None and coming.start > today, "Inget kommande finns att ta tillbaka.")
    )


def may_end(current: Period | None, last_day: date | None, *, today: date) -> Answer:
    """May the one that holds, or is the last to come, end on the day? None = asked before a day is chosen."""
    if current is None:
        return Answer.no("Inget krav gäller som kan avslutas.")
    if last_day is None:
        return Answer.of(Check(current.end is None, f"Kravet upphör redan {current.last_day}."))
    return Answer.of(
        Check(
            last_day >= max(today, current.start),
            "Välj i dag eller en senare dag då kravet gäller.",
            "last_day",
        ),
        Check(
            current.end is None or last_day < current.end, f"Kravet upphör {current.last_day}.", "last_day"
        ),
    )
