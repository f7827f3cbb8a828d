"""Capacity over time, without a database."""

from datetime import date, timedelta
from itertools import count, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stegvis.casework.rules import capacity_timeline as timeline
from stegvis.casework.rules.capacity_timeline import Standing, may_record
from stegvis.core.period import Period, merged
from tests.builders import TODAY

FIRST = date(2026, 1, 1)
SPAN = 60
DAYS = [FIRST + timedelta(days=n) for n in range(SPAN * 2)]


def day(month, number=1):
    return date(2026, month, number)


def grade(key, percent, start, end=None):
    return Standing(key, percent, Period(start, end))


def told(grades):
    return [(each.percent, each.period.start, each.period.end) for each in grades]


@st.composite
def findings(draw):
    start = draw(st.integers(0, SPAN))
    length = draw(st.none() | st.integers(1, SPAN))
    end = None if length is None else FIRST + timedelta(days=start + length)
    return draw(st.integers(0, 100)), Period(FIRST + timedelta(days=start), end)


HISTORIES = st.lists(findings(), min_size=1, max_size=8)


def played(history):
    """All of the history recorded in turn, each with a key of its own as the database gives it."""
    keys = count(1)
    standing = []
    for percent, period in history:
        standing = timeline.recorded(standing, Standing(next(keys), percent, period))
    return standing


def percent_on(grades, day):
    found = timeline.on(grades, day)
    return found.percent if found else None


def no_two_share_a_day(grades):
    return not any(one.period.overlaps(other.period) for one, other in pairwise(grades))


def test_a_grade_without_end_ends_the_one_before_it_the_day_it_begins():
    after = timeline.recorded([grade(1, 25, day(1))], grade(None, 50, day(3)))
    assert told(after) == [(25, day(1), day(3)), (50, day(3), None)]


def test_a_grade_inserted_in_the_past_leaves_what_stood_before_and_after_it():
    after = timeline.recorded([grade(1, 50, day(1))], grade(None, 0, day(2), day(3)))
    assert told(after) == [(50, day(1), day(2)), (0, day(2), day(3)), (50, day(3), None)]


def test_a_grade_that_begins_before_another_and_has_no_end_takes_over_all_its_days():
    before = [grade(1, 25, day(1), day(6)), grade(2, 50, day(6))]
    assert told(timeline.recorded(before, grade(None, 75, day(3)))) == [
        (25, day(1), day(3)),
        (75, day(3), None),
    ]


@given(HISTORIES)
def test_two_grades_never_hold_on_the_same_day(history):
    assert no_two_share_a_day(played(history))


@given(HISTORIES)
def test_the_last_one_recorded_holds_on_each_of_its_days(history):
    standing = played(history)
    for each in DAYS:
        said = [percent for percent, period in history if period.contains(each)]
        assert percent_on(standing, each) == (said[-1] if said else None)


@given(HISTORIES)
def test_days_that_had_a_grade_go_on_having_one_and_no_others_get_one(history):
    covered = merged(grade.period for grade in played(history))
    assert covered == merged(period for _percent, period in history)


@given(HISTORIES, st.data())
def test_taking_a_grade_away_changes_no_other_days_than_its_own(history, data):
    before = played(history)
    gone = data.draw(st.sampled_from(before)).key
    after = timeline.removed(before, gone, former_goes_on=data.draw(st.booleans()))
    assert no_two_share_a_day(after)
    for each in DAYS:
        held = timeline.on(before, each)
        if held is None or held.key != gone:
            assert percent_on(after, each) == percent_on(before, each)


@given(HISTORIES, st.data())
def test_what_went_before_leaves_no_gap_when_it_goes_on_in_place_of_what_was_wrong(history, data):
    before = played(history)
    gone = data.draw(st.sampled_from(before)).key
    after = timeline.removed(before, gone, former_goes_on=True)
    if gone != before[0].key and len(merged(grade.period for grade in before)) == 1:
        assert merged(grade.period for grade in after) == merged(grade.period for grade in before)


@given(HISTORIES, findings(), st.data())
def test_a_corrected_grade_holds_on_its_days_and_never_shares_one(history, right, data):
    before = played(history)
    wrong = data.draw(st.sampled_from(before)).key
    percent, period = right
    after = timeline.corrected(before, wrong, Standing(None, percent, period))
    assert no_two_share_a_day(after)
    assert Standing(wrong, percent, period) in after


def test_a_grade_that_turns_out_to_begin_later_lets_the_one_before_it_last_until_then():
    before = [grade(1, 25, day(1), day(3)), grade(2, 50, day(3))]
    assert told(timeline.corrected(before, 2, grade(None, 50, day(4)))) == [
        (25, day(1), day(4)),
        (50, day(4), None),
    ]


def test_a_grade_that_turns_out_to_end_leaves_the_days_after_it_without_one():
    before = [grade(1, 25, day(1), day(3)), grade(2, 50, day(3))]
    assert told(timeline.corrected(before, 2, grade(None, 50, day(3), day(5)))) == [
        (25, day(1), day(3)),
        (50, day(3), day(5)),
    ]


def test_a_finding_of_an_earlier_day_holds_until_the_next_one_that_is_known():
    standing = [grade(1, 25, day(1), day(6)), grade(2, 50, day(6))]
    assert timeline.until_next(standing, day(3)) == Period(day(3), day(6))
    assert timeline.until_next(standing, day(6)) == Period(day(6))
    assert timeline.taken_over(standing, Period(day(3))) == [standing[1]]


@pytest.mark.parametrize(
    ("wrong", "reason"),
    [
        ({"percent": 101}, "mellan 0 och 100"),
        ({"period": Period(date(1980, 1, 1))}, "före personens födelsedag"),
        ({"period": Period(date(2062, 1, 1))}, "inom ett år"),
        ({"is_open": False}, "avslutat"),
        ({"is_recorded": True}, "redan registrerad"),
    ],
)
def test_a_grade_is_refused_with_its_reason(wrong, reason):
    right = {"percent": 50, "period": Period(TODAY), "is_open": True, "born": date(1990, 5, 17)}
    assert may_record(**right, today=TODAY)
    assert reason in " ".join(may_record(**{**right, **wrong}, today=TODAY).problems.messages)
