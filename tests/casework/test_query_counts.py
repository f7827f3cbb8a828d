"""A page costs as many queries for a thousand rows as for ten."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from stegvis.casework.models import Assessment, Case
from stegvis.core.waiting import awaiting
from stegvis.registry.models import Person, PersonIdentifier
from tests import builders
from tests.builders import TODAY

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stopped_clock")]


@pytest.fixture(autouse=True)
def without_second_factor(settings):
    settings.REQUIRE_SECOND_FACTOR = False


def many_cases(town, count):
    """Cases in one go, with different people, numbers and days."""
    have = Case.objects.filter(principal=town.principal).count()
    people = Person.objects.bulk_create(
        Person(
            principal=town.principal,
            first_name="Anna",
            last_name=f"Listsson{have + n}",
            birth_date="1990-05-17",
            sex="K",
        )
        for n in range(count)
    )
    PersonIdentifier.objects.bulk_create(
        PersonIdentifier(principal=town.principal, person=person, kind="reserve", value=f"R{person.pk}")
        for person in people
    )
    Case.objects.bulk_create(
        Case(
            principal=town.principal,
            unit=town.unit,
            person=person,
            number=f"L{have + n}",
            target_group="annan",
            caseworker=town.worker.user,
            opened_on=TODAY - timedelta(n % 300),
        )
        for n, person in enumerate(people)
    )


def queries(act):
    with CaptureQueriesContext(connection) as captured:
        act()
    return len(captured)


@pytest.mark.parametrize(
    "asked",
    ["", "?q=anna", "?sortera=namn", "?sortera=-nummer&status=alla", "?handlaggare=mina&malgrupp=annan"],
)
def test_the_case_list_costs_the_same_at_ten_and_a_thousand_cases(client, town, asked):
    client.force_login(town.worker.user)

    def look():
        assert client.get(reverse("cases") + asked).status_code == 200

    many_cases(town, 10)
    look()
    few = queries(look)
    many_cases(town, 990)
    # Past one page the count is asked for by itself.
    assert queries(look) <= few + 1
    assert few <= 20


def test_what_awaits_costs_the_same_at_ten_and_a_thousand_cases(town):
    many_cases(town, 10)
    few = queries(lambda: awaiting(town.worker.actor, TODAY))
    many_cases(town, 990)
    assert queries(lambda: awaiting(town.worker.actor, TODAY)) == few


def test_the_case_page_costs_the_same_with_one_and_many_rows_of_its_road(client, town, case):
    client.force_login(town.worker.user)

    def look():
        assert client.get(case.get_absolute_url()).status_code == 200

    builders.an_assessment(case)
    builders.a_choice(builders.a_decision(case))
    look()
    few = queries(look)
    assert few <= 52
    for n in range(5):
        builders.an_assessment(case, held_on=TODAY - timedelta(n))
        decision = builders.a_decision(case, builders.an_intervention(town.principal, f"insats_{n}"))
        builders.a_choice(decision)
    assert Assessment.objects.filter(case=case).count() == 6
    # The room above asks about each choice that awaits its assignment; casework itself asks no more.
    assert queries(look) <= few + 3 * 5
