"""Whom an intervention suits, and when it may be granted: the rules of entry without a database."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stegvis.casework.rules.entry import (
    Beside,
    EntryFacts,
    EntryLevel,
    EntryTerms,
    Fit,
    Named,
    Wanted,
    listed,
    may_grant,
    may_refuse,
    suits,
)
from stegvis.casework.rules.verdict import Rule
from stegvis.core.ages import age_on, birthday
from stegvis.core.period import Period, add_months
from tests.builders import TODAY

DAYS = st.dates(date(2020, 1, 1), date(2030, 12, 31))
OPENED = date(2026, 1, 12)
HALF_YEAR = Period(date(2026, 3, 23), date(2026, 9, 23))
SFI, CIVIC = Named("sfi", "sfi"), Named("samhallsorientering", "samhällsorientering")


def person(*, age=35, **known):
    """Somebody who turned so many years old on the first of January."""
    born = known.pop("born", date(TODAY.year - age, 1, 1))
    values = {"is_open": True, "opened_on": OPENED, "born": born, "day": TODAY, "capacity": 75}
    return EntryFacts(**{**values, **known})


def terms(**known):
    return EntryTerms("Jobbpeng grund", **{"code": "jobbpeng_grund", "max_months": 12, **known})


def wanted(period=HALF_YEAR, **known):
    return Wanted(period, **{"reason": "Leder snabbast till arbete.", **known})


def fields(answer):
    return [problem.field for problem in answer.problems]


def test_an_intervention_within_its_terms_is_granted():
    assert may_grant(person(), terms(min_age=18, max_age=63, min_capacity=50), wanted())


def test_every_reason_against_a_grant_is_told_at_once_and_at_its_field():
    answer = may_grant(
        person(age=70, capacity=20),
        terms(
            max_age=63, min_capacity=50, requires=(SFI,), levels=(EntryLevel("a", "A"), EntryLevel("b", "B"))
        ),
        Wanted(Period(date(2026, 1, 1), date(2028, 1, 1)), reason=""),
    )
    assert fields(answer) == [
        "intervention", "level", "start", "last_day", "reason", "exception_reason", "combination_confirmed",
    ]  # fmt: skip


# Age


@given(age=st.integers(0, 110), lowest=st.integers(0, 110), highest=st.integers(0, 110))
def test_age_suits_exactly_from_the_lowest_to_the_highest(age, lowest, highest):
    verdict = suits(person(age=age), terms(min_age=lowest, max_age=highest))
    assert (verdict.fit is Fit.FITS) == (lowest <= age <= highest)


BORN = st.dates(date(1930, 1, 1), date(2015, 12, 31)) | st.sampled_from(
    [date(1992, 2, 29), date(2000, 2, 29)]
)


@given(born=BORN, age=st.integers(0, 100))
def test_a_birthday_is_the_first_day_of_an_age(born, age):
    day = birthday(born, age)
    assert age_on(born, day) == age
    assert age == 0 or age_on(born, day - timedelta(1)) == age - 1


def test_who_is_born_on_the_leap_day_turns_18_on_the_first_of_march():
    leap = date(2008, 2, 29)
    assert birthday(leap, 18) == date(2026, 3, 1)
    for_adults = terms(min_age=18)
    before, after = person(born=leap, day=date(2026, 2, 28)), person(born=leap, day=date(2026, 3, 1))
    assert suits(before, for_adults).fit is Fit.DOES_NOT_FIT
    assert suits(after, for_adults).fit is Fit.FITS


@given(
    born=BORN, day=DAYS, ahead=st.integers(0, 400), lowest=st.integers(15, 25), highest=st.integers(55, 70)
)
def test_nobody_is_granted_an_intervention_outside_its_ages_on_the_day_or_on_the_first_day(
    born, day, ahead, lowest, highest
):
    start = day + timedelta(ahead)
    facts = person(born=born, day=day, opened_on=day)
    answer = may_grant(
        facts, terms(min_age=lowest, max_age=highest), wanted(Period(start, start + timedelta(30)))
    )
    inside = age_on(born, day) >= lowest and age_on(born, start) <= highest
    assert bool(answer) == inside


def test_who_turns_64_before_the_first_day_is_told_to_begin_before_that():
    sixty_three = person(born=date(1962, 6, 1))
    sai = terms(min_age=18, max_age=63)
    late = wanted(Period(date(2026, 6, 1), date(2026, 9, 1)))
    answer = may_grant(sixty_three, sai, late)
    assert fields(answer) == ["start"] and "2026-06-01" in answer.problems.messages[0]
    assert may_grant(sixty_three, sai, wanted(Period(date(2026, 5, 31), date(2026, 9, 1))))
    assert any("2026-06-01" in note for note in suits(sixty_three, sai).notes)


# Capacity, levels, target group


@given(capacity=st.integers(0, 100), lowest=st.integers(0, 100), highest=st.integers(0, 100))
def test_outside_the_stated_capacity_a_written_reason_is_enough(capacity, lowest, highest):
    stated = terms(min_capacity=lowest, max_capacity=highest)
    facts = person(capacity=capacity)
    inside = lowest <= capacity <= highest
    assert bool(may_grant(facts, stated, wanted())) == inside
    assert may_grant(facts, stated, wanted(exception_reason="Läkaren ser att det går."))
    assert (suits(facts, stated).fit is Fit.FITS_BY_EXCEPTION) == (not inside)


def test_under_a_quarter_the_reason_says_activity_capacity():
    (reason,) = suits(person(capacity=20), terms(min_capacity=25)).exceptions
    assert reason == "Insatsen är för 25–100 % arbetsförmåga. Personens aktivitetsförmåga är 20 %."


LEVELS = (EntryLevel("lag", "Låg", 0, 24), EntryLevel("mellan", "Mellan", 25, 60))


@given(capacity=st.integers(0, 100), level=st.sampled_from(LEVELS))
def test_a_level_outside_its_capacity_asks_for_a_written_reason(capacity, level):
    facts, leveled = person(capacity=capacity), terms(levels=LEVELS)
    assert bool(may_grant(facts, leveled, wanted(level=level.code))) == level.suits(capacity)
    assert may_grant(facts, leveled, wanted(level=level.code, exception_reason="Läkaren ser att det går."))
    assert (suits(facts, leveled).fit is Fit.FITS) == any(each.suits(capacity) for each in LEVELS)


def test_a_level_is_chosen_among_several_and_given_when_there_is_but_one():
    assert fields(may_grant(person(capacity=30), terms(levels=LEVELS), wanted())) == ["level"]
    assert fields(may_grant(person(capacity=30), terms(levels=LEVELS), wanted(level="annan"))) == ["level"]
    assert fields(may_grant(person(), terms(), wanted(level="lag"))) == ["level"]
    assert may_grant(person(capacity=10), terms(levels=LEVELS[:1]), wanted())


def test_another_target_group_is_set_aside_by_a_written_reason():
    for_youth = terms(target_groups=(Named("ungdom_18_24", "18–24 år"),))
    other = person(target_group="sprak")
    assert suits(other, for_youth).fit is Fit.FITS_BY_EXCEPTION
    assert fields(may_grant(other, for_youth, wanted())) == ["exception_reason"]
    assert may_grant(other, for_youth, wanted(exception_reason="Fyller 24 i morgon."))
    assert suits(person(target_group="ungdom_18_24"), for_youth).fit is Fit.FITS


# Combinations and exclusions


SAI = terms(requires=(SFI, CIVIC), min_workplace_percent=50)


def test_a_combination_that_is_not_in_the_case_is_confirmed_by_the_caseworker():
    answer = may_grant(person(), SAI, wanted())
    assert "sfi och samhällsorientering" in answer.problems.messages[0]
    assert may_grant(person(), SAI, wanted(combination_confirmed=True))


def test_what_the_person_really_has_on_the_first_day_needs_no_confirmation():
    has_sfi = Beside("sfi", "sfi", Period(date(2026, 1, 1), date(2026, 3, 24)))
    has_both = (has_sfi, Beside("samhallsorientering", "samhällsorientering", Period(date(2026, 1, 1))))
    assert may_grant(person(beside=has_both), SAI, wanted())
    assert suits(person(beside=(has_sfi,)), SAI, wanted()).to_confirm == ("samhällsorientering",)
    later = wanted(Period(date(2026, 3, 24), date(2026, 9, 1)))
    assert suits(person(beside=has_both), SAI, later).to_confirm == ("sfi",)


def test_the_share_of_time_at_a_workplace_is_told_as_what_the_plan_must_have():
    assert any("50 %" in note for note in suits(person(), SAI).notes)


@pytest.mark.parametrize("whose", ["ours", "the other's"])
def test_an_intervention_is_not_granted_for_days_when_one_that_excludes_it_runs(whose):
    ours = terms(excludes=frozenset({"osa"} if whose == "ours" else ()))
    theirs = frozenset() if whose == "ours" else frozenset({"jobbpeng_grund"})
    runs = person(beside=(Beside("osa", "OSA", Period(date(2026, 1, 1), date(2026, 5, 1)), theirs),))
    verdict = suits(runs, ours)
    assert verdict.fit is Fit.DOES_NOT_FIT and verdict.found[0].rule is Rule.EXCLUSION
    assert not may_grant(runs, ours, wanted(exception_reason="Ändå."))
    assert may_grant(runs, ours, wanted(Period(date(2026, 5, 1), date(2026, 9, 1))))


# Dates, length, what is granted already


@given(first=DAYS, length=st.integers(1, 900), start=DAYS, days=st.integers(1, 400))
def test_nothing_is_granted_that_begins_outside_the_dates_of_the_terms(first, length, start, days):
    stated = terms(period=Period(first, first + timedelta(length)), max_months=None)
    period = Period(start, start + timedelta(days))
    answer = may_grant(person(opened_on=date(2019, 1, 1)), stated, wanted(period))
    assert bool(answer) == stated.period.contains(start)


def test_a_grant_may_run_on_after_its_terms():
    ending = terms(period=Period(date(2015, 1, 1), date(2026, 4, 1)))
    assert may_grant(person(), ending, wanted())
    assert any("2026-03-31" in note for note in suits(person(), ending).notes)


@given(start=DAYS, days=st.integers(1, 900), months=st.integers(1, 24))
def test_a_grant_is_never_longer_than_the_terms(start, days, months):
    period = Period(start, start + timedelta(days=days))
    answer = may_grant(person(opened_on=start), terms(max_months=months), wanted(period))
    assert bool(answer) == (period.end <= add_months(start, months))


GARDEN = terms(max_months=3, whole_months=6)


@given(
    begun=st.dates(date(2026, 2, 1), date(2026, 12, 1)), first=st.integers(1, 200), then=st.integers(1, 200)
)
def test_grants_that_follow_on_each_other_are_together_no_longer_than_the_whole(begun, first, then):
    granted = Period(begun, begun + timedelta(first))
    period = Period(granted.end, granted.end + timedelta(then))
    answer = may_grant(person(granted=(granted,)), GARDEN, wanted(period))
    assert bool(answer) == (period.end <= add_months(period.start, 3) and period.end <= add_months(begun, 6))


def test_after_a_pause_the_health_garden_may_begin_anew():
    long_ago = Period(date(2026, 1, 12), date(2026, 3, 12))
    assert may_grant(person(granted=(long_ago,)), GARDEN, wanted(Period(date(2026, 4, 1), date(2026, 7, 1))))


@given(one=DAYS, length=st.integers(1, 200), other=DAYS, other_length=st.integers(1, 200))
def test_the_same_intervention_is_never_granted_twice_for_a_day(one, length, other, other_length):
    granted = Period(one, one + timedelta(days=length))
    period = Period(other, other + timedelta(days=other_length))
    facts = person(opened_on=date(2019, 1, 1), granted=(granted,))
    assert bool(may_grant(facts, terms(), wanted(period))) == (not granted.overlaps(period))


def test_without_an_end_only_an_intervention_without_limit_is_granted():
    for_ever = wanted(Period(date(2026, 3, 23)))
    assert may_grant(person(), terms(max_months=None), for_ever)
    assert fields(may_grant(person(), terms(), for_ever)) == ["last_day"]


def test_no_decision_without_an_assessment():
    assert not may_grant(person(capacity=None), terms(), wanted())
    assert not may_refuse(is_open=True, is_assessed=False, reason="Behövs inte.")
    assert may_refuse(is_open=True, is_assessed=True, reason="Behövs inte.")


def test_what_is_not_offered_that_day_is_not_granted():
    assert suits(person(), None).fit is Fit.DOES_NOT_FIT
    assert not may_grant(person(), None, wanted())


# Whatever the terms


NAMES = ("ekonomiskt_bistand", "ungdom_18_24", "sprak", "annan")
RANGES = st.tuples(st.integers(0, 100), st.integers(0, 100)).map(sorted)
PERIODS = st.builds(lambda start, days: Period(start, start + timedelta(days)), DAYS, st.integers(1, 900))


@st.composite
def any_terms(draw):
    lowest, highest = draw(RANGES)
    levels = [
        EntryLevel(f"n{i}", f"Nivå {i}", *draw(RANGES)) for i in range(draw(st.sampled_from([0, 2, 3])))
    ]
    return EntryTerms(
        "Insatsen",
        "insatsen",
        period=Period(date(2020, 1, 1)),
        min_age=draw(st.none() | st.integers(15, 30)),
        max_age=draw(st.none() | st.integers(50, 66)),
        target_groups=tuple(Named(code, code) for code in draw(st.sets(st.sampled_from(NAMES)))),
        min_capacity=lowest,
        max_capacity=highest,
        levels=tuple(levels),
        max_months=draw(st.none() | st.integers(1, 24)),
        requires=tuple(draw(st.sets(st.sampled_from([SFI, CIVIC])))),
        excludes=frozenset(draw(st.sets(st.sampled_from(["osa", "sfi"])))),
    )


@st.composite
def any_case(draw):
    beside = draw(
        st.lists(st.tuples(st.sampled_from(["osa", "sfi", "samhallsorientering"]), PERIODS), max_size=2)
    )
    return person(
        born=draw(BORN),
        day=draw(st.dates(date(2021, 1, 1), date(2027, 1, 1))),
        opened_on=date(2020, 6, 1),
        capacity=draw(st.integers(0, 100)),
        target_group=draw(st.sampled_from(NAMES)),
        granted=tuple(draw(st.lists(PERIODS, max_size=1))),
        beside=tuple(Beside(code, code, period) for code, period in beside),
    )


def any_wanted(stated):
    codes = [level.code for level in stated.levels] or [""]
    return st.builds(
        Wanted,
        PERIODS,
        st.just("Leder till arbete."),
        st.sampled_from(["", "Läkaren ser att det går."]),
        st.booleans(),
        st.sampled_from(codes),
    )


@st.composite
def tightened(draw, stated):
    """The same terms with some of them narrower: never wider in anything."""
    low, high = draw(st.integers(0, 30)), draw(st.integers(0, 30))
    least, most = min(stated.min_capacity + low, 100), max(stated.max_capacity - high, 0)
    groups = stated.target_groups or tuple(Named(code, code) for code in NAMES)
    months = draw(st.integers(1, 24))
    return EntryTerms(
        stated.name,
        stated.code,
        period=Period(draw(st.dates(date(2020, 1, 1), date(2024, 1, 1))), date(2026, 1, 1)),
        min_age=draw(st.integers(0, 5)) + (stated.min_age or 15),
        max_age=(stated.max_age or 66) - draw(st.integers(0, 5)),
        target_groups=groups[draw(st.integers(0, len(groups) - 1)) :],
        min_capacity=least,
        max_capacity=most,
        levels=tuple(
            EntryLevel(
                each.code, each.name, min(each.min_capacity + low, 100), max(each.max_capacity - high, 0)
            )
            for each in stated.levels
        ),
        max_months=months if stated.max_months is None else min(months, stated.max_months),
        requires=(SFI, CIVIC) if draw(st.booleans()) else stated.requires,
        excludes=stated.excludes | draw(st.sets(st.sampled_from(["osa", "sfi"]))),
    )


RANK = {Fit.DOES_NOT_FIT: 0, Fit.FITS_BY_EXCEPTION: 1, Fit.FITS: 2}


@given(data=st.data(), facts=any_case(), stated=any_terms())
def test_tightening_the_terms_never_turns_a_no_into_a_yes(data, facts, stated):
    narrower = data.draw(tightened(stated))
    asked = data.draw(any_wanted(stated))
    assert RANK[suits(facts, narrower).fit] <= RANK[suits(facts, stated).fit]
    assert RANK[suits(facts, narrower, asked).fit] <= RANK[suits(facts, stated, asked).fit]
    assert may_grant(facts, stated, asked) or not may_grant(facts, narrower, asked)


@given(data=st.data(), facts=any_case(), stated=any_terms())
def test_every_no_has_its_reasons_and_a_yes_has_none(data, facts, stated):
    verdict = suits(facts, stated)
    assert (verdict.fit is Fit.FITS) == (not verdict.reasons)
    assert all(reason.endswith(".") for reason in verdict.reasons)
    answer = may_grant(facts, stated, data.draw(any_wanted(stated)))
    assert answer.ok == (not answer.problems)
    assert all(problem.message and problem.field for problem in answer.problems)


def test_the_verdict_says_whose_rules_it_stands_on():
    stated = terms(period=Period(date(2024, 2, 1)), decided_in="AFN 2023-11-20 § 112")
    assert str(suits(person(), stated).basis) == (
        "Villkor som gäller från 2024-02-01, beslutade i AFN 2023-11-20 § 112"
    )


def test_names_are_listed_as_people_say_them():
    assert [listed(()), listed(("a",)), listed(("a", "b", "c"))] == ["", "a", "a, b och c"]
