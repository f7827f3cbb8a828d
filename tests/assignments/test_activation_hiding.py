"""Whoever reads every page of a day and reckons finds none of the numbers that are hidden."""

from __future__ import annotations

import random
from collections import Counter
from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from stegvis.assignments.activation.hiding import (
    ASKED,
    GROUPS,
    MET,
    NEVER_SHOWN,
    NOT_ASKED,
    TOTAL,
    UNMET,
    WHOLE,
    hidden_in,
)
from stegvis.assignments.activation.rules import Level, Reason
from stegvis.core.small_groups import SMALLEST_SHOWN, is_small

few_or_many = st.sampled_from([0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 9, 20, 40])
SOME_REASONS = list(Reason)[:4]


@st.composite
def units(draw):
    """One to four units, each with whom the requirement asks something among its cases."""
    made = {}
    for unit in range(1, draw(st.integers(1, 4)) + 1):
        reasons = {reason: draw(few_or_many) for reason in SOME_REASONS}
        levels = {Level.FULL_TIME: draw(few_or_many), Level.CAPACITY: draw(few_or_many)}
        levels[Level.BELOW] = sum(reasons.values())
        total = sum(levels.values())
        asked = draw(st.sampled_from([0, total, total // 2, max(0, total - 2), min(3, total)]))
        met = draw(st.sampled_from([0, asked, asked // 2, max(0, asked - 1)]))
        sums = {TOTAL: total, ASKED: asked, NOT_ASKED: total - asked, MET: met, UNMET: asked - met}
        made[unit] = dict.fromkeys(GROUPS, 0) | levels | reasons | sums
    return made


def with_whole(units):
    return {**units, WHOLE: {group: sum(unit[group] for unit in units.values()) for group in GROUPS}}


def what_sums_up(units):
    """Everything that a reader can subtract: a number, and those that it is the sum of."""
    for row in (*units, WHOLE):
        yield (row, TOTAL), [(row, level) for level in Level]
        yield (row, Level.BELOW), [(row, reason) for reason in Reason]
        yield (row, TOTAL), [(row, ASKED), (row, NOT_ASKED)]
        yield (row, ASKED), [(row, MET), (row, UNMET)]
    for group in GROUPS:
        yield (WHOLE, group), [(unit, group) for unit in units]


@settings(max_examples=50)
@given(units())
def test_no_small_group_is_told_and_nobody_may_be_told_as_nobody(made):
    hidden, rows = hidden_in(made), with_whole(made)
    for row, numbers in rows.items():
        assert {group for group, number in numbers.items() if is_small(number)} <= hidden[row]
        if numbers[TOTAL] and TOTAL in hidden[row]:
            assert hidden[row] == {*GROUPS}
        if Level.BELOW in hidden[row]:
            assert {*Reason} <= hidden[row]


@settings(max_examples=60)
@given(units())
def test_no_hidden_number_follows_from_adding_and_subtracting_all_that_is_told(made):
    hidden, rows = hidden_in(made), with_whole(made)
    secrets = {
        (row, group)
        for row, groups in hidden.items()
        for group in groups
        if is_small(rows[row][group]) or (rows[row][group] and group not in NEVER_SHOWN)
    }
    unknown = {(row, group) for row, groups in hidden.items() for group in groups}
    assert not reckoned_out(made, unknown) & secrets


@settings(max_examples=60)
@given(units())
def test_no_sum_leaves_a_small_group_only_one_number_that_it_can_be(made):
    """A reader knows that «färre än 5» is 1–4 and that «döljs» is at least 5."""
    hidden, rows = hidden_in(made), with_whole(made)
    for whole, parts in what_sums_up(made):
        cells = [cell for cell in (whole, *parts) if cell[1] in hidden[cell[0]]]
        small = [cell for cell in cells if is_small(rows[cell[0]][cell[1]])]
        if not small or whole in cells or any(rows[row][group] == 0 for row, group in cells):
            continue
        if any(has_no_word(hidden[row], group) for row, group in cells):
            continue
        left = sum(rows[row][group] for row, group in cells)
        assert small_can_be(len(small), len(cells) - len(small), left) > 1


def test_eight_units_of_some_sixty_cases_still_have_an_answer_for_all_of_them():
    drawn = random.Random(3)
    for _ in range(8):
        hidden = hidden_in({unit: an_ordinary_unit(drawn) for unit in range(1, 9)})
        assert hidden[WHOLE].isdisjoint({TOTAL, *Level, ASKED, MET})


def an_ordinary_unit(drawn):
    """Most of the reasons are few: the second half as common as the first, the third a third."""
    cases = drawn.randint(30, 90)
    levels = Counter(drawn.choices(list(Level), [45, 20, 35], k=cases))
    weights = [1 / place for place in range(1, len(Reason) + 1)]
    reasons = Counter(drawn.choices(list(Reason), weights, k=levels[Level.BELOW]))
    met = sum(drawn.random() < 0.6 for _ in range(cases))
    sums = {TOTAL: cases, ASKED: cases, NOT_ASKED: 0, MET: met, UNMET: cases - met}
    return dict.fromkeys(GROUPS, 0) | levels | reasons | sums


def has_no_word(hidden, group):
    """Is not even «färre än 5» or «döljs» told of it?"""
    within_below = Level.BELOW in hidden and group in set(Reason)
    return group in NEVER_SHOWN or TOTAL in hidden or within_below or (group == MET and ASKED in hidden)


def small_can_be(small, large, left):
    """How many numbers the first of the small ones can be, when they and the large add up to what is left."""
    possible = 0
    for first in range(1, SMALLEST_SHOWN):
        rest = left - first
        least = (small - 1) + large * SMALLEST_SHOWN
        most = (small - 1) * (SMALLEST_SHOWN - 1)
        possible += least <= rest and (large > 0 or rest <= most)
    return possible


def reckoned_out(made, unknown):
    """The unknown that have one answer, by elimination with fractions."""
    columns = sorted(unknown, key=str)
    rows = []
    for whole, parts in what_sums_up(made):
        signs = [(whole, -1), *((part, 1) for part in parts)]
        row = [Fraction(0)] * len(columns)
        for cell, sign in signs:
            if cell in unknown:
                row[columns.index(cell)] += sign
        rows.append(row)
    place = 0
    for column in range(len(columns)):
        pivot = next((n for n in range(place, len(rows)) if rows[n][column]), None)
        if pivot is None:
            continue
        rows[place], rows[pivot] = rows[pivot], rows[place]
        by = rows[place][column]
        rows[place] = [value / by if value else value for value in rows[place]]
        for other in range(len(rows)):
            if other != place and rows[other][column]:
                factor = rows[other][column]
                rows[other] = [
                    mine - factor * its if its else mine
                    for mine, its in zip(rows[other], rows[place], strict=True)
                ]
        place += 1
    alone = [[n for n, value in enumerate(row) if value] for row in rows]
    return {columns[only[0]] for only in alone if len(only) == 1}
