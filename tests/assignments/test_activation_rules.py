"""Full time, as much as the person can, or below and why: the rule alone."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stegvis.assignments.activation import words
from stegvis.assignments.activation.rules import (
    AT_THE_PROVIDER,
    Facts,
    Level,
    Reason,
    Requirement,
    counted,
    status,
)
from stegvis.assignments.models import Activity
from stegvis.casework.models import CaseActivity, Hindrance

STEPS = [Reason.AWAITING_PLAN, Reason.AWAITING_START, Reason.AWAITING_CHOICE, Reason.NO_INTERVENTION]
KINDS = sorted({*Activity.Kind.values, *CaseActivity.Kind.values})


def a_person(hours=40, **facts):
    return Facts(full_time=40, hours={"intervention": hours} if hours else {}, **facts)


def test_forty_hours_are_full_time_and_thirty_nine_are_not():
    assert status(a_person(40)).level is Level.FULL_TIME
    assert status(a_person(39)).level is Level.BELOW


def test_who_can_half_and_does_half_is_active_as_far_as_he_can():
    assert status(a_person(20, capacity=50)).level is Level.CAPACITY
    assert status(a_person(19, capacity=50)).level is Level.BELOW


def test_who_can_half_and_does_full_time_is_in_full_time():
    assert status(a_person(40, capacity=50)).level is Level.FULL_TIME


def test_who_can_nothing_and_does_nothing_is_below_for_lower_capacity():
    assert status(a_person(0, capacity=0, awaits=Reason.AWAITING_CHOICE)).reason is Reason.LOWER_CAPACITY


def test_what_the_caseworker_has_found_goes_before_what_the_register_shows():
    person = a_person(0, capacity=50, hindrance="sick", awaits=Reason.AWAITING_PLAN)
    assert status(person).reason is Reason.SICK


def test_a_step_that_is_not_taken_goes_before_a_capacity_that_explains_only_a_part():
    person = a_person(0, capacity=50, awaits=Reason.AWAITING_CHOICE)
    assert status(person).reason is Reason.AWAITING_CHOICE


def test_too_few_hours_with_full_capacity_and_a_plan_are_unexplained():
    assert status(a_person(30)).reason is Reason.UNEXPLAINED
    assert status(a_person(10, capacity=50)).reason is Reason.LOWER_CAPACITY


def test_a_hindrance_takes_nobody_out_of_full_time():
    assert status(a_person(40, hindrance="sick")).level is Level.FULL_TIME


def test_each_hindrance_that_can_be_recorded_is_a_reason_and_each_reason_has_its_words():
    assert set(Hindrance.Kind.values) <= {reason.value for reason in Reason}
    assert words.REASONS.keys() == set(Reason)


def test_sfi_in_the_plan_and_among_the_own_activities_counts_once_and_the_larger_number():
    assert counted([("sfi", 10), ("practice", 20)], [("sfi", 15)]) == {"sfi": 15, "practice": 20}


def test_what_two_providers_carry_out_is_added_but_sfi_in_both_plans_is_the_same_sfi():
    plans = [("intervention", 10), ("sfi", 15), ("intervention", 12), ("sfi", 15)]
    assert counted(plans, []) == {"intervention": 22, "sfi": 15}


@pytest.mark.parametrize(
    ("requirement", "hours", "met"),
    [
        (Requirement(100, adapted_to_capacity=True), 20, True),
        (Requirement(100, adapted_to_capacity=True), 19, False),
        (Requirement(100, adapted_to_capacity=False), 39, False),
        (Requirement(75, adapted_to_capacity=False), 30, True),
        (Requirement(75, adapted_to_capacity=True), 15, True),
        (None, 0, None),
    ],
)
def test_the_activity_requirement_is_an_answer_of_its_own(requirement, hours, met):
    assert status(a_person(hours, capacity=50, requirement=requirement)).meets_requirement is met


facts = st.builds(
    Facts,
    full_time=st.integers(1, 60),
    hours=st.dictionaries(st.sampled_from(KINDS), st.integers(1, 60), max_size=4),
    capacity=st.none() | st.integers(0, 100),
    hindrance=st.sampled_from(["", *Hindrance.Kind.values]),
    awaits=st.none() | st.sampled_from(STEPS),
    requirement=st.none() | st.builds(Requirement, st.integers(1, 100), st.booleans()),
)
ORDER = [Level.BELOW, Level.CAPACITY, Level.FULL_TIME]


@given(st.lists(facts))
def test_everybody_has_one_status_and_the_reasons_sum_to_all_below(people):
    found = [status(person) for person in people]
    levels = Counter(each.level for each in found)
    reasons = Counter(each.reason for each in found if each.reason is not None)
    assert sum(levels.values()) == len(people)
    assert reasons.total() == levels[Level.BELOW]
    assert all((each.reason is None) == (each.level is not Level.BELOW) for each in found)


@given(facts, st.sampled_from(KINDS), st.integers(1, 60))
def test_more_hours_never_make_it_worse(person, kind, more):
    then = Facts(
        person.full_time,
        {**person.hours, kind: person.hours.get(kind, 0) + more},
        person.capacity,
        person.hindrance,
        person.awaits,
        person.requirement,
    )
    assert ORDER.index(status(then).level) >= ORDER.index(status(person).level)
    assert (status(then).meets_requirement or False) >= (status(person).meets_requirement or False)


weekly = st.lists(st.tuples(st.sampled_from(KINDS), st.integers(1, 60)))


@given(weekly, weekly)
def test_an_activity_is_never_counted_for_less_than_somebody_says_nor_for_more_than_all_say(plans, own):
    hours = counted(plans, own)
    for kind, each in [*plans, *own]:
        assert each <= hours[kind]
    assert sum(hours.values()) <= sum(each for _, each in [*plans, *own])
    assert all(
        hours[kind] == sum(h for k, h in [*plans, *own] if k == kind)
        for kind in hours
        if kind in AT_THE_PROVIDER
    )
