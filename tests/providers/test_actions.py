"""The verbs about providers against the database."""

from datetime import date

import pytest

from stegvis.core.actor import Role
from stegvis.core.answers import Forbidden, Refused
from stegvis.core.period import Period
from stegvis.providers.actions import authorise, end_authorisation
from stegvis.providers.models import Provider
from tests import builders
from tests.builders import TODAY

pytestmark = pytest.mark.django_db


@pytest.fixture
def principal():
    return builders.a_principal()


@pytest.fixture
def keeper(principal):
    return builders.a_seat(Role.QUALITY_OFFICER, principal)


@pytest.fixture
def provider(principal):
    return builders.a_provider(principal, authorised=None)


def test_a_provider_is_authorised_by_a_human_for_one_intervention(principal, keeper, provider):
    sai, jobbpeng = builders.an_intervention(principal, "sai"), builders.an_intervention(principal)
    given = authorise(provider, sai, Period(TODAY), "Villkoren uppfylls.", by=keeper.actor)
    assert given.decided_by == keeper.user
    assert Provider.objects.authorised_for(sai.pk, TODAY).get() == provider
    assert not Provider.objects.authorised_for(jobbpeng.pk, TODAY).exists()


def test_an_authorisation_for_all_stands_beside_one_for_a_single_intervention(principal, keeper, provider):
    authorise(provider, builders.an_intervention(principal), Period(TODAY), by=keeper.actor)
    authorise(provider, None, Period(TODAY), by=keeper.actor)
    with pytest.raises(Refused, match="redan auktoriserad"):
        authorise(provider, None, Period(date(2027, 1, 1)), by=keeper.actor)


def test_an_ended_authorisation_still_holds_on_its_last_day(principal, keeper, provider):
    intervention = builders.an_intervention(principal)
    given = authorise(provider, None, Period(date(2026, 1, 1)), by=keeper.actor)
    end_authorisation(given, date(2026, 3, 31), "Konkurs.", by=keeper.actor, today=TODAY)
    assert Provider.objects.authorised_for(intervention.pk, date(2026, 3, 31)).exists()
    assert not Provider.objects.authorised_for(intervention.pk, date(2026, 4, 1)).exists()
    given.refresh_from_db()
    assert given.note == "Konkurs."


def test_nobody_else_decides_about_a_provider(principal, provider):
    given = builders.Authorisation.objects.create(
        principal=principal, provider=provider, period=Period(date(2026, 1, 1))
    )
    strangers = [builders.a_seat(role, principal) for role in (Role.CASEWORKER, Role.ANALYST)]
    strangers.append(builders.a_seat(Role.PROVIDER_STAFF, principal, provider=provider))
    strangers.append(builders.a_seat(Role.QUALITY_OFFICER, builders.a_principal()))
    for seat in strangers:
        with pytest.raises(Forbidden):
            authorise(provider, None, Period(TODAY), by=seat.actor)
        with pytest.raises(Forbidden):
            end_authorisation(given, TODAY, "", by=seat.actor, today=TODAY)


def test_places_are_taken_by_assignments_that_run_and_by_choices_that_will_become_one(principal, provider):
    unit = builders.a_unit(principal)
    builders.an_assignment(builders.a_case(unit), provider=provider)
    builders.a_choice(builders.a_decision(builders.a_case(unit)), provider)
    builders.a_choice(builders.a_decision(builders.a_case(unit, closed_on=date(2026, 2, 1))), provider)
    over = Period(date(2026, 2, 2), TODAY)
    builders.an_assignment(builders.a_case(unit), provider=provider, period=over)
    assert Provider.objects.with_taken_places(TODAY).get(pk=provider.pk).taken_places == 2
