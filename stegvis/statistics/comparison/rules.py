"""What may be shown of a provider's results, and how a result becomes stars."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Protocol, TypeVar

from stegvis.core.answers import Answer, Check
from stegvis.core.period import add_months

AT_END_WITHIN = timedelta(days=60)
"""A case closed so soon after counts as what came of the intervention; until then it is not known."""
FOLLOWED_UP_WITHIN = timedelta(days=60)
"""A follow-up after six months may be so late before it is held to be missing."""
FEWEST_VOICES = 5
"""domain: persons' voices are never told of fewer than five together."""
STARS = 4


@dataclass(frozen=True)
class Limits:
    """The principal's terms of the comparison."""

    # The state's rating asks for 18 starters and twelve months of activity (docs/domain.md).
    min_starters: int = 18
    min_months: int = 12
    window_months: int = 36
    star_limits: tuple[Decimal, ...] = ()


@dataclass(frozen=True)
class Window:
    """What a computation looks at: those whose intervention ended from `since` up to but not on `today`."""

    today: date
    since: date

    @classmethod
    def of(cls, limits: Limits, today: date) -> Window:
        return cls(today, add_months(today, -limits.window_months))

    @property
    def data_until(self) -> date:
        return self.today - timedelta(days=1)

    @property
    def end_known_before(self) -> date:
        """Of those that ended before the day it is known whether work or studies came of it."""
        return self.today - AT_END_WITHIN

    @property
    def lasting_known_before(self) -> date:
        """Of those that ended before the day it is known whether that lasted for six months."""
        return add_months(self.end_known_before - FOLLOWED_UP_WITHIN, -6)


def may_be_shown(n: int, active_since: date | None, limits: Limits, today: date) -> Answer:
    """Does the result rest on enough people, at a provider that has worked for long enough?"""
    long_enough = active_since is not None and add_months(active_since, limits.min_months) <= today
    return Answer.of(
        Check(n >= limits.min_starters, f"Färre än {limits.min_starters} deltagare."),
        Check(long_enough, f"Anordnaren har haft deltagare i mindre än {limits.min_months} månader."),
    )


class Told(Protocol):
    """A result, as far as it matters for what may be shown."""

    @property
    def level(self) -> str: ...
    @property
    def n(self) -> int: ...
    @property
    def is_shown(self) -> bool: ...


Row = TypeVar("Row", bound=Told)


def tells_too_much(rows: Iterable[Row], limits: Limits) -> list[Row]:
    """Which of one provider's rows in a measure must not be shown, since they tell of too few when they are
    taken from all levels together. Customers without a level are among those left."""
    told = [each for each in rows if each.is_shown]
    levels = [each for each in told if each.level]
    left = sum(each.n for each in told if not each.level) - sum(each.n for each in levels)
    if not levels or not 0 < left < limits.min_starters:
        return []
    return [min(levels, key=lambda each: (each.n, each.level))]


def stars_for(strength: float, limits: Limits) -> int | None:
    """1 to 4 stars for a result so many standard deviations from the middle; None = no stars are given."""
    if len(limits.star_limits) != STARS - 1:
        return None
    return 1 + sum(strength >= float(limit) for limit in limits.star_limits)


def terms_hold_together(limits: Limits) -> Answer:
    """May the principal decide such terms?"""
    given = limits.star_limits
    return Answer.of(
        Check(
            limits.min_starters >= 5,
            "Ange minst 5, annars går det att räkna ut vem någon är.",
            "min_starters",
        ),
        Check(limits.min_months >= 1, "Ange minst 1 månad.", "min_months"),
        Check(
            limits.min_months <= limits.window_months <= 120,
            "Ange minst lika många månader som anordnaren ska ha arbetat, och högst 120.",
            "window_months",
        ),
        Check(
            len(given) in (0, STARS - 1),
            "Ange tre gränser: för 2, 3 och 4 stjärnor. Eller ingen, då visas inga stjärnor.",
            "star_limits",
        ),
        Check(list(given) == sorted(set(given)), "Ange gränserna i stigande ordning.", "star_limits"),
    )


@dataclass(frozen=True)
class Quarter:
    """The voices of a quarter: how many answered, and how many of them were content."""

    first_day: date
    answers: int
    content: int


def told_together(quarters: Iterable[Quarter], window: Window) -> tuple[int, int]:
    """How many answers may be counted, and how many of them are content.

    Whole quarters only, and a quarter with fewer than five answers waits for the next ones: nobody can see
    what a single new answer said by comparing two days' figures. What is counted together leaves together.
    """
    over = sorted(
        (q for q in quarters if add_months(q.first_day, 3) <= window.today), key=lambda q: q.first_day
    )
    told = [group for group in _groups(over) if group[-1].first_day >= window.since]
    return (
        sum(quarter.answers for group in told for quarter in group),
        sum(quarter.content for group in told for quarter in group),
    )


def _groups(quarters: Sequence[Quarter]) -> list[list[Quarter]]:
    """The quarters in their order, put together until five have answered; what is left over is not told."""
    groups: list[list[Quarter]] = []
    waiting: list[Quarter] = []
    for quarter in quarters:
        waiting.append(quarter)
        if sum(each.answers for each in waiting) >= FEWEST_VOICES:
            groups.append(waiting)
            waiting = []
    return groups
