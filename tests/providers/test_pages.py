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
    assert "0 av 10 platser" in page
    assert "Pausa intaget" not in page


def test_a_provider_sees_itself_and_no_other(client, principal, provider):
    client.force_login(builders.a_seat(Role.PROVIDER_STAFF, principal, provider=provider).user)
    assert client.get(provider.get_absolute_url()).status_code == 200
    assert client.get(builders.a_provider(principal).get_absolute_url()).status_code == 404
    assert client.get(reverse("take_over_authorisation", args=[provider.pk])).status_code == 404


def test_an_older_right_is_written_in_and_what_was_typed_is_kept_when_refused(client, principal, provider):
    client.force_login(builders.a_seat(Role.ADMINISTRATOR, principal).user)
    address = reverse("take_over_authorisation", args=[provider.pk])
    told = {"start": "2026-03-16", "older_decision": "AN 2019/14, nämnden"}
    page = client.post(address, told).text
    assert "redan auktoriserad" in page and "AN 2019/14" in page
    intervention = builders.an_intervention(provider.principal)
    answer = client.post(address, told | {"intervention": intervention.pk})
    assert answer["Location"] == provider.get_absolute_url()
    assert Authorisation.objects.filter(intervention=intervention).exists()
    page = client.get(provider.get_absolute_url()).text
    assert "Från ett äldre register" in page and "AN 2019/14" in page


def test_an_authorisation_is_ended_with_its_reason(keeper, provider):
    row = provider.authorisations.get()
    address = reverse("end_authorisation", args=[row.pk])
    assert "Fyll i" in keeper.post(address, {"last_day": "2026-03-31"}).content.decode()
    keeper.post(address, {"last_day": "2026-03-31", "note": "Konkurs"})
    row.refresh_from_db()
    assert row.period.last_day == date(2026, 3, 31)
    assert "Konkurs" in keeper.get(provider.get_absolute_url()).content.decode()


def test_the_intake_is_paused_for_some_days_and_opened_earlier(keeper, provider):
    address = reverse("pause_provider", args=[provider.pk])
    page = keeper.post(address, {"start": "2026-03-16", "last_day": "2026-03-01", "reason": "Flytt"})
    assert "före första dag" in page.content.decode()
    assert "Flytt" in page.content.decode()
    keeper.post(address, {"start": "2026-03-16", "last_day": "2026-05-31", "reason": "Flytt"})
    pause = provider.pauses.get()
    assert "2026-03-16 – 2026-05-31" in keeper.get(provider.get_absolute_url()).content.decode()
    keeper.post(reverse("open_intake", args=[pause.pk]), {"opens_on": "2026-04-01"})
    pause.refresh_from_db()
    assert pause.period.last_day == date(2026, 3, 31)


def test_facts_places_and_owner_are_kept_on_pages(keeper, provider):
    page = keeper.post(
        reverse("change_provider", args=[provider.pk]), {"website": "inte en adress", "places": "7"}
    )
    assert "inte en adress" in page.content.decode()
    keeper.post(
        reverse("change_provider", args=[provider.pk]), {"website": "https://stegen.example", "places": "7"}
    )
    place = {"address": "Ågatan 2", "postal_code": "1314", "town": "Nackby", "start": "2026-03-16"}
    assert "fem siffror" in keeper.post(reverse("add_site", args=[provider.pk]), place).content.decode()
    keeper.post(reverse("add_site", args=[provider.pk]), place | {"postal_code": "131 40"})
    keeper.post(
        reverse("change_owner", args=[provider.pk]),
        {
            "changed_on": "2026-03-01",
            "new_name": "Stegen Nya AB",
            "new_organisation_number": "556036-0793",
            "description": "Såld.",
        },
    )
    page = keeper.get(provider.get_absolute_url()).content.decode()
    for words in ("https://stegen.example", "131 40 Nackby", "openstreetmap.org", "Stegen Nya AB", "0 av 7"):
        assert words in page
    site = provider.sites.get()
    changed = {"address": "Ågatan 4", "postal_code": "13140", "town": "Nackby"}
    keeper.post(reverse("change_site", args=[site.pk]), changed)
    keeper.post(reverse("close_site", args=[site.pk]), {"last_day": "2026-12-31"})
    assert "2026-12-31" in keeper.get(provider.get_absolute_url()).content.decode()


def test_a_coordinator_pauses_but_does_not_change_the_register(client, principal, provider):
    client.force_login(builders.a_seat(Role.PROVIDER_STAFF, principal, provider=provider).user)
    assert client.get(reverse("pause_provider", args=[provider.pk])).status_code == 200
    for name in ("change_provider", "add_site", "change_owner"):
        assert client.get(reverse(name, args=[provider.pk])).status_code == 404
    other = builders.a_provider(principal)
    assert client.get(reverse("pause_provider", args=[other.pk])).status_code == 404
    assert client.get(reverse("open_intake", args=[builders.a_pause(provider).pk])).status_code == 404


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
