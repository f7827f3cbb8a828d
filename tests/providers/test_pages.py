"""The pages about providers."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from stegvis.core import clock
from stegvis.core.actor import Role
from stegvis.providers.models import Authorisation
from tests import builders
from tests.builders import TODAY

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def calm(settings):
    settings.REQUIRE_SECOND_FACTOR = False
    with clock.frozen(TODAY):
        yield


@pytest.fixture
def principal():
    return builders.a_principal()


@pytest.fixture
def provider(principal):
    return builders.a_provider(principal, "Stegen ek. för.", places=10, languages="svenska, arabiska")


@pytest.fixture
def keeper(client, principal):
    client.force_login(builders.a_seat(Role.QUALITY_OFFICER, principal).user)
    return client


def test_staff_find_a_provider_and_see_its_facts(client, principal, provider):
    builders.a_provider(principal, "Norrsken AB")
    client.force_login(builders.a_seat(Role.CASEWORKER, principal).user)
    page = client.get(reverse("providers"), {"q": "steg"}).content.decode()
    assert "Stegen ek. för." in page
    assert "Norrsken" not in page
    page = client.get(provider.get_absolute_url()).content.decode()
    assert "svenska, arabiska" in page
    assert "10 av 10" in page
    assert "Pausa intaget" not in page


def test_a_provider_sees_itself_and_no_other(client, principal, provider):
    client.force_login(builders.a_seat(Role.PROVIDER_STAFF, principal, provider=provider).user)
    assert client.get(provider.get_absolute_url()).status_code == 200
    assert client.get(builders.a_provider(principal).get_absolute_url()).status_code == 404
    assert client.get(reverse("authorise", args=[provider.pk])).status_code == 404


def test_a_provider_is_authorised_and_what_was_typed_is_kept_when_refused(keeper, provider):
    address = reverse("authorise", args=[provider.pk])
    page = keeper.post(address, {"start": "2026-03-16", "note": "Villkoren uppfylls"}).content.decode()
    assert "redan auktoriserad" in page
    assert "Villkoren uppfylls" in page
    intervention = builders.an_intervention(provider.principal)
    answer = keeper.post(address, {"start": "2026-03-16", "intervention": intervention.pk})
    assert answer["Location"] == provider.get_absolute_url()
    assert Authorisation.objects.filter(intervention=intervention).exists()


def test_an_authorisation_is_ended_with_its_reason(keeper, provider):
    row = provider.authorisations.get()
    address = reverse("end_authorisation", args=[row.pk])
    assert "Fyll i" in keeper.post(address, {"last_day": "2026-03-31"}).content.decode()
    keeper.post(address, {"last_day": "2026-03-31", "note": "Konkurs"})
    row.refresh_from_db()
    assert row.period.last_day == date(2026, 3, 31)
    assert "Konkurs" in keeper.get(provider.get_absolute_url()).content.decode()


def test_the_intake_is_paused_by_a_button(keeper, provider):
    address = reverse("provider_intake", args=[provider.pk])
    keeper.post(address, {"pause": "ja"})
    assert provider.pauses.exists()
    # A page that was open before tells what has happened meanwhile.
    assert "redan pausat" in keeper.post(address, {"pause": "ja"}).content.decode()


def test_the_list_costs_the_same_for_three_and_forty_providers(keeper, principal):
    def look():
        with CaptureQueriesContext(connection) as captured:
            assert keeper.get(reverse("providers")).status_code == 200
        return len(captured)

    for _ in range(3):
        builders.a_provider(principal)
    look()
    few = look()
    for _ in range(37):
        builders.a_provider(principal)
    assert look() == few
