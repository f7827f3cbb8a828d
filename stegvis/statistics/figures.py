"""A number that knows itself: what it counts, over which time, in which unit, and which rows are behind it.

Numbers are compared as they are shown. Whoever reads 4,1 and 5,6 must be able to subtract them
and arrive at the difference in the next sentence, so rounding comes first and comparing after.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from stegvis.core.numbers import rounded_half_away
from stegvis.core.period import Period


class Unit(StrEnum):
    PERSONS = "persons"
    CASES = "cases"
    DECISIONS = "decisions"
    VOUCHERS = "vouchers"
    PERCENT = "percent"
    PERCENTAGE_POINTS = "percentage_points"
    ORE = "ore"


class Direction(StrEnum):
    INCREASE = "increase"
    DECREASE = "decrease"
    UNCHANGED = "unchanged"


@dataclass(frozen=True)
class Rows:
    """The way back from a number to the rows it counts: which measure, narrowed to which group."""

    measure: str
    group: str = ""


@dataclass(frozen=True)
class Figure:
    """One published number. A count has a numerator only, a share also says of how many."""

    name: str
    definition: str
    period: Period
    unit: Unit
    numerator: int
    denominator: int | None = None
    rows: Rows | None = None
    is_hidden: bool = False
    """It would tell of a group so small that it could be somebody: it is told to nobody."""

    def __post_init__(self) -> None:
        if (self.unit is Unit.PERCENT) != (self.denominator is not None):
            raise ValueError("A figure in percent says of how many; no other figure does.")
        if self.unit is Unit.PERCENTAGE_POINTS:
            raise ValueError("Percentage points are the difference between two shares, never a figure.")

    @property
    def value(self) -> int | Decimal | None:
        """The number as shown: whole for counts and öre, one decimal for percent.

        None = share of nobody, or hidden.
        """
        if self.is_hidden:
            return None
        if self.denominator is None:
            return self.numerator
        if self.denominator == 0:
            return None
        return _percent(self.numerator, self.denominator)


@dataclass(frozen=True)
class Difference:
    """How much more (or less) one figure is than another. Between percents: percentage points."""

    value: int | Decimal
    unit: Unit

    @property
    def direction(self) -> Direction:
        if self.value > 0:
            return Direction.INCREASE
        return Direction.DECREASE if self.value < 0 else Direction.UNCHANGED


@dataclass(frozen=True)
class Comparison:
    """The same figure in two periods. Every word and sign about the change is computed here."""

    now: Figure
    before: Figure
    name: str = field(init=False)

    def __post_init__(self) -> None:
        if self.now.unit is not self.before.unit:
            raise ValueError(f"{self.now.unit} cannot be compared with {self.before.unit}.")
        object.__setattr__(self, "name", self.now.name)

    @property
    def difference(self) -> Difference | None:
        """None when one of the two has no value."""
        if self.now.value is None or self.before.value is None:
            return None
        percent = self.now.unit is Unit.PERCENT
        return Difference(
            self.now.value - self.before.value,
            Unit.PERCENTAGE_POINTS if percent else self.now.unit,
        )

    @property
    def percent_change(self) -> Decimal | None:
        """The change as percent of the earlier count, one decimal. None from zero, and for shares."""
        if self.now.unit is Unit.PERCENT or not self.before.numerator:
            return None
        return _percent(self.now.numerator - self.before.numerator, self.before.numerator)

    @property
    def is_year_on_year(self) -> bool:
        return self.before.period == self.now.period.previous_year()


def _percent(part: int, whole: int) -> Decimal:
    """`part` as percent of `whole`, with the one decimal it is shown with."""
    return Decimal(rounded_half_away(Fraction(1000 * part, whole))) / 10
