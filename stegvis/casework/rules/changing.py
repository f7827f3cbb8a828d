"""Changing what has been granted while it goes on, and ending what nobody has begun to carry out.

A change says what holds from a day on: the last day, the level, the capacity that the decision rests on, what
the intervention is combined with. Time that is used up is not given by a change: past the length of a first
grant the intervention is extended, with its meeting, and what shall stop is ended.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from stegvis.casework.rules.opening import CLOSED_ALREADY
from stegvis.core.answers import Answer, Check
from stegvis.core.period import ONE_DAY, Period, add_months


@dataclass(frozen=True, slots=True)
class GrantFacts:
    """A grant as it stands. `days` = the last of the days it now gives, None when none are left."""

    case_is_open: bool
    is_grant: bool
    in_force: bool
    days: Period | None
    is_extended: bool
    first_months: int | None
    level: str
    capacity: int | None
    combined_with: str
    has_assignment: bool
    levels: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class NewContent:
    """What shall hold from `from_day` on. `capacity` = what is known of the person on the day of decision."""

    from_day: date
    last_day: date | None
    level: str
    capacity: int | None
    combined_with: str
    reason: str
    exception_reason: str = ""

    @property
    def period(self) -> Period | None:
        """From the first day through the last; None when no day would remain."""
        if self.last_day is not None and self.last_day < self.from_day:
            return None
        return Period.inclusive(self.from_day, self.last_day)


def can_change(facts: GrantFacts, today: date) -> Answer:
    """Is there something left to change?"""
    return _stands(facts) & Answer.of(
        Check(facts.days is not None and not _is_over(facts.days, today), "Insatsens period är slut."),
    )


def may_change(
    facts: GrantFacts,
    wanted: NewContent,
    today: date,
    *,
    against: Iterable[str] = (),
    exceptions: Iterable[str] = (),
) -> Answer:
    """May the grant be changed so? `against` and `exceptions` are what the rules of entry say of it now."""
    ready = can_change(facts, today)
    if not ready or facts.days is None:
        return ready
    needs_reason = " ".join(exceptions)
    return Answer.of(
        _from_day(facts.days, wanted.from_day, today),
        _last_day(facts, facts.days, wanted),
        *(Check(False, reason) for reason in against),
        Check(
            _changes_something(facts, facts.days, wanted), "Ingenting är ändrat. Ändra något, eller avbryt."
        ),
        Check(not facts.levels or wanted.level in facts.levels, "Välj nivå.", "level"),
        Check(bool(wanted.reason), "Motivera beslutet.", "reason"),
        Check(
            not needs_reason or bool(wanted.exception_reason),
            f"Skriv skälet för undantaget: {needs_reason}",
            "exception_reason",
        ),
    )


def may_end_grant(facts: GrantFacts, reason: str, today: date) -> Answer:
    """May the grant be ended from today on? What is carried out is ended on the page of its assignment."""
    return can_end_grant(facts, today) & Answer.of(Check(bool(reason), "Motivera beslutet.", "reason"))


def can_end_grant(facts: GrantFacts, today: date) -> Answer:
    return can_change(facts, today) & Answer.of(
        Check(not facts.has_assignment, "Insatsen har ett uppdrag. Avsluta det i stället."),
    )


def days_that_fall_away(days: Period, today: date) -> Period:
    """Those that have not passed: a day that has been is not taken back."""
    return Period(max(days.start, today), days.end)


def latest_last_day(facts: GrantFacts) -> date | None:
    """The last day that a change can set, None when nothing limits it."""
    if facts.days is None:
        return None
    if facts.is_extended:
        return facts.days.last_day
    if facts.first_months is None:
        return None
    within = add_months(facts.days.start, facts.first_months) - ONE_DAY
    return max(within, facts.days.last_day or within)


def _stands(facts: GrantFacts) -> Answer:
    return Answer.of(
        Check(facts.case_is_open, CLOSED_ALREADY),
        Check(facts.is_grant, "Ändra det beslut som beviljade insatsen."),
        Check(facts.in_force, "Beslutet har rättats av ett senare beslut."),
    )


def _is_over(days: Period, today: date) -> bool:
    return days.end is not None and days.end <= today


def _from_day(days: Period, from_day: date, today: date) -> Answer:
    earliest = max(days.start, today)
    return Answer.of(
        Check(from_day >= earliest, f"Ändringen kan gälla tidigast från {earliest}.", "from_day"),
        Check(days.end is None or from_day < days.end, f"Insatsen slutar {days.last_day}.", "from_day"),
    )


def _last_day(facts: GrantFacts, days: Period, wanted: NewContent) -> Answer:
    if wanted.last_day is None:
        return Answer.of(Check(days.end is None, "Ange sista dag.", "last_day"))
    latest = latest_last_day(facts)
    why = "Förläng insatsen i stället." if facts.is_extended else "Längre tid än så ges som förlängning."
    return Answer.of(
        Check(
            wanted.last_day >= wanted.from_day,
            "Sista dag kan inte vara före den dag då ändringen börjar gälla. Avsluta i så fall insatsen.",
            "last_day",
        ),
        Check(
            latest is None or wanted.last_day <= latest,
            f"Sista dag kan vara senast {latest}. {why}",
            "last_day",
        ),
    )


def _changes_something(facts: GrantFacts, days: Period, wanted: NewContent) -> bool:
    now = (days.last_day, facts.level, facts.capacity, facts.combined_with)
    return now != (wanted.last_day, wanted.level, wanted.capacity, wanted.combined_with)
