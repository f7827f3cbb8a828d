"""A day in numbers: how many are in full time, as active as they can, or below, and why.

Each number knows of how many it is. What leaves the unit hides groups so small that they could be somebody.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import TypeVar

from stegvis.assignments.activation.query import Count
from stegvis.assignments.activation.rules import Level, Reason
from stegvis.core.numbers import NO_BREAK, format_decimal, format_number, rounded_half_away
from stegvis.core.period import ONE_DAY, add_months

SMALLEST_SHOWN = 5
"""Groups of fewer are not told outside of the unit (docs/casework.md, "Heltid"); nobody is told as 0."""
FEW = f"färre än {SMALLEST_SHOWN}"
KEPT_BACK = "döljs"
"""For a group that is large enough, but would give away a small one by subtraction."""
MONTHS_OF_TREND = 12

K = TypeVar("K", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Number:
    """So many cases of so many; or, when it is hidden, the words that stand in its place."""

    cases: int
    of: int
    hidden: str = ""

    @property
    def share(self) -> Decimal | None:
        """Percent with the one decimal that it is shown with; None when hidden, and of nobody."""
        if self.hidden or not self.of:
            return None
        return Decimal(rounded_half_away(Fraction(1000 * self.cases, self.of))) / 10

    @property
    def text(self) -> str:
        return self.hidden or format_number(self.cases)

    @property
    def share_text(self) -> str:
        return "–" if self.share is None else f"{format_decimal(self.share, 1)}{NO_BREAK}%"


@dataclass(frozen=True)
class Picture:
    """All open cases on a day."""

    day: date
    levels: Mapping[Level, int]
    reasons: Mapping[Reason, int]
    asked: int = 0
    """Of how many the activity requirement asks something on the day."""
    meeting: int = 0
    """How many of them meet it."""

    @property
    def total(self) -> int:
        return sum(self.levels.values())


@dataclass(frozen=True)
class Told:
    """A picture as it may be shown: every number of it, hidden or not."""

    picture: Picture
    levels: Mapping[Level, Number]
    reasons: Sequence[tuple[Reason, Number]]
    """Those that somebody has, the largest first."""
    requirement: Number | None
    """None when no requirement asks anything of anybody on the day."""
    hides: bool = field(default=False)
    """Is some number hidden?"""

    @property
    def day(self) -> date:
        return self.picture.day


def pictures(found: Iterable[Count], days: Sequence[date]) -> list[Picture]:
    """One picture for each day, in the order asked."""
    levels: dict[date, Counter[Level]] = defaultdict(Counter)
    reasons: dict[date, Counter[Reason]] = defaultdict(Counter)
    asked: Counter[date] = Counter()
    meeting: Counter[date] = Counter()
    for count in found:
        levels[count.day][count.level] += count.cases
        if count.reason is not None:
            reasons[count.day][count.reason] += count.cases
        if count.meets_requirement is not None:
            asked[count.day] += count.cases
            meeting[count.day] += count.cases if count.meets_requirement else 0
    return [
        Picture(day, {level: levels[day][level] for level in Level}, reasons[day], asked[day], meeting[day])
        for day in days
    ]


def told(picture: Picture, *, masked: bool) -> Told:
    """The picture as it is, or `masked` as it may leave the unit."""
    levels = _numbers(picture.levels, masked=masked)
    below = levels[Level.BELOW]
    # When it is hidden how many are below, their reasons must not add up to it.
    reasons = {} if below.hidden else _numbers(picture.reasons, masked=masked)
    met = _numbers({True: picture.meeting, False: picture.asked - picture.meeting}, masked=masked)[True]
    shown = [(reason, number) for reason, number in reasons.items() if number.cases]
    hides = any(number.hidden for number in [*levels.values(), *reasons.values(), met])
    return Told(
        picture,
        levels,
        sorted(shown, key=lambda each: (bool(each[1].hidden), 0 if each[1].hidden else -each[1].cases)),
        met if picture.asked else None,
        hides,
    )


def hidden_groups(counts: Mapping[K, int]) -> frozenset[K]:
    """The groups whose numbers are not told: the small ones, and as many more as it takes for nobody to find
    a small one by taking the others from the sum."""
    in_order = sorted((group for group, number in counts.items() if number), key=lambda group: counts[group])
    hidden = [group for group in in_order if counts[group] < SMALLEST_SHOWN]
    larger = [group for group in in_order if counts[group] >= SMALLEST_SHOWN]
    while hidden and larger and _can_be_found([counts[group] for group in hidden]):
        hidden.append(larger.pop(0))
    return frozenset(hidden)


def month_ends(day: date, count: int = MONTHS_OF_TREND) -> list[date]:
    """The last `count` month ends, the day itself included when it is one; the oldest first."""
    after = (day + ONE_DAY).replace(day=1)
    return [add_months(after, -back) - ONE_DAY for back in reversed(range(count))]


def _numbers(counts: Mapping[K, int], *, masked: bool) -> dict[K, Number]:
    of = sum(counts.values())
    hidden = hidden_groups(counts) if masked else frozenset()
    return {group: Number(number, of, _words(number, group in hidden)) for group, number in counts.items()}


def _words(number: int, is_hidden: bool) -> str:
    if not is_hidden:
        return ""
    return FEW if number < SMALLEST_SHOWN else KEPT_BACK


def _can_be_found(numbers: Sequence[int]) -> bool:
    """Do the readers, who know the sum and that each small group is 1–4, know one of the numbers?"""
    if len(numbers) == 1:
        return True
    all_small = all(number < SMALLEST_SHOWN for number in numbers)
    return all_small and sum(numbers) in (len(numbers), len(numbers) * (SMALLEST_SHOWN - 1))
