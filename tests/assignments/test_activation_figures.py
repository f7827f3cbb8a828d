"""A day in numbers: sums, shares, small groups, and the month ends of the trend."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from stegvis.assignments.activation import words
from stegvis.assignments.activation.figures import (
    SMALLEST_SHOWN,
    Picture,
    hidden_groups,
    month_ends,
    pictures,
    told,
)
from stegvis.assignments.activation.query import Count
from stegvis.assignments.activation.rules import Level, Reason

DAY = date(2026, 3, 16)


def a_picture(full=65, capacity=0, **below):
    reasons = {Reason(name): number for name, number in below.items()}
    levels = {Level.FULL_TIME: full, Level.CAPACITY: capacity, Level.BELOW: sum(reasons.values())}
    return Picture(DAY, levels, reasons)


def test_counts_become_one_picture_a_day_in_which_everything_sums():
    earlier = DAY - timedelta(30)
    found = [
        Count(DAY, Level.FULL_TIME, None, True, 6),
        Count(DAY, Level.FULL_TIME, None, None, 1),
        Count(DAY, Level.BELOW, Reason.SICK, False, 2),
        Count(earlier, Level.CAPACITY, None, None, 4),
    ]
    now, before = pictures(found, [DAY, earlier])
    assert (now.total, now.levels[Level.FULL_TIME], dict(now.reasons)) == (9, 7, {Reason.SICK: 2})
    assert (now.asked, now.meeting) == (8, 6)
    assert (before.total, before.levels[Level.BELOW]) == (4, 0)


def test_inside_the_unit_every_number_is_told_the_largest_reason_first():
    shown = told(a_picture(66, 10, sick=4, awaiting_choice=20), masked=False)
    assert shown.levels[Level.FULL_TIME].share == Decimal("66.0")
    assert [(reason, number.text) for reason, number in shown.reasons] == [
        (Reason.AWAITING_CHOICE, "20"),
        (Reason.SICK, "4"),
    ]
    assert not shown.hides


def test_outside_the_unit_a_small_group_is_hidden_and_one_more_so_that_it_cannot_be_found():
    shown = told(a_picture(66, 10, sick=4, awaiting_choice=20, unexplained=7), masked=True)
    assert [number.text for _, number in shown.reasons] == ["20", "färre än 5", "döljs"]
    assert [number.share for _, number in shown.reasons][1:] == [None, None]
    assert shown.hides


def test_when_it_is_hidden_how_many_are_below_their_reasons_are_hidden_too():
    shown = told(a_picture(66, 10, sick=3), masked=True)
    assert shown.levels[Level.BELOW].text == "färre än 5"
    assert not shown.reasons


def test_nobody_is_told_as_nobody():
    shown = told(a_picture(66, 0), masked=True)
    assert [number.text for number in shown.levels.values()] == ["66", "0", "0"]


groups = st.dictionaries(st.sampled_from(list(Reason)), st.integers(0, 40))


@given(groups)
def test_every_small_group_is_hidden_and_no_hidden_one_follows_from_the_sum(counts):
    hidden = hidden_groups(counts)
    assert {group for group, number in counts.items() if 0 < number < SMALLEST_SHOWN} <= hidden
    assert all(counts[group] for group in hidden)
    others = [group for group, number in counts.items() if number and group not in hidden]
    if hidden and others:
        numbers = [counts[group] for group in hidden]
        assert len(numbers) > 1
        assert sum(numbers) > len(numbers)


@given(st.integers(0, 500), st.integers(0, 500), groups, st.booleans())
def test_levels_are_all_and_reasons_are_all_below(full, capacity, below, masked):
    picture = a_picture(full, capacity, **{reason.value: number for reason, number in below.items()})
    shown = told(picture, masked=masked)
    assert sum(number.cases for number in shown.levels.values()) == picture.total
    if not shown.levels[Level.BELOW].hidden:
        assert sum(number.cases for _, number in shown.reasons) == picture.levels[Level.BELOW]


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
