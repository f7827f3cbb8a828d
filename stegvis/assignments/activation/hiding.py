"""Which numbers of a day are not told, so that no small group is known, not even by reckoning.

All that is published of a day is one table: a row for each unit and one for all of them, and in each row a
total that is split up. Whoever has every page of it can subtract: reasons from those below, one unit from the
whole. So the table is hidden as one, whichever part of it a page shows (docs/casework.md, "Heltid").
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Final

from stegvis.assignments.activation.rules import Level, Reason
from stegvis.core.small_groups import SMALLEST_SHOWN, is_small

TOTAL, ASKED, NOT_ASKED, MET, UNMET = "total", "asked", "not_asked", "met", "unmet"
"""All open cases; those of whom the requirement asks something, or nothing; who meet it, or do not."""
SPLITS: Final[Mapping[str, tuple[str, ...]]] = {
    TOTAL: tuple(Level),
    Level.BELOW: tuple(Reason),
    ASKED: (MET, UNMET),
}
GROUPS: Final = (TOTAL, *Level, *Reason, ASKED, NOT_ASKED, MET, UNMET)
WITHIN: Final[Mapping[str, tuple[str, ...]]] = {
    TOTAL: GROUPS[1:],
    Level.BELOW: tuple(Reason),
    ASKED: (MET, UNMET),
}
"""Groups that are not shown at all, not even as nobody, where the one that they are a part of is hidden."""
NEVER_SHOWN: Final = frozenset({NOT_ASKED, UNMET})
"""Not told by any page, but small groups all the same when they can be had from what is told."""
REASONS: Final[frozenset[str]] = frozenset(Reason)
WHOLE: Final = None
"""The row of all units."""

Cell = tuple[int | None, str]
"""A unit, or all of them, and a group."""
Range = tuple[float, float]
"""At least and at most: what a reader knows of a number."""
ANY: Final = float("inf")
PRIME: Final = 2**61 - 1
DAYS_REMEMBERED: Final = 64
"""The same are asked about again and again; those of a hundred units take a tenth of a second."""


@dataclass(frozen=True)
class Table:
    """Numbers of a day by unit and group, and how they sum up."""

    cells: Mapping[Cell, int]
    sums: tuple[tuple[Cell, ...], ...]
    """A cell, and after it those that add up to it."""

    @cached_property
    def somebody(self) -> frozenset[Cell]:
        """Those that can be hidden. What is said to be nobody is nobody, whatever word stood there."""
        return frozenset(cell for cell, number in self.cells.items() if number)

    @cached_property
    def sums_with(self) -> dict[Cell, list[int]]:
        """The places of the sums that each cell is in."""
        places: dict[Cell, list[int]] = {cell: [] for cell in self.cells}
        for place, cells in enumerate(self.sums):
            for cell in cells:
                places[cell].append(place)
        return places

    @classmethod
    def of(cls, units: Mapping[int, Mapping[str, int]]) -> Table:
        whole = {group: sum(unit[group] for unit in units.values()) for group in GROUPS}
        rows: dict[int | None, Mapping[str, int]] = {WHOLE: whole} | {unit: units[unit] for unit in units}
        within = [
            ((row, group), *((row, part) for part in parts))
            for row in rows
            for group, parts in (*SPLITS.items(), (TOTAL, (ASKED, NOT_ASKED)))
        ]
        across = [((WHOLE, group), *((unit, group) for unit in units)) for group in GROUPS]
        cells = {(row, group): number for row, numbers in rows.items() for group, number in numbers.items()}
        return cls(cells, (*within, *across))


def hidden_in(units: Mapping[int, Mapping[str, int]]) -> Mapping[int | None, frozenset[str]]:
    """The groups of each unit, and of all of them (WHOLE), whose numbers are not told."""
    numbers = ((unit, tuple(units[unit][group] for group in GROUPS)) for unit in sorted(units))
    return _hidden_in(tuple(numbers))


@lru_cache(maxsize=DAYS_REMEMBERED)
def _hidden_in(numbers: tuple[tuple[int, tuple[int, ...]], ...]) -> Mapping[int | None, frozenset[str]]:
    units = {unit: dict(zip(GROUPS, of_unit, strict=True)) for unit, of_unit in numbers}
    hidden = hidden_cells(Table.of(units))
    return {row: frozenset(group for of, group in hidden if of == row) for row in (WHOLE, *units)}


def hidden_cells(table: Table) -> frozenset[Cell]:
    """The small ones, and as many more as it takes for nobody to find a hidden one by reckoning."""
    hidden = {cell for cell, number in table.cells.items() if is_small(number) or cell[1] in NEVER_SHOWN}
    while True:
        veiled = _veiled(hidden)
        found = _found(table, hidden | veiled, veiled)
        more = set(_to_hide(table, hidden | veiled, veiled, found))
        if not more:
            return frozenset(hidden | veiled)
        hidden |= more


def _veiled(hidden: Iterable[Cell]) -> set[Cell]:
    """Those for which not even a word stands."""
    within = {(row, part) for row, group in hidden for part in WITHIN.get(group, ())}
    return within | {(row, group) for row, group in hidden if group in NEVER_SHOWN}


def _to_hide(table: Table, hidden: set[Cell], veiled: set[Cell], found: set[Cell]) -> Iterator[Cell]:
    """For each that was found the next smallest that it is summed up with; one is enough for a whole sum.

    First for those that a sum tells by itself, in that sum: nothing helps them anywhere else.
    """
    telling = {cell: sums for cell in found if (sums := _telling(table, hidden, veiled, cell))}
    shown, helped = table.somebody - hidden, set[int]()
    for cell in sorted(telling or found, key=lambda each: _cost(table, each)):
        sums = telling.get(cell) or table.sums_with[cell]
        if helped.isdisjoint(sums) and shown:
            beside = shown.intersection(other for place in sums for other in table.sums[place])
            cheapest = min(beside or shown, key=lambda each: _cost(table, each))
            helped.update(table.sums_with[cheapest])
            yield cheapest


def _telling(table: Table, hidden: set[Cell], veiled: set[Cell], cell: Cell) -> list[int]:
    """The sums of which each tells the hidden cell to who reads no other."""
    return [place for place in table.sums_with[cell] if _tells(table, place, hidden, veiled, cell)]


def _tells(table: Table, place: int, hidden: set[Cell], veiled: set[Cell], cell: Cell) -> bool:
    cells = table.sums[place]
    known = {each: _read(table.cells[each], each in hidden, each in veiled) for each in cells}
    list(_narrowed(known, _Sum.of(table, cells, hidden)))
    least, most = known[cell]
    return least == most


def _cost(table: Table, cell: Cell) -> tuple[bool, bool, bool, int, str, int]:
    """What is lost when it is hidden: the answer for all units is what everybody reads, what is split up
    takes its parts with it, and the whole says more than a unit."""
    row, group = cell
    answers_for_all = row is WHOLE and group not in REASONS
    return (answers_for_all, group in SPLITS, row is WHOLE, table.cells[cell], group, row or 0)


def _found(table: Table, hidden: set[Cell], veiled: set[Cell]) -> set[Cell]:
    """The secrets that a reader can reckon out."""
    found = {cell for cell in _found_by_bounds(table, hidden, veiled) if _is_secret(table, cell)}
    return found or {cell for cell in _found_by_sums(table, hidden) if _is_secret(table, cell)}


def _is_secret(table: Table, cell: Cell) -> bool:
    """That it is nobody, when it is, is no secret; and what no page tells is one only when it is small."""
    number = table.cells[cell]
    return is_small(number) or (number > 0 and cell[1] not in NEVER_SHOWN)


def _found_by_bounds(table: Table, hidden: set[Cell], veiled: set[Cell]) -> set[Cell]:
    """Those of which no more than one number is possible, given the words that stand in their places."""
    known = {cell: _read(table.cells[cell], cell in hidden, cell in veiled) for cell in table.cells}
    sums = {
        place: _Sum.of(table, cells, hidden)
        for place, cells in enumerate(table.sums)
        if not hidden.isdisjoint(cells)
    }
    asked: Iterable[int] = sums
    while asked:
        changed = {cell for place in asked for cell in _narrowed(known, sums[place])}
        asked = sorted({place for cell in changed for place in table.sums_with[cell]})
    return {cell for cell in hidden if known[cell][0] == known[cell][1]}


@dataclass(frozen=True, slots=True)
class _Sum:
    whole: Cell
    told: int
    """What its shown parts make together."""
    hidden: list[Cell]

    @classmethod
    def of(cls, table: Table, cells: tuple[Cell, ...], hidden: set[Cell]) -> _Sum:
        whole, *parts = cells
        unknown = [part for part in parts if part in hidden]
        return cls(whole, sum(table.cells[part] for part in parts if part not in hidden), unknown)


def _read(number: int, hidden: bool, veiled: bool) -> Range:
    if not hidden:
        return number, number
    if veiled:
        return 0, ANY
    return (1, SMALLEST_SHOWN - 1) if is_small(number) else (SMALLEST_SHOWN, ANY)


def _narrowed(known: dict[Cell, Range], sum_of: _Sum) -> Iterator[Cell]:
    """Those of its cells of which the sum says more than was known."""
    least = sum_of.told + sum(known[part][0] for part in sum_of.hidden)
    limited = sum_of.told + sum(known[part][1] for part in sum_of.hidden if known[part][1] != ANY)
    unlimited = [part for part in sum_of.hidden if known[part][1] == ANY]
    if _limit(known, sum_of.whole, least, ANY if unlimited else limited):
        yield sum_of.whole
    at_least, at_most = known[sum_of.whole]
    for part in sum_of.hidden:
        low, high = known[part]
        others_most = limited - (0 if high == ANY else high) if unlimited in ([], [part]) else ANY
        if _limit(known, part, at_least - others_most, at_most - (least - low)):
            yield part


def _limit(known: dict[Cell, Range], cell: Cell, least: float, most: float) -> bool:
    low, high = known[cell]
    if least <= low and high <= most:
        return False
    known[cell] = max(low, least), min(high, most)
    return True


def _found_by_sums(table: Table, hidden: set[Cell]) -> set[Cell]:
    """Those that follow from the sums, however many of them are combined.

    Two tables that say the same to a reader differ by numbers that sum up to nothing in every sum. One such
    difference is made, with all that is free in it chosen apart: what does not differ in it never does.
    """
    solved = _solved(table, hidden)
    bound = {cell for cell, _ in solved}
    free = sorted((cell for cell in hidden if cell not in bound), key=lambda each: _cost(table, each))
    difference = {cell: pow(5, place + 1, PRIME) for place, cell in enumerate(free)}
    for cell, others in reversed(solved):
        difference[cell] = -sum(factor * difference[other] for other, factor in others.items()) % PRIME
    return {cell for cell, by in difference.items() if by == 0}


def _solved(table: Table, hidden: set[Cell]) -> list[tuple[Cell, dict[Cell, int]]]:
    """The sums solved for one hidden cell each, which none after it mentions (Gauss, modulo a prime)."""
    solved: list[tuple[Cell, dict[Cell, int]]] = []
    for whole, *parts in table.sums:
        left = {part: 1 for part in parts if part in hidden}
        if whole in hidden:
            left[whole] = PRIME - 1
        for cell, others in solved:
            factor = left.pop(cell, 0)
            if factor:
                _take_away(left, others, factor)
        if left:
            cell, factor = left.popitem()
            inverse = pow(factor, -1, PRIME)
            solved.append((cell, {other: by * inverse % PRIME for other, by in left.items()}))
    return solved


def _take_away(left: dict[Cell, int], others: Mapping[Cell, int], factor: int) -> None:
    for other, by in others.items():
        rest = (left.pop(other, 0) - factor * by) % PRIME
        if rest:
            left[other] = rest
