"""Whom other terms of an intervention would touch."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.db.models import Q
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from stegvis.casework import facts
from stegvis.casework.models import CapacityGrade, Case, Decision
from stegvis.casework.rules.entry import Named, suits
from stegvis.casework.rules.verdict import Shift, shift
from stegvis.casework.terms_of_entry import entry_terms_of
from stegvis.casework.touched import cases_with_another_verdict, counted, granted_on
from stegvis.catalogue.impact import Change
from stegvis.catalogue.models import Terms
from stegvis.catalogue.rules import LevelContent, TermsContent
from stegvis.core.actor import Role
from stegvis.core.period import Period
from tests import builders
from tests.builders import TODAY

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stopped_clock", "no_second_factor")]

MAY = date(2026, 5, 1)


def a_case(unit, born=date(1990, 5, 17), capacity=75, **fields):
    case = builders.a_case(unit, person=builders.a_person(unit.principal, born=born), **fields)
    builders.an_assessment(case, capacity_percent=capacity)
    return case


def a_change(intervention, content, day=MAY):
    return Change(intervention, day, intervention.terms_on(day), content)


def numbers(change, title_begins):
    seat = builders.a_seat(Role.ADMINISTRATOR, change.intervention.principal)
    (found,) = [each for each in counted(change, seat.actor, TODAY) if each.title.startswith(title_begins)]
    return {row.label: dict(row.cells) for row in found.rows}


@pytest.fixture
def sai(town):
    return builders.an_intervention(town.principal, "sai", terms={"min_age": 18, "max_months": None})


def test_open_cases_with_another_verdict_are_counted_per_unit(town, sai):
    a_case(town.unit, born=date(1962, 5, 1))  # turns 64 on the very day
    a_case(town.unit, born=date(1962, 5, 2))  # is 63
    a_case(town.unit, capacity=10)
    a_case(town.elsewhere, born=date(2008, 6, 1))  # 17, and would be old enough
    a_case(town.elsewhere, born=date(1962, 5, 1), closed_on=date(2026, 3, 1))
    change = a_change(sai, TermsContent(min_age=16, max_age=63, min_capacity=25))
    assert numbers(change, "Öppna ärenden") == {
        "Vuxenenheten": {"Passar inte längre": 1, "Kräver skäl för undantag": 1, "Passar nu": 0},
        "Ungdomsenheten": {"Passar inte längre": 0, "Kräver skäl för undantag": 0, "Passar nu": 1},
    }


def test_those_who_have_it_are_not_touched_and_counted_apart(town, sai):
    for born in (date(1962, 1, 1), date(1990, 1, 1)):
        builders.a_decision(a_case(town.unit, born=born), sai, period=Period(date(2026, 2, 2)))
    change = a_change(sai, TermsContent(max_age=63))
    assert numbers(change, "Öppna ärenden") == {}
    assert numbers(change, "Påverkas inte") == {
        "Vuxenenheten": {"Pågår då": 2, "Skulle inte beviljas": 1, "Skulle kräva skäl": 0}
    }


def test_an_intervention_that_is_phased_out_suits_nobody(town, sai):
    a_case(town.unit)
    assert numbers(a_change(sai, None), "Öppna ärenden")["Vuxenenheten"]["Passar inte längre"] == 1


@pytest.mark.parametrize(
    ("follows", "runs"),
    [
        ((), True),
        (((Decision.Kind.END, Period(date(2026, 4, 1), date(2026, 8, 2))),), False),
        (((Decision.Kind.END, Period(date(2026, 7, 1), date(2026, 8, 2))),), True),
        (((Decision.Kind.CHANGE, Period(date(2026, 4, 1), date(2026, 4, 15))),), False),
        (((Decision.Kind.CHANGE, Period(date(2026, 4, 1), date(2026, 6, 1))),), True),
    ],
)
def test_what_runs_on_a_day_is_what_the_case_says_too(town, sai, follows, runs):
    case = a_case(town.unit)
    grant = builders.a_decision(case, sai, period=Period(date(2026, 2, 2), date(2026, 8, 2)))
    for kind, period in follows:
        builders.a_decision(case, intervention=sai, grant=grant, kind=kind, period=period)
    assert granted_on(MAY, Q(intervention=sai)).filter(case=case).exists() == runs
    case = Case.objects.get(pk=case.pk)
    assert any(period.contains(MAY) for period in facts.granted_periods(case, sai.pk)) == runs


def test_the_groups_say_of_each_case_what_the_page_of_the_case_says(town, sai):
    """The database's ages, capacities and days against those that the rules are given for a decision."""
    osa = builders.an_intervention(town.principal, "osa", terms={"must_not_combine_with": ["sai"]})
    births = [date(1962, 3, 15), date(1962, 3, 16), date(1962, 3, 17), date(2008, 2, 29), date(2008, 3, 16)]
    for number, born in enumerate([*births, date(1992, 2, 29)]):
        case = a_case(town.unit, born=born, capacity=15 * number)
        if number % 2:
            CapacityGrade.objects.create(
                principal=town.principal,
                case=case,
                percent=30,
                period=Period(date(2026, 2, 1), TODAY + timedelta(number - 2)),
                source=CapacityGrade.Source.ADVISER,
                recorded_on=TODAY,
            )
        if number % 3 == 0:
            builders.a_decision(case, osa, period=Period(date(2026, 2, 1), TODAY + timedelta(number)))
    content = TermsContent(
        min_age=19, max_age=63, levels=(LevelContent("a", "A", 20, 40), LevelContent("b", "B", 50, 60))
    )
    change = a_change(sai, content, day=TODAY)
    became = cases_with_another_verdict(change, Case.objects.filter(unit=town.unit))
    for case in Case.objects.filter(unit=town.unit):
        known = facts.entry_facts(case, sai.pk, today=TODAY)
        before = suits(known, facts.entry_terms(sai.terms_on(TODAY), sai.name)).fit
        after = suits(known, entry_terms_of(content, Named(sai.code, sai.name), Period(TODAY), {})).fit
        assert became.get(case.pk) is shift(before, after), case.person.birth_date


def test_counting_costs_the_same_for_many_cases_as_for_few(town, sai):
    seat = builders.a_seat(Role.ADMINISTRATOR, town.principal)
    change = a_change(sai, TermsContent(max_age=63, must_not_combine_with=("osa",)))

    def queries():
        with CaptureQueriesContext(connection) as captured:
            list(counted(change, seat.actor, TODAY))
        return len(captured)

    a_case(town.unit)
    few = queries()
    for year in range(1955, 1975):
        a_case(town.unit, born=date(year, 1, 1))
    assert queries() == few <= 3


# The list


@pytest.fixture
def coming(town, sai):
    now = sai.terms.get()
    now.period = now.period.ending(MAY)
    now.save()
    return Terms.objects.create(principal=town.principal, intervention=sai, period=Period(MAY), max_age=63)


def test_who_works_in_the_cases_finds_those_of_the_own_units(client, town, sai, coming):
    case = a_case(town.unit, born=date(1950, 1, 1))
    other = a_case(town.elsewhere, born=date(1950, 1, 1))
    untouched = a_case(town.unit)
    client.force_login(town.head.user)
    address = reverse("touched_cases", args=[coming.pk])
    assert address in client.get(sai.get_absolute_url()).content.decode()
    text = client.get(address).content.decode()
    assert case.number in text and Shift.NO_LONGER.value in text
    assert other.number not in text and untouched.number not in text


def test_who_is_protected_is_never_named_in_the_list(client, town, coming):
    case = a_case(town.unit, born=date(1950, 1, 1))
    builders.protect(case.person)
    client.force_login(town.head.user)
    text = client.get(reverse("touched_cases", args=[coming.pk])).content.decode()
    assert case.person.last_name not in text and "Skyddad person" in text


def test_administrators_and_strangers_have_no_list(client, town, coming):
    address = reverse("touched_cases", args=[coming.pk])
    client.force_login(builders.a_seat(Role.ADMINISTRATOR, town.principal).user)
    assert client.get(address).status_code == 404
    client.force_login(builders.a_seat(Role.CASEWORKER, builders.a_principal()).user)
    assert client.get(address).status_code == 404


def test_the_list_costs_the_same_for_many_cases_as_for_few(client, town, coming):
    client.force_login(town.head.user)

    def queries():
        with CaptureQueriesContext(connection) as captured:
            assert client.get(reverse("touched_cases", args=[coming.pk])).status_code == 200
        return len(captured)

    a_case(town.unit, born=date(1950, 1, 1))
    queries()
    few = queries()
    for day in range(1, 25):
        a_case(town.unit, born=date(1950, 1, day))
    assert queries() == few


def test_the_list_is_empty_when_nobody_is_touched(client, town, coming):
    client.force_login(town.head.user)
    text = client.get(reverse("touched_cases", args=[coming.pk])).content.decode()
    assert "Inget ärende i dina enheter berörs." in text
