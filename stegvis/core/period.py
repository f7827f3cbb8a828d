"""Periods of days: half-open, never empty, and the only date arithmetic in the house.

The end is the first day *after* the period; `None` means that no end is known. Pages show the last
day inclusive, so forms build with `Period.inclusive` and read back with `last_day`.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import total_ordering

ONE_DAY = timedelta(days=1)


@total_ordering
@dataclass(frozen=True, slots=True)
class Period:
    """The days from `start` up to but not including `end`; open-ended when `end` is None.

    Periods sort by start, then by end, an open end last. Raises ValueError when no day would remain.
    """

    start: date
    end: date | None = None

    def __post_init__(self) -> None:
        if self.end is not None and self.end <= self.start:
            raise ValueError(f"A period needs at least one day: {self.start} up to {self.end}")

    # Making

    @classmethod
    def inclusive(cls, first: date, last: date | None) -> Period:
        """The period as people say it: from the first day through the last."""
        return cls(first, None if last is None else last + ONE_DAY)

    @classmethod
    def month(cls, year: int, month: int) -> Period:
        """A calendar month."""
        return cls.of_month(date(year, month, 1))

    @classmethod
    def of_month(cls, day: date) -> Period:
        """The calendar month that holds the day."""
        first = day.replace(day=1)
        return cls(first, add_months(first, 1))

    # Asking

    @property
    def last_day(self) -> date | None:
        """The last day inside the period, None when open-ended."""
        return None if self.end is None else self.end - ONE_DAY

    @property
    def days(self) -> int:
        """How many days. Raises ValueError when open-ended."""
        return (self._known_end() - self.start).days

    @property
    def whole_months(self) -> int:
        """Months counted from the start, a started month as a whole one.

        2024-01-15 up to 2024-04-15 is exactly 3; one day more is 4. Raises ValueError when open-ended.
        """
        end = self._known_end()
        months = (end.year - self.start.year) * 12 + end.month - self.start.month
        return months if add_months(self.start, months) >= end else months + 1

    def contains(self, day: date) -> bool:
        return self.start <= day and (self.end is None or day < self.end)

    def overlaps(self, other: Period) -> bool:
        """Do the periods share at least one day?"""
        return self.start < other._end_or_max() and other.start < self._end_or_max()

    def covers(self, other: Period) -> bool:
        """Is every day of the other also in this one?"""
        return self.start <= other.start and other._end_or_max() <= self._end_or_max()

    # Combining

    def intersect(self, other: Period) -> Period | None:
        """The days in both, or None when there are none."""
        if not self.overlaps(other):
            return None
        return Period(max(self.start, other.start), _earlier(self.end, other.end))

    def subtract(self, other: Period) -> list[Period]:
        """The days of this one that are not in the other: none, one or two periods, in order."""
        if not self.overlaps(other):
            return [self]
        rest = []
        if self.start < other.start:
            rest.append(Period(self.start, other.start))
        if other.end is not None and other.end < self._end_or_max():
            rest.append(Period(other.end, self.end))
        return rest

    def join(self, other: Period) -> Period:
        """Both as one period. Raises ValueError when days are missing between them."""
        if not self._touches(other):
            raise ValueError(f"There are days between {self} and {other}")
        return Period(min(self.start, other.start), _later(self.end, other.end))

    def ending(self, end: date | None) -> Period:
        """The same start with another end (exclusive). Raises ValueError when no day would remain."""
        return Period(self.start, end)

    def previous_year(self) -> Period:
        """The same dates a year before, for comparison; whole months stay whole months.

        29 February becomes 28 February, except that February's last day stays its last day.
        """
        start = add_months(self.start, -12)
        return Period(start, None if self.end is None else _end_a_year_before(self.end))

    # Months

    def months_touched(self) -> list[Period]:
        """The calendar months, whole, that share a day with the period. Raises ValueError when open-ended."""
        last = self._known_end() - ONE_DAY
        return [Period.of_month(first) for first in self.month_starts(last)]

    def split_by_month(self) -> list[Period]:
        """The period cut at every turn of month. Raises ValueError when open-ended."""
        end = self._known_end()
        months = self.months_touched()
        starts = [self.start, *(month.start for month in months[1:])]
        return [Period(start, min(stop, end)) for start, stop in zip(starts, [*starts[1:], end], strict=True)]

    def month_starts(self, until: date) -> list[date]:
        """The first day of each calendar month that the period touches, none later than `until`."""
        last = until if self.end is None else min(until, self.end - ONE_DAY)
        first = self.start.replace(day=1)
        count = (last.year - first.year) * 12 + last.month - first.month + 1
        return [add_months(first, n) for n in range(count)]

    # Showing and sorting

    def __str__(self) -> str:
        return f"{self.start}–{self.last_day or ''}"

    def __lt__(self, other: object) -> bool:
        if not isinstance(other, Period):
            return NotImplemented
        return self._sort_key() < other._sort_key()

    def _sort_key(self) -> tuple[date, bool, date]:
        return self.start, self.end is None, self._end_or_max()

    def _touches(self, other: Period) -> bool:
        return self.start <= other._end_or_max() and other.start <= self._end_or_max()

    def _end_or_max(self) -> date:
        return date.max if self.end is None else self.end

    def _known_end(self) -> date:
        if self.end is None:
            raise ValueError(f"The period {self} has no end")
        return self.end


def merged(periods: Iterable[Period]) -> list[Period]:
    """The same days as the fewest possible periods, in order: overlapping and adjacent ones are joined."""
    result: list[Period] = []
    for period in sorted(periods):
        if result and result[-1]._touches(period):
            result[-1] = result[-1].join(period)
        else:
            result.append(period)
    return result


def add_months(day: date, months: int) -> date:
    """The same day, `months` later (earlier when negative), or the month's last day when it is shorter."""
    year, month0 = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month0 + 1, min(day.day, monthrange(year, month0 + 1)[1]))


def half_year_after(day: date) -> date:
    """Six months later: when self-sufficiency is followed up. domain: follow-up six months after the end."""
    return add_months(day, 6)


def _end_a_year_before(end: date) -> date:
    # An exclusive end on 29 February means that the 28th is the last day, which exists every year.
    if (end.month, end.day) == (2, 29):
        return date(end.year - 1, 3, 1)
    return add_months(end, -12)


def _earlier(one: date | None, other: date | None) -> date | None:
    if one is None or other is None:
        return one or other
    return min(one, other)


def _later(one: date | None, other: date | None) -> date | None:
    return None if one is None or other is None else max(one, other)
