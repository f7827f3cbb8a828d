"""A number knows itself, and the words about it cannot contradict it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stegvis.core.period import Period
from stegvis.statistics import words
from stegvis.statistics.figures import Comparison, Direction, Figure, Unit

PERIOD = Period(date(2021, 9, 1), date(2022, 5, 1))
COUNTS = st.integers(min_value=0, max_value=2_000_000)


def persons(count: int, period: Period = PERIOD) -> Figure:
    return Figure("Personer med insats", "Räknade personer.", period, Unit.PERSONS, count)


def rate(part: int, whole: int, period: Period = PERIOD) -> Figure:
    return Figure("Arbetslöshet", "Andel av arbetskraften.", period, Unit.PERCENT, part, whole)


def compared(now: int, before: int) -> Comparison:
    return Comparison(persons(now), persons(before, PERIOD.previous_year()))


def test_fifty_seven_against_forty_nine_is_an_increase():
    assert words.sentence(compared(57, 49)) == (
        "57\u00a0personer, en ökning med 8 jämfört med samma period året innan"
    )


def test_thirty_three_against_forty_nine_is_a_decrease():
    assert words.change(compared(33, 49)) == "en minskning med 16"


def test_the_same_number_twice_is_unchanged():
    assert words.change(compared(4, 4)) == "oförändrat"


def test_one_person_is_singular_and_none_is_plural():
    assert words.figure(persons(1)) == "1\u00a0person"
    assert words.figure(persons(0)) == "0\u00a0personer"


def test_the_difference_between_two_shares_is_percentage_points_and_never_percent():
    fall = Comparison(rate(2142, 52244), rate(3036, 53900, PERIOD.previous_year()))

    assert words.figure(fall.now) == "4,1\u00a0procent"
    assert words.change(fall) == "en minskning med 1,5\u00a0procentenheter"
    assert fall.difference is not None and fall.difference.unit is Unit.PERCENTAGE_POINTS
    assert fall.percent_change is None


def test_shares_and_counts_are_never_compared():
    with pytest.raises(ValueError):
        Comparison(rate(1, 2), persons(1))


def test_a_percent_without_a_denominator_cannot_exist():
    with pytest.raises(ValueError):
        Figure("Andel", "", PERIOD, Unit.PERCENT, 35)


def test_percentage_points_are_never_a_figure_of_their_own():
    with pytest.raises(ValueError):
        Figure("Förändring", "", PERIOD, Unit.PERCENTAGE_POINTS, 2)


def test_a_share_of_nobody_has_no_value_and_says_so():
    assert rate(0, 0).value is None
    assert words.figure(rate(0, 0)) == "uppgift saknas"
    assert words.change(Comparison(rate(1, 2), rate(0, 0))) == "kan inte jämföras"


def test_from_zero_there_is_no_percent_change():
    assert compared(4, 0).percent_change is None
    assert words.signed_percent(compared(4, 0).percent_change) == words.NO_VALUE


def test_another_comparison_period_is_named_instead_of_a_year_before():
    other = Comparison(persons(2), persons(1, Period(date(2021, 1, 1), date(2021, 3, 1))))

    assert words.compared_with(other) == "jämfört med januari 2021–februari 2021"


def test_numbers_are_written_the_swedish_way():
    assert words.number(52244, Unit.PERSONS) == "52\u00a0244"
    assert words.signed(compared(2142, 3036).difference) == "−894"
    assert words.number(368_650, Unit.ORE) == "3\u00a0686,50"
    assert words.number(368_600, Unit.ORE) == "3\u00a0686"


def test_a_period_of_whole_months_is_named_by_its_months():
    assert words.period(PERIOD) == "september 2021–april 2022"
    assert words.period(Period(date(2022, 4, 1), date(2022, 5, 1))) == "april 2022"
    assert words.period(Period(date(2022, 4, 2), date(2022, 5, 1))) == "2022-04-02–2022-04-30"


@given(COUNTS, COUNTS)
def test_the_word_agrees_with_the_numbers(now, before):
    change = words.change(compared(now, before))

    assert ("ökning" in change) == (now > before)
    assert ("minskning" in change) == (now < before)
    assert ("oförändrat" in change) == (now == before)


@given(COUNTS, COUNTS)
def test_before_and_difference_add_up_to_now(now, before):
    difference = compared(now, before).difference

    assert difference is not None
    assert before + difference.value == now


@given(COUNTS, COUNTS, st.integers(1, 2_000_000), st.integers(1, 2_000_000))
def test_shown_percents_subtract_to_the_shown_percentage_points(a, b, more_a, more_b):
    comparison = Comparison(rate(a, a + more_a), rate(b, b + more_b))
    difference = comparison.difference

    assert difference is not None
    assert comparison.now.value == comparison.before.value + difference.value
    assert (difference.direction is Direction.UNCHANGED) == (difference.value == 0)


@given(COUNTS, st.integers(1, 2_000_000))
def test_a_share_is_rounded_to_the_nearest_tenth(part, more):
    shown = rate(part, part + more).value

    assert isinstance(shown, Decimal)
    assert abs(shown * (part + more) - 100 * part) <= Decimal("0.05") * (part + more)
