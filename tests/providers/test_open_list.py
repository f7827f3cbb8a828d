"""The list of providers: filtered by staff, taken out, and open to anybody with public facts alone."""

import csv
import io
import re
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from stegvis.core import clock
from stegvis.core.actor import Role
from stegvis.core.period import ONE_DAY, Period
from stegvis.providers.models import Authorisation, Provider
from stegvis.providers.open_files import MADE_OF, KeptFiles, OpenFile, open_file
from stegvis.providers.open_list import open_list
from stegvis.registry.models import Export
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
def sai(principal):
    return builders.an_intervention(principal, "sai", name="SAI")


def a_right(provider, intervention, period=builders.ALWAYS, **fields):
    return Authorisation.objects.create(
        principal=provider.principal, provider=provider, intervention=intervention, period=period, **fields
    )


@pytest.fixture
def norrsken(principal, sai):
    provider = builders.a_provider(
        principal,
        "Norrsken AB",
        authorised=None,
        languages="svenska, dari",
        contact_name="Hemlig Person",
        contact_email="hemlig@example.org",
        contact_phone="08-123",
    )
    a_right(provider, sai)
    return provider


def test_anybody_reads_who_can_be_chosen_and_no_person_is_named(client, principal, norrsken):
    builders.a_provider(principal, "Utgången AB", authorised=Period(date(2025, 1, 1), TODAY))
    builders.a_provider(builders.a_principal(), "Grannens AB")
    for name in ("open_providers", "open_providers_json", "open_providers_csv"):
        answer = client.get(reverse(name, args=[principal.slug]))
        text = answer.content.decode()
        assert "Norrsken AB" in text
        for hidden in ("Utgången", "Grannens", "Hemlig", "hemlig@", "08-123"):
            assert hidden not in text
        assert answer["Cache-Control"] == "public, no-cache"
        assert not answer.cookies
    assert client.get(reverse("open_providers", args=["ingen-kommun"])).status_code == 404


def test_the_same_list_is_not_sent_twice(client, principal, norrsken):
    address = reverse("open_providers_json", args=[principal.slug])
    tag = client.get(address)["ETag"]
    again = client.get(address, headers={"If-None-Match": tag})
    assert (again.status_code, again.content) == (304, b"")
    builders.a_pause(norrsken)
    assert client.get(address, headers={"If-None-Match": tag}).status_code == 200


def _names(client, principal):
    listed = client.get(reverse("open_providers_json", args=[principal.slug])).json()["providers"]
    return [each["name"] for each in listed]


def test_who_loses_its_right_is_gone_from_the_very_next_file(client, principal, norrsken):
    assert _names(client, principal) == ["Norrsken AB"]
    right = norrsken.authorisations.get()
    right.period = Period(right.period.start, TODAY)
    right.save()
    assert _names(client, principal) == []


def test_who_has_its_right_until_today_is_gone_at_midnight(client, principal, sai):
    a_right(builders.a_provider(principal, "Korta AB", authorised=None), sai, Period(TODAY, TODAY + ONE_DAY))
    assert _names(client, principal) == ["Korta AB"]
    with clock.frozen(TODAY + ONE_DAY):
        assert _names(client, principal) == []


def test_a_file_that_is_still_true_is_not_made_again(client, principal, norrsken):
    _names(client, principal)
    with CaptureQueriesContext(connection) as again:
        assert _names(client, principal) == ["Norrsken AB"]
    assert not [query for query in again if 'FROM "providers_provider"' in query["sql"]]


def test_what_was_changed_while_the_file_was_made_is_not_kept(principal, norrsken):
    def make():
        Provider.objects.filter(pk=norrsken.pk).update(name="Söderljus AB")
        return b"old"

    assert open_file(principal, "try", TODAY, make).content == b"old"
    assert open_file(principal, "try", TODAY, lambda: b"new").content == b"new"


def test_every_table_that_the_file_is_made_of_is_watched(principal, norrsken):
    builders.a_pause(norrsken)
    with CaptureQueriesContext(connection) as asked:
        open_list(principal, TODAY)
    tables = {table for query in asked for table in re.findall(r'(?:FROM|JOIN) "(\w+)"', query["sql"])}
    assert tables == set(MADE_OF)


def test_no_more_files_are_kept_than_there_is_room_for():
    kept = KeptFiles(most_bytes=10)
    for principal in range(3):
        kept.keep((principal, "json"), ("true",), OpenFile.of(b"12345"))
    kept.keep((3, "json"), ("true",), OpenFile.of(b"more than there is room for"))
    held = [principal for principal in range(4) if kept.get((principal, "json"), ("true",))]
    assert held == [1, 2]


def test_a_right_to_all_interventions_stands_for_each_and_a_pause_for_its_own(
    client, principal, sai, norrsken
):
    jobbpeng = builders.an_intervention(principal, name="Jobbpeng")
    everything = builders.a_provider(principal, "Allt AB")
    builders.a_pause(everything, intervention=jobbpeng)
    listed = client.get(reverse("open_providers_json", args=[principal.slug])).json()["providers"]
    rights = {each["name"]: {r["intervention"]: r["takes_new"] for r in each["rights"]} for each in listed}
    assert rights == {"Allt AB": {"Jobbpeng": False, "SAI": True}, "Norrsken AB": {"SAI": True}}
    page = client.get(reverse("open_providers", args=[principal.slug]), {"insats": jobbpeng.code})
    assert "Allt AB" in page.content.decode()
    assert "Norrsken" not in page.content.decode()


def test_each_right_to_an_intervention_stands_with_its_own_levels(client, principal, sai):
    provider = builders.a_provider(principal, "Två steg AB", authorised=None)
    a_right(provider, sai, Period(date(2025, 1, 1)), levels=["ett"])
    a_right(provider, sai, Period(date(2025, 6, 1), date(2027, 1, 1)), levels=["tva"])
    (shown,) = client.get(reverse("open_providers_json", args=[principal.slug])).json()["providers"]
    assert [(right["levels"], right["last_day"]) for right in shown["rights"]] == [
        (["ett"], None),
        (["tva"], "2026-12-31"),
    ]
    assert not shown["does_everything"]


def test_a_long_list_is_read_page_by_page_and_the_files_have_all_of_it(client, principal, norrsken):
    for number in range(50):
        builders.a_provider(principal, f"Anordnare {number:02}")
    address = reverse("open_providers", args=[principal.slug])
    first = client.get(address)
    assert (b"Anordnare 49" in first.content, b"Norrsken AB" in first.content) == (True, False)
    second = client.get(address + first.context["page"].next_url).content.decode()
    assert "Norrsken AB" in second and "Anordnare 49" not in second and "51 anordnare" in second
    listed = client.get(reverse("open_providers_json", args=[principal.slug])).json()["providers"]
    assert len(listed) == 51


def test_no_text_in_the_file_can_run(client, principal, sai):
    provider = builders.a_provider(principal, "=HYPERLINK(1)", authorised=None)
    a_right(provider, sai)
    text = client.get(reverse("open_providers_csv", args=[principal.slug])).content.decode("utf-8-sig")
    (row,) = list(csv.reader(io.StringIO(text), delimiter=";"))[1:]
    assert row[:3] == ["'=HYPERLINK(1)", provider.shown_number, "SAI"]


def test_the_open_list_asks_the_same_whatever_its_length(client, principal, sai, norrsken):
    address = reverse("open_providers_json", args=[principal.slug])
    client.get(address)
    builders.a_provider(principal)
    with CaptureQueriesContext(connection) as few:
        client.get(address)
    for _ in range(9):
        builders.a_provider(principal)
    with CaptureQueriesContext(connection) as many:
        client.get(address)
    assert len(many) == len(few)


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"insats": "sai"}, {"Allt AB", "Norrsken AB"}),
        ({"auktorisation": "nej"}, {"Vilande AB"}),
        ({"intag": "pausat"}, {"Allt AB"}),
        ({"intag": "plats"}, {"Norrsken AB", "Vilande AB"}),
        ({"sprak": "dari"}, {"Norrsken AB"}),
        ({"insats": "finns-inte"}, {"Allt AB", "Norrsken AB", "Vilande AB"}),
        ({"sortera": "deltagare"}, {"Allt AB", "Norrsken AB", "Vilande AB"}),
    ],
)
def test_staff_filter_the_list(client, principal, norrsken, asked, found):
    builders.a_pause(builders.a_provider(principal, "Allt AB"))
    builders.a_provider(principal, "Vilande AB", authorised=None)
    builders.a_provider(builders.a_principal(), "Grannens AB")
    client.force_login(builders.a_seat(Role.ANALYST, principal).user)
    page = client.get(reverse("providers"), asked).content.decode()
    assert {name for name in Provider.objects.values_list("name", flat=True) if name in page} == found


def test_the_list_is_taken_out_as_a_file_by_whoever_filtered_it(client, principal, norrsken):
    builders.a_provider(principal, "Vilande AB", authorised=None)
    client.force_login(builders.a_seat(Role.QUALITY_OFFICER, principal).user)
    answer = client.post(reverse("providers_export") + "?auktorisation=ja")
    assert answer["Location"] == reverse("my_exports")
    assert Export.objects.get().rows == 1
    client.force_login(builders.a_seat(Role.PROVIDER_STAFF, principal, provider=norrsken).user)
    assert client.post(reverse("providers_export")).status_code == 403
