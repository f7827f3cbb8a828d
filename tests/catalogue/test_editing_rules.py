"""When terms may begin, change and end: the rules without a database."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stegvis.catalogue.rules import (
    LevelContent,
    TermsContent,
    may_be_terms,
    may_begin,
    may_change_coming,
    may_move,
    may_phase_out,
    placed,
)
from stegvis.core.period import Period

TODAY = date(2026, 3, 16)
TOMORROW = date(2026, 3, 17)


def fields(answer):
    return [problem.field for problem in answer.problems]


@st.composite
def histories(draw):
    """Terms after each other, sometimes with a pause between, the last with or without an end."""
    day, periods = date(2020, 1, 1), []
    for _ in range(draw(st.integers(0, 4))):
        day += timedelta(draw(st.sampled_from([0, 0, 30])))
        end = day + timedelta(draw(st.integers(1, 900)))
        periods.append(Period(day, end))
        day = end
    if periods and draw(st.booleans()):
        periods[-1] = Period(periods[-1].start)
    return periods


@given(periods=histories(), first_day=st.dates(date(2020, 1, 1), date(2035, 1, 1)))
def test_new_terms_never_share_a_day_with_others_and_leave_no_day_without(periods, first_day):
    if first_day in [period.start for period in periods]:
        return
    place = placed(periods, first_day)
    after = [place.shortened_to if period == place.shortened else period for period in periods]
    for period in after:
        assert not period.overlaps(place.period)
    assert place.period.start == first_day
    for day in (first_day, *(period.start for period in periods)):
        assert any(period.contains(day) for period in [*after, place.period])


def test_new_terms_last_until_the_next_ones_or_as_long_as_those_they_follow():
    now, coming = Period(date(2024, 1, 1), date(2026, 9, 1)), Period(date(2026, 9, 1))
    assert placed([now, coming], date(2026, 5, 1)).period == Period(date(2026, 5, 1), date(2026, 9, 1))
    assert placed([now], date(2026, 5, 1)).shortened_to == Period(date(2024, 1, 1), date(2026, 5, 1))
    assert placed([now], date(2027, 1, 1)).period == Period(date(2027, 1, 1))


def test_terms_begin_today_at_the_earliest_and_never_on_a_day_when_others_do():
    assert may_begin(TODAY, [date(2024, 1, 1)], today=TODAY)
    assert fields(may_begin(date(2026, 3, 15), [], today=TODAY)) == ["first_day"]
    assert "senare dag" in str(may_begin(TODAY, [TODAY], today=TODAY).problems)
    assert "Ändra dem" in str(may_begin(TOMORROW, [TOMORROW], today=TODAY).problems)


def test_what_has_begun_is_not_changed():
    assert not may_change_coming(Period(TODAY), today=TODAY)
    assert may_change_coming(Period(TOMORROW), today=TODAY)


def test_coming_terms_are_moved_between_those_before_and_their_own_end():
    before, own = Period(date(2024, 1, 1), date(2026, 5, 1)), Period(date(2026, 5, 1), date(2026, 9, 1))
    assert may_move(date(2026, 6, 1), own, [before], today=TODAY)
    assert not may_move(TODAY, own, [before], today=TODAY)
    assert not may_move(date(2026, 9, 1), own, [before], today=TODAY)
    between = [before, Period(date(2026, 4, 1), date(2026, 5, 1))]
    assert not may_move(date(2026, 3, 20), own, between, today=TODAY)


@given(periods=histories(), last_day=st.dates(date(2020, 1, 1), date(2035, 1, 1)))
def test_an_intervention_is_phased_out_on_a_day_when_it_is_offered_and_before_it_ends_anyway(
    periods, last_day
):
    answer = may_phase_out(last_day, periods, today=TODAY)
    offered = any(period.contains(last_day) for period in periods)
    ends = max((period.end or date.max for period in periods), default=date.min)
    assert bool(answer) == (last_day >= TODAY and offered and last_day + timedelta(1) < ends)


@pytest.mark.parametrize(
    ("content", "field"),
    [
        (TermsContent(min_age=64, max_age=18), "max_age"),
        (TermsContent(min_capacity=50, max_capacity=25), "max_capacity"),
        (TermsContent(max_months=6, max_extensions=1), "extension_months"),
        (TermsContent(max_months=6, max_extensions=2, extension_months=3), "max_months"),
        (TermsContent(must_combine_with=("sai",)), "must_not_combine_with"),
        (TermsContent(must_combine_with=("osa",), must_not_combine_with=("osa",)), "must_not_combine_with"),
        (TermsContent(levels=(LevelContent("a", "A"), LevelContent("b", "a"))), "levels"),
        (TermsContent(levels=(LevelContent("a", "A", 50, 25),)), "levels"),
    ],
)
def test_terms_that_cannot_be_meant_are_told_at_their_field(content, field):
    assert field in fields(may_be_terms(content, code="sai"))
    assert may_be_terms(TermsContent(), code="sai")
