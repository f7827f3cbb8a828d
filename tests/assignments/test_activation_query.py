"""The question to the database gives every case the same status as the rule does."""

from __future__ import annotations

from datetime import date, timedelta
from types import SimpleNamespace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from stegvis.assignments.activation import query
from stegvis.assignments.activation.facts import facts_on
from stegvis.assignments.activation.rules import Level, Reason, status
from stegvis.assignments.models import Activity, Plan
from stegvis.casework.models import (
    CapacityGrade,
    Case,
    CaseActivity,
    Choice,
    Decision,
    Hindrance,
    TargetGroup,
)
from stegvis.catalogue.models import ActivityRequirement
from stegvis.core.period import Period
from tests import builders

DAY = date(2026, 3, 16)
OPENED = date(2026, 1, 12)

pytestmark = pytest.mark.django_db

offsets = st.integers(-30, 30)
periods = st.builds(
    lambda first, days: Period(
        DAY + timedelta(first), None if days is None else DAY + timedelta(first + days)
    ),
    offsets,
    st.none() | st.integers(1, 40),
)
hours = st.integers(1, 40)
plans = st.dictionaries(
    offsets,
    st.dictionaries(st.sampled_from(Activity.Kind.values), hours, min_size=1, max_size=3),
    max_size=2,
)


@st.composite
def roads(draw):
    """A grant and how far it has come: chosen, given, planned; extended or changed; ended or corrected."""
    return SimpleNamespace(
        period=draw(periods),
        decided=draw(offsets),
        by_choice=draw(st.booleans()),
        chosen=draw(st.none() | offsets),
        given=draw(st.sampled_from(["not", "here", "register"])),
        given_on=draw(offsets),
        hours=draw(hours),
        plans=draw(plans),
        changes=draw(
            st.lists(st.tuples(st.sampled_from(["change", "extend"]), offsets, periods), max_size=2)
        ),
        later=draw(st.sampled_from([None, None, None, "end", "correct"])),
        later_on=draw(offsets),
    )


cases = st.fixed_dictionaries(
    {
        "group": st.sampled_from(TargetGroup.values),
        "roads": st.lists(roads(), max_size=2),
        "own": st.dictionaries(
            st.sampled_from(CaseActivity.Kind.values), st.tuples(hours, periods), max_size=2
        ),
        "assessed": st.lists(st.tuples(offsets, st.integers(0, 100)), max_size=2),
        "grade": st.none() | st.tuples(st.integers(0, 100), periods),
        "hindrance": st.none() | st.tuples(st.sampled_from(Hindrance.Kind.values), periods),
    }
)


@pytest.fixture
def town(db):
    principal = builders.a_principal()
    builders.full_time(principal, 38)
    ActivityRequirement.objects.create(
        principal=principal, period=Period(DAY), percent_of_full_time=80, text="T"
    )
    user = builders.a_user()
    return SimpleNamespace(
        principal=principal,
        unit=builders.a_unit(principal),
        user=user,
        provider=builders.a_provider(principal),
        chosen=[builders.an_intervention(principal, f"valbar_{n}") for n in range(2)],
        placed=[
            builders.an_intervention(principal, f"placerad_{n}", chosen_by_person=False) for n in range(2)
        ],
    )


def a_case_of(town, told):
    case = builders.a_case(town.unit, opened_on=OPENED, caseworker=town.user, target_group=told["group"])
    for number, road in enumerate(told["roads"]):
        walk(town, case, road, (town.chosen if road.by_choice else town.placed)[number])
    for kind, (weekly, period) in told["own"].items():
        CaseActivity.objects.create(
            principal=town.principal,
            case=case,
            kind=kind,
            hours_per_week=weekly,
            period=period,
            recorded_by=town.user,
        )
    for offset, percent in told["assessed"]:
        builders.an_assessment(case, by=town.user, held_on=DAY + timedelta(offset), capacity_percent=percent)
    if told["grade"]:
        percent, period = told["grade"]
        CapacityGrade.objects.create(
            principal=town.principal,
            case=case,
            percent=percent,
            period=period,
            source=CapacityGrade.Source.DOCTOR,
            recorded_on=DAY,
        )
    if told["hindrance"]:
        kind, period = told["hindrance"]
        Hindrance.objects.create(
            principal=town.principal, case=case, kind=kind, period=period, recorded_by=town.user
        )
    return case


def walk(town, case, road, intervention):
    decided_on = DAY + timedelta(road.decided)
    grant = builders.a_decision(case, intervention, period=road.period, decided_on=decided_on)
    choice = None
    if road.chosen is not None:
        choice = Choice.objects.create(
            principal=town.principal,
            case=case,
            decision=grant,
            provider=town.provider,
            made=Choice.Made.TOGETHER,
            chosen_on=DAY + timedelta(road.chosen),
            recorded_by=town.user,
        )
    if road.given != "not":
        give(town, case, road, grant, choice)
    for kind, decided, period in road.changes:
        changed_on = DAY + timedelta(decided)
        builders.a_decision(case, intervention, period=period, kind=kind, grant=grant, decided_on=changed_on)
    if road.later == "end":
        builders.a_decision(
            case,
            intervention,
            period=road.period,
            kind=Decision.Kind.END,
            grant=grant,
            decided_on=DAY + timedelta(road.later_on),
        )
    if road.later == "correct":
        builders.a_decision(
            case,
            intervention,
            kind=Decision.Kind.REFUSE,
            corrects=grant,
            decided_on=DAY + timedelta(road.later_on),
        )


def give(town, case, road, grant, choice):
    assignment = builders.an_assignment(
        case,
        provider=town.provider,
        decision=grant,
        choice=choice,
        hours=road.hours,
        given_on=DAY + timedelta(road.given_on) if road.given == "here" else None,
    )
    for offset, by_kind in road.plans.items():
        plan = Plan.objects.create(
            principal=town.principal,
            assignment=assignment,
            starts_on=DAY + timedelta(offset),
            how="H",
            made_by=town.user,
        )
        for kind, weekly in by_kind.items():
            Activity.objects.create(principal=town.principal, plan=plan, kind=kind, hours_per_week=weekly)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(told=st.lists(cases, min_size=1, max_size=3), offset=st.integers(-10, 10))
def test_rule_and_question_agree_on_every_case(town, told, offset):
    day = DAY + timedelta(offset)
    made = [a_case_of(town, each) for each in told]
    asked = Case.objects.filter(pk__in=[case.pk for case in made])
    found = {row.case_id: row for row in query.rows(asked, town.principal.pk, day)}
    assert found.keys() == {case.pk for case in made}
    for case in asked:
        facts = facts_on(case, day)
        ruled, row = status(facts), found[case.pk]
        assert (row.hours, row.expected, row.full_time) == (facts.planned, facts.expected, facts.full_time)
        assert (row.level, row.reason, row.meets_requirement) == (
            ruled.level,
            ruled.reason,
            ruled.meets_requirement,
        )


def test_only_cases_that_are_open_on_the_day_have_a_status(town):
    builders.a_case(town.unit, opened_on=DAY + timedelta(1))
    builders.a_case(town.unit, opened_on=OPENED, closed_on=DAY - timedelta(1))
    last_day = builders.a_case(town.unit, opened_on=OPENED, closed_on=DAY)
    rows = query.rows(Case.objects.filter(principal=town.principal), town.principal.pk, DAY)
    assert [row.case_id for row in rows] == [last_day.pk]


def test_several_days_are_counted_in_one_question(town, django_assert_num_queries):
    builders.a_case(town.unit, opened_on=OPENED)
    days = [OPENED - timedelta(1), OPENED, DAY]
    with django_assert_num_queries(4):  # not to compile, what is full time, what is required, and the cases
        found = query.counts(Case.objects.filter(principal=town.principal), town.principal.pk, days)
    assert sorted((count.day, count.cases) for count in found) == [(OPENED, 1), (DAY, 1)]


def test_cases_are_narrowed_to_those_below_for_a_reason(town):
    sick = a_case_of(
        town,
        {
            "group": TargetGroup.OTHER,
            "roads": [],
            "own": {},
            "assessed": [],
            "grade": None,
            "hindrance": ("sick", Period(DAY)),
        },
    )
    idle = builders.a_case(town.unit, opened_on=OPENED)
    every = Case.objects.filter(principal=town.principal)

    def below(reason):
        return set(query.with_status(every, town.principal.pk, DAY, [Level.BELOW], reason))

    assert below(None) == {sick, idle}
    assert below(Reason.SICK) == {sick}
    assert below(Reason.NO_INTERVENTION) == {idle}
    assert not query.with_status(every, town.principal.pk, DAY, [Level.FULL_TIME], None).exists()
