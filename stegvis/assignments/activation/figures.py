"""A day in numbers: how many are in full time, as active as they can, or below, and why.

Each number knows of how many it is. What leaves the unit hides groups so small that they could be somebody.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from stegvis.assignments.activation.hiding import (
    ASKED,
    GROUPS,
    MET,
    NOT_ASKED,
    TOTAL,
    UNMET,
    WHOLE,
    hidden_in,
)
from stegvis.assignments.activation.query import Count
from stegvis.assignments.activation.rules import Level, Reason
from stegvis.core.numbers import NO_BREAK, format_decimal, format_number, rounded_half_away
from stegvis.core.period import ONE_DAY, add_months
from stegvis.core.small_groups import FEW, KEPT_BACK, is_small

MONTHS_OF_TREND = 12


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

    @property
    def groups(self) -> dict[str, int]:
        """Every number of it, by the names that hiding knows them under."""
        sums: dict[str, int] = {
            TOTAL: self.total,
            ASKED: self.asked,
            NOT_ASKED: self.total - self.asked,
            MET: self.meeting,
            UNMET: self.asked - self.meeting,
        }
        return {**dict.fromkeys(GROUPS, 0), **self.levels, **self.reasons, **sums}


@dataclass(frozen=True)
class Told:
    """A picture as it may be shown: every number of it, hidden or not."""

    picture: Picture
    total: Number
    """All open cases. When it is hidden, so is everything else."""
    levels: Mapping[Level, Number]
    reasons: Sequence[tuple[Reason, Number]]
    """Those that somebody has, the largest first."""
    requirement: Number | None
    """None when no requirement asks anything of anybody on the day."""

    @property
    def day(self) -> date:
        return self.picture.day

    @property
    def hides(self) -> bool:
        """Is some number hidden?"""
        met = [self.requirement] if self.requirement else []
        shown = [self.total, *self.levels.values(), *met, *(number for _, number in self.reasons)]
        return any(number.hidden for number in shown)


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


def told(picture: Picture, hidden: Collection[str] = (), *, word: str = "") -> Told:
    """The picture without the numbers of its hidden groups; openly when there are none.

    `word` stands in the place of each of them, or else a word that says whether it is small.
    """
    words = _words(picture, hidden) if not word else dict.fromkeys(hidden, word)
    total = picture.total
    met = Number(picture.meeting, picture.asked, KEPT_BACK if ASKED in words else words.get(MET, ""))
    return Told(
        picture,
        Number(total, total, words.get(TOTAL, "")),
        {level: Number(picture.levels[level], total, words.get(level, "")) for level in Level},
        [] if Level.BELOW in words else _reasons(picture, words),
        met if picture.asked else None,
    )


def told_outside(
    found: Iterable[Count], days: Sequence[date], units: AbstractSet[int] | None = None
) -> list[Told]:
    """The days of some units, or of all, as they may leave them. `found` is of all the principal's cases:
    what is hidden of one unit follows from what is told of the others."""
    of_day: dict[date, list[Count]] = {day: [] for day in days}
    for count in found:
        of_day[count.day].append(count)
    return [_told_outside(day, of_day[day], units) for day in days]


def month_ends(day: date, count: int = MONTHS_OF_TREND) -> list[date]:
    """The last `count` month ends, the day itself included when it is one; the oldest first."""
    after = (day + ONE_DAY).replace(day=1)
    return [add_months(after, -back) - ONE_DAY for back in reversed(range(count))]


def _told_outside(day: date, found: Sequence[Count], units: AbstractSet[int] | None) -> Told:
    by_unit: dict[int, list[Count]] = defaultdict(list)
    for count in found:
        by_unit[count.unit_id].append(count)
    hidden = hidden_in({unit: _picture(day, counts).groups for unit, counts in by_unit.items()})
    shown = sorted(by_unit.keys() if units is None else by_unit.keys() & units)
    picture = _picture(day, [count for unit in shown for count in by_unit[unit]])
    if len(shown) == len(by_unit):
        return told(picture, hidden[WHOLE])
    if len(shown) == 1:
        return told(picture, hidden[shown[0]])
    # A sum of some units says nothing new when each of them is told, but may when one is hidden.
    return told(picture, frozenset().union(*(hidden[unit] for unit in shown)), word=KEPT_BACK)


def _picture(day: date, found: Iterable[Count]) -> Picture:
    (picture,) = pictures(found, [day])
    return picture


def _words(picture: Picture, hidden: Collection[str]) -> dict[str, str]:
    """Who is not told how many there are is not told either which parts of them are small."""
    numbers, apart = picture.groups, {TOTAL} if TOTAL in hidden else hidden
    return {group: FEW if group in apart and is_small(numbers[group]) else KEPT_BACK for group in hidden}


def _reasons(picture: Picture, words: Mapping[str, str]) -> list[tuple[Reason, Number]]:
    """The told first, by size; then the hidden, which are not put in an order that would tell it."""
    below = picture.levels[Level.BELOW]
    numbers = [
        (reason, Number(picture.reasons.get(reason, 0), below, words.get(reason, ""))) for reason in Reason
    ]
    shown = [each for each in numbers if each[1].cases and not each[1].hidden]
    hidden = [each for each in numbers if each[1].hidden]
    return [*sorted(shown, key=lambda each: -each[1].cases), *hidden]
