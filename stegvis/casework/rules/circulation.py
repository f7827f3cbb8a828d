"""Who goes round: people who move between interventions for years without coming to support themselves.

domain: people who move between interventions for years without reaching work must be found.
`data/circulation.sql` says the same in sets; a test holds the two to one answer.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from stegvis.core.period import ONE_DAY, Period, half_year_after, merged

DAYS_OF_A_YEAR = 365


@dataclass(frozen=True, slots=True)
class Stay:
    """One case of the person: its days, and whether it ended in self-sufficiency.

    `proved_wrong` = the follow-up found that it did not last.
    """

    period: Period
    self_sufficient: bool = False
    proved_wrong: bool = False


@dataclass(frozen=True, slots=True)
class Limits:
    """From how many interventions, or from how many days without self-sufficiency, somebody is listed."""

    interventions: int = 3
    days: int = 3 * DAYS_OF_A_YEAR


@dataclass(frozen=True, slots=True)
class Circling:
    """What the person's cases add up to on a day. The times are in days."""

    interventions: int
    days_in_interventions: int
    days_without: int

    def reaches(self, limits: Limits) -> bool:
        return self.interventions >= limits.interventions or self.days_without >= limits.days


def circling(stays: Sequence[Stay], grants: Iterable[Sequence[Period]], today: date) -> Circling:
    """`grants` = for each grant, the days that remain of it. An intervention counts once it has begun."""
    begun = [days for days in grants if any(period.start <= today for period in days)]
    return Circling(
        interventions=len(begun),
        days_in_interventions=_days((period for days in begun for period in days), today),
        days_without=days_without_self_sufficiency(stays, today),
    )


def days_without_self_sufficiency(stays: Sequence[Stay], today: date) -> int:
    """The days in cases since the person last came to support himself.

    Only days in cases count: nobody knows how the person lived between them. Self-sufficiency ends the count
    when it has lasted: no follow-up has found the opposite, and no new case began within half a year.
    """
    ordered = sorted(stays, key=lambda stay: stay.period)
    after = 0
    for place, stay in enumerate(ordered):
        if _lasted(stay, ordered[place + 1 :]):
            after = place + 1
    return _days((stay.period for stay in ordered[after:]), today)


def _lasted(stay: Stay, later: Sequence[Stay]) -> bool:
    last_day = stay.period.last_day
    if last_day is None or not stay.self_sufficient or stay.proved_wrong:
        return False
    return not later or later[0].period.start >= half_year_after(last_day)


def _days(periods: Iterable[Period], today: date) -> int:
    """The days up to and including today, each counted once however many periods it is in."""
    until_now = (
        Period(period.start, min(period.end or today + ONE_DAY, today + ONE_DAY))
        for period in periods
        if period.start <= today
    )
    return sum(period.days for period in merged(until_now))
