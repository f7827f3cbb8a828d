"""When two records may be about one person."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stegvis.registry import likeness as rule
from stegvis.registry.likeness import Particulars, day_and_month_swapped, likeness

BORN = date(1990, 5, 3)


def somebody(name="Amina Noor", born=BORN, *, certain=True):
    first, _, last = name.partition(" ")
    return Particulars(first, last, born, certain)


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("amina  NOOR", rule.SAME_NAME),
        ("Åmina Noor", rule.SAME_NAME),
        ("Noor Amina", rule.SAME_NAME_SWAPPED),
        ("Aminna Noor", rule.ONE_LETTER),
        ("Amia Noor", rule.ONE_LETTER),
        ("Amira Noor", rule.ONE_LETTER),
        ("Amnia Noor", rule.ONE_LETTER),
        ("Nor Amina", rule.ONE_LETTER),
        ("Amina Fatima Noor", rule.ONE_NAME_MORE),
        ("Amina Noor-Ali", rule.ONE_NAME_MORE),
    ],
)
def test_names_are_near_in_these_ways(name, why):
    assert likeness(somebody(), somebody(name)) == (why, rule.SAME_DAY)


@pytest.mark.parametrize("name", ["Anna Noor", "Amira Nor", "Amina Berg", "Amina", "Annika Lund"])
def test_other_names_are_not_near(name):
    assert likeness(somebody(), somebody(name)) == ()


def test_day_and_month_may_have_been_swapped():
    assert likeness(somebody(), somebody(born=date(1990, 3, 5)))[1] == rule.DAY_AND_MONTH_SWAPPED
    assert likeness(somebody(), somebody(born=date(1990, 3, 6))) == ()


def test_an_estimated_birth_date_is_near_within_a_year_when_the_names_are_the_same():
    told = somebody(born=date(1991, 1, 1), certain=False)
    assert likeness(somebody(), told)[1] == rule.ABOUT_THE_SAME_DAY
    assert likeness(somebody(), somebody(born=date(1991, 1, 1))) == ()
    assert likeness(somebody("Amira Noor"), told) == ()
    assert likeness(somebody(), somebody(born=date(1992, 1, 1), certain=False)) == ()


NAMES = st.text("abnoå -é", max_size=6)
DAYS = st.dates(date(1989, 1, 1), date(1991, 12, 31))
PEOPLE = st.builds(Particulars, NAMES, NAMES, DAYS, st.booleans())


@given(PEOPLE, PEOPLE)
def test_likeness_is_the_same_whichever_comes_first(one, other):
    assert likeness(one, other) == likeness(other, one)


@given(PEOPLE)
def test_everybody_with_a_name_is_like_himself(one):
    if (one.first_name + one.last_name).strip(" -"):
        assert likeness(one, one) == (rule.SAME_NAME, rule.SAME_DAY)
    else:
        assert likeness(one, one) == ()


@given(PEOPLE)
def test_a_swapped_name_and_a_swapped_date_are_still_the_same_person(one):
    if not (one.first_name + one.last_name).strip(" -"):
        return
    other = Particulars(
        one.last_name, one.first_name, day_and_month_swapped(one.birth_date) or one.birth_date, one.is_certain
    )
    assert likeness(one, other)


@given(st.text("abnoåx", min_size=1, max_size=9), st.integers(0, 9), st.sampled_from("abno"), DAYS)
def test_one_letter_more_is_still_near(name, place, letter, born):
    changed = name[:place] + letter + name[place:]
    assert likeness(Particulars(name, "Ek", born), Particulars(changed, "Ek", born))


@given(PEOPLE, st.integers(367, 4000))
def test_years_apart_nobody_is_alike(one, days):
    later = one.birth_date + timedelta(days=days)
    other = Particulars(one.first_name, one.last_name, later, is_certain=False)
    assert likeness(one, other) == () or day_and_month_swapped(one.birth_date) == later
