"""A day in numbers: sums, shares, small groups, and the month ends of the trend."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from stegvis.assignments.activation import words
from stegvis.assignments.activation.figures import (
    Picture,
    month_ends,
    pictures,
    told,
    told_outside,
)
from stegvis.assignments.activation.hiding import WHOLE, hidden_in
from stegvis.assignments.activation.query import Count
from stegvis.assignments.activation.rules import Level, Reason

DAY = date(2026, 3, 16)


def a_picture(full=65, capacity=0, **below):
    reasons = {Reason(name): number for name, number in below.items()}
    levels = {Level.FULL_TIME: full, Level.CAPACITY: capacity, Level.BELOW: sum(reasons.values())}
    return Picture(DAY, levels, reasons)


def outside(picture):
    """As the only unit there is may tell it."""
    return told(picture, hidden_in({1: picture.groups})[WHOLE])


def test_counts_become_one_picture_a_day_in_which_everything_sums():
    earlier = DAY - timedelta(30)
    found = [
        Count(DAY, 1, Level.FULL_TIME, None, True, 6),
        Count(DAY, 1, Level.FULL_TIME, None, None, 1),
        Count(DAY, 1, Level.BELOW, Reason.SICK, False, 2),
        Count(earlier, 2, Level.CAPACITY, None, None, 4),
    ]
    now, before = pictures(found, [DAY, earlier])
    assert (now.total, now.levels[Level.FULL_TIME], dict(now.reasons)) == (9, 7, {Reason.SICK: 2})
    assert (now.asked, now.meeting) == (8, 6)
    assert (before.total, before.levels[Level.BELOW]) == (4, 0)


def test_inside_the_unit_every_number_is_told_the_largest_reason_first():
    shown = told(a_picture(66, 10, sick=4, awaiting_choice=20))
    assert shown.levels[Level.FULL_TIME].share == Decimal("66.0")
    assert [(reason, number.text) for reason, number in shown.reasons] == [
        (Reason.AWAITING_CHOICE, "20"),
        (Reason.SICK, "4"),
    ]
    assert not shown.hides


def test_outside_the_unit_a_small_group_is_hidden_and_one_more_so_that_it_cannot_be_found():
    shown = outside(a_picture(66, 10, sick=4, awaiting_choice=20, unexplained=7))
    assert [number.text for _, number in shown.reasons] == ["20", "färre än 5", "döljs"]
    assert [number.share for _, number in shown.reasons][1:] == [None, None]
    assert shown.hides


def test_when_it_is_hidden_how_many_are_below_their_reasons_are_hidden_too():
    shown = outside(a_picture(66, 10, sick=3))
    assert shown.levels[Level.BELOW].text == "färre än 5"
    assert not shown.reasons


def test_nobody_is_told_as_nobody():
    shown = outside(a_picture(66, 0))
    assert [number.text for number in shown.levels.values()] == ["66", "0", "0"]


groups = st.dictionaries(st.sampled_from(list(Reason)), st.integers(0, 40))


@given(st.integers(0, 500), st.integers(0, 500), groups, st.booleans())
def test_levels_are_all_and_reasons_are_all_below(full, capacity, below, masked):
    picture = a_picture(full, capacity, **{reason.value: number for reason, number in below.items()})
    shown = outside(picture) if masked else told(picture)
    assert sum(number.cases for number in shown.levels.values()) == picture.total
    if not shown.levels[Level.BELOW].hidden:
        assert sum(number.cases for _, number in shown.reasons) == picture.levels[Level.BELOW]


def counted(unit, **numbers):
    reasons = {Reason(name): number for name, number in numbers.items() if name in set(Reason)}
    found = [Count(DAY, unit, Level.BELOW, reason, None, number) for reason, number in reasons.items()]
    return [*found, Count(DAY, unit, Level.FULL_TIME, None, None, numbers["full"])]


def test_what_is_hidden_of_a_unit_cannot_be_had_by_taking_another_from_the_whole():
    found = [*counted(1, full=20, sick=3, unexplained=9), *counted(2, full=30, sick=8, unexplained=12)]
    texts = {
        unit: {reason: number.text for reason, number in told_outside(found, [DAY], units)[0].reasons}
        for unit, units in ((1, {1}), (2, {2}), ("all", None))
    }
    assert texts["all"] == {Reason.SICK: "11", Reason.UNEXPLAINED: "21"}
    assert texts[1] == {Reason.SICK: "färre än 5", Reason.UNEXPLAINED: "döljs"}
    assert texts[2] == {Reason.SICK: "döljs", Reason.UNEXPLAINED: "döljs"}


def test_a_unit_with_few_cases_is_not_told_at_all_nor_the_next_smallest_by_itself():
    found = [*counted(1, full=3), *counted(2, full=10, sick=7), *counted(3, full=40, sick=20)]
    few, next_smallest, largest, whole = (
        told_outside(found, [DAY], units)[0] for units in ({1}, {2}, {3}, None)
    )
    assert few.total.text == "färre än 5"
    assert {number.text for number in few.levels.values()} == {"döljs"}
    assert (next_smallest.total.text, next_smallest.levels[Level.BELOW].text) == ("döljs", "döljs")
    assert (largest.total.text, whole.total.text) == ("60", "80")


def test_of_some_units_together_a_number_is_told_when_each_of_theirs_is():
    found = [*counted(1, full=20, sick=3, unexplained=9), *counted(2, full=30, sick=8, unexplained=12)]
    found += counted(3, full=9, sick=30, unexplained=20)
    (some,) = told_outside(found, [DAY], {1, 3})
    assert some.levels[Level.FULL_TIME].text == "29"
    assert dict(some.reasons)[Reason.SICK].text == "döljs"
    assert not told_outside(found, [DAY], {99})[0].total.cases


def test_the_trend_is_of_month_ends_that_have_come():
    assert month_ends(DAY)[-1] == date(2026, 2, 28)
    assert month_ends(date(2026, 3, 31))[-1] == date(2026, 3, 31)
    assert month_ends(DAY)[0] == date(2025, 3, 31)
    assert len(month_ends(DAY)) == 12


@given(st.decimals(0, 100, places=1), st.decimals(0, 100, places=1))
def test_the_word_for_a_change_is_the_sign_of_the_numbers_as_shown(now, before):
    said = words.change(now, before)
    assert ("ökning" in said) == (now > before)
    assert ("minskning" in said) == (now < before)
    assert ("oförändrat" in said) == (now == before)
