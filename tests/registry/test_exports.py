"""Exports: for who made them and nobody else, for a day, and not when somebody in them needs protection."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from stegvis.core import clock
from stegvis.core.actor import Role
from stegvis.core.answers import Refused
from stegvis.core.files.kinds import FileKind
from stegvis.oversight.models import Reading
from stegvis.registry import exports
from stegvis.registry.models import Export, ExportDownload, FileContent, Person
from tests import builders
from tests.builders import TODAY

pytestmark = pytest.mark.django_db
LIST = reverse("my_exports")


@pytest.fixture(autouse=True)
def in_march(settings):
    settings.REQUIRE_SECOND_FACTOR = False
    with clock.frozen(TODAY):
        yield


@pytest.fixture
def principal():
    return builders.a_principal()


@pytest.fixture
def maker(principal):
    return builders.a_seat(Role.CONTROLLER, principal)


def an_export(seat, *people, name="Avräkning januari", at=None):
    return exports.offer(
        seat.actor,
        name,
        b"rader",
        FileKind.EXCEL,
        what="settlement_export",
        rows=12,
        person_ids=[person.pk for person in people],
        at=at,
    )


def take(client, export):
    return client.post(reverse("take_export", args=[export.pk]))


def test_the_maker_finds_his_export_and_fetches_it(client, maker):
    export = an_export(maker)
    client.force_login(maker.user)
    assert "Avräkning januari.xlsx" in client.get(LIST).content.decode()
    answer = take(client, export)
    assert answer.content == b"rader"
    assert 'filename="Avrakning januari.xlsx"' in answer["Content-Disposition"]


def test_each_fetching_is_counted_and_logged_for_everybody_in_it(client, maker, principal):
    anna, bo = builders.a_person(principal), builders.a_person(principal)
    export = an_export(maker, anna, bo)
    client.force_login(maker.user)
    take(client, export)
    take(client, export)
    assert ExportDownload.objects.filter(export=export, taken_by=maker.user).count() == 2
    assert "2 gånger" in client.get(LIST).content.decode()
    read = Reading.objects.filter(what="take_export", person_ids=sorted([anna.pk, bo.pk]))
    assert read.count() == 2


def test_making_an_export_is_logged_for_everybody_in_it(maker, principal):
    anna = builders.a_person(principal)
    an_export(maker, anna)
    assert Reading.objects.filter(what="settlement_export", person_ids=[anna.pk]).exists()


def test_nobody_else_sees_an_export_whatever_exports_of_his_own_he_has(client, maker, principal):
    export = an_export(maker)
    others = [
        builders.a_seat(Role.CONTROLLER, principal),
        builders.a_seat(Role.HEAD_OF_UNIT, principal),
        builders.a_seat(Role.CONTROLLER, builders.a_principal()),
    ]
    for other in others:
        own = an_export(other, name="Egen")
        client.force_login(other.user)
        page = client.get(LIST).content.decode()
        assert "Egen.xlsx" in page
        assert "Avräkning januari" not in page
        assert take(client, own).status_code == 200
        assert take(client, export).status_code == 404


def test_the_maker_does_not_see_it_from_another_seat(client, maker):
    export = an_export(maker)
    elsewhere = builders.a_seat(Role.CONTROLLER, builders.a_principal(), user=maker.user)
    client.force_login(maker.user)
    client.post(reverse("change_seat"), {"seat": elsewhere.membership.pk})
    assert "Avräkning januari" not in client.get(LIST).content.decode()
    assert take(client, export).status_code == 404


def test_an_export_is_over_after_a_day(client, maker):
    export = an_export(maker, at=clock.now() - timedelta(hours=24))
    client.force_login(maker.user)
    page = client.get(LIST).content.decode()
    assert "Borttagen" in page
    assert reverse("take_export", args=[export.pk]) not in page
    with pytest.raises(Refused, match="finns inte längre"):
        exports.take(export, by=maker.actor, at=clock.now())
    assert take(client, export).status_code == 302


def test_an_export_is_withdrawn_when_somebody_in_it_becomes_protected(client, maker, principal):
    anna, bo = builders.a_person(principal), builders.a_person(principal)
    with_anna, with_bo = an_export(maker, anna, bo), an_export(maker, bo, name="Utan Anna")
    Person.objects.filter(pk=anna.pk).update(protection=Person.Protection.PROTECTED)
    client.force_login(maker.user)
    assert "Återtagen" in client.get(LIST).content.decode()
    assert take(client, with_anna).status_code == 302
    assert take(client, with_bo).status_code == 200
    assert not ExportDownload.objects.filter(export=with_anna).exists()


def test_who_was_protected_already_is_not_named_in_it_and_takes_nothing_back(client, maker, principal):
    hidden = builders.a_person(principal, protection=Person.Protection.PROTECTED)
    export = an_export(maker, hidden)
    assert export.persons == []
    client.force_login(maker.user)
    assert take(client, export).status_code == 200


def test_a_provider_loses_the_export_with_the_right_to_know_who_is_in_it(client, principal):
    """What the database hides from the provider is not handed out from an earlier day's file either."""
    unit = builders.a_unit(principal)
    assignment = builders.an_assignment(builders.a_case(unit))
    seat = builders.a_seat(Role.PROVIDER_STAFF, principal, provider=assignment.provider)
    with_own = an_export(seat, assignment.person)
    with_a_stranger = an_export(seat, assignment.person, builders.a_person(principal))
    client.force_login(seat.user)
    assert take(client, with_own).status_code == 200
    assert take(client, with_a_stranger).status_code == 302


def test_a_fetching_is_sent_for_and_not_linked_to(client, maker):
    export = an_export(maker)
    client.force_login(maker.user)
    assert client.get(reverse("take_export", args=[export.pk])).status_code == 405
    assert not ExportDownload.objects.exists()


def test_the_contents_of_what_is_over_are_removed_and_the_rows_stay(maker):
    old = an_export(maker, at=clock.now() - timedelta(hours=30))
    new = an_export(maker)  # making one clears away the maker's own
    assert set(FileContent.objects.values_list("file_id", flat=True)) == {new.file_id}
    assert Export.objects.filter(pk=old.pk).exists()
    assert exports.remove_expired(clock.now() + timedelta(days=2)) == 1
    assert not FileContent.objects.exists()


def test_the_empty_page_says_so(client, maker):
    client.force_login(maker.user)
    assert "Du har inte tagit ut något" in client.get(LIST).content.decode()


def test_the_list_costs_the_same_however_long(client, maker, principal):
    client.force_login(maker.user)
    an_export(maker)
    client.get(LIST)
    with CaptureQueriesContext(connection) as few:
        client.get(LIST)
    for _ in range(8):
        an_export(maker, builders.a_person(principal))
    with CaptureQueriesContext(connection) as many:
        client.get(LIST)
    assert len(many) == len(few)
