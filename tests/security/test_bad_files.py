"""Every door for files × every file that means harm: told in Swedish, nothing half-saved, memory bounded."""

from __future__ import annotations

import tracemalloc
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import get_resolver, reverse

from stegvis.casework.models import Attachment, Case
from stegvis.core import clock
from stegvis.core.actor import Duty, Role
from stegvis.core.files.names import clean_name
from stegvis.demo.register_import import rows
from stegvis.providers.actions.deficiencies import Found, order_remedy, record_deficiency
from stegvis.providers.models import Evidence, RemedyPaper
from stegvis.registry.models import FileContent, Person, StoredFile
from stegvis.statistics.models import UnemploymentMonth
from tests import builders, samples
from tests.providers.test_applying import a_version
from tests.samples import BAD, GOOD, MEGABYTE, NAMES
from tests.security.addresses import patterns

pytestmark = pytest.mark.django_db

A_HUGE_NUMBER = "månad;öppet_arbetslösa;i_program;arbetskraften\n2022-04;" + "9" * 6000 + ";1;1\n"
NO_TABLES = {
    **{
        name: BAD[name]
        for name in (
            "program.exe",
            "sida.html",
            "packat skript.pdf",
            "bomb.xlsx",
            "hänvisar.xlsx",
            "jättebild.png",
            "styrtecken.txt",
        )
    },
    "tabell av en rad.csv": lambda: b";" * 900_000,
    "text utan slut.csv": lambda: b"a" * 900_000,
    "citat utan slut.csv": lambda: b'"' + b"a;\n" * 200_000,
    "bara radslut.csv": lambda: b"\n" * 900_000,
    "stora tal.csv": A_HUGE_NUMBER.encode,
}
"""What is sent to the doors that read tables: no table, or one that nobody wrote."""


@pytest.fixture(autouse=True)
def surroundings(settings, tmp_path) -> Iterator[None]:
    settings.REQUIRE_SECOND_FACTOR = False
    settings.DATA_FOLDER = tmp_path
    with clock.frozen(builders.TODAY):
        yield


@pytest.fixture
def door(client):
    """The form for papers of a case, with a caseworker before it: `door(file)` sends one."""
    unit = builders.a_unit(builders.a_principal())
    case = builders.a_case(unit)
    client.force_login(builders.a_seat(Role.CASEWORKER, unit.principal, unit=unit).user)
    where = reverse("add_attachment", args=[case.pk])

    def send(content: bytes, name: str) -> Any:
        fields = {"file": SimpleUploadedFile(name, content), "kind": Attachment.Kind.OTHER, "title": "T"}
        return client.post(where, fields)

    return send


def nothing_is_kept() -> bool:
    return not any(model.objects.exists() for model in (Attachment, StoredFile, FileContent))


def test_no_bad_file_comes_in_as_a_paper(door):
    for name, make in BAD.items():
        answer = door(make(), name)
        assert answer.status_code in (200, 413), name
        if answer.status_code == 200:
            (told,) = answer.context["form"].errors["file"]
            assert told[0].isupper() and told.endswith("."), name
    assert nothing_is_kept()


def test_good_files_come_in_whatever_they_are_called(door):
    for name, make in GOOD.items():
        assert door(make(), name).status_code == 302, name
    for name in NAMES:
        answer = door(samples.a_pdf(), name)
        assert answer.status_code in (200, 302), name  # a name of control signs alone is no name
    kept = set(StoredFile.objects.values_list("name", flat=True))
    assert len(kept) > 10
    assert all(name == clean_name(name, name.rpartition(".")[2]) for name in kept)


def test_a_file_without_a_name_or_content_is_told_at_its_field(client, door):
    assert "Filen är tom" in door(b"", "intyg.pdf").text
    assert nothing_is_kept()


def test_no_bad_file_comes_in_as_evidence_of_a_condition(client):
    provider = builders.a_provider(builders.a_principal())
    seat = builders.a_seat(
        Role.PROVIDER_STAFF, provider.principal, provider=provider, duty=Duty.ADMINISTRATOR
    )
    version = a_version(provider.principal)
    client.force_login(seat.user)
    client.post(reverse("own_applications"))
    where = reverse("own_application_condition", args=[provider.applications.get().pk, version.pk])
    for name, make in BAD.items():
        answer = client.post(where, {"confirms": "on", "file": SimpleUploadedFile(name, make())})
        assert answer.status_code in (200, 413), name
        if answer.status_code == 200:
            assert answer.context["form"].errors["file"], name
    assert not Evidence.objects.exists() and nothing_is_kept()


def test_no_bad_file_comes_in_with_an_answer_on_a_deficiency(client):
    provider = builders.a_provider(builders.a_principal())
    officer = builders.a_seat(Role.QUALITY_OFFICER, provider.principal).actor
    found = Found("Försäkringen har gått ut.", "minor", "other", builders.TODAY)
    with clock.frozen(builders.TODAY):
        noted = record_deficiency(provider, found, by=officer, today=builders.TODAY)
        last = builders.TODAY + timedelta(30)
        order_remedy(noted, "Teckna försäkring.", last, by=officer, today=builders.TODAY)
    client.force_login(builders.a_seat(Role.PROVIDER_STAFF, provider.principal, provider=provider).user)
    for name in ("program.exe", "sida.html", "packat skript.pdf", "tom.pdf"):  # the same field as above
        sent = {"answer": "Klart.", "file": SimpleUploadedFile(name, BAD[name]())}
        answer = client.post(reverse("answer_remedy", args=[noted.pk]), sent)
        assert answer.context["form"].errors["file"], name
    assert not RemedyPaper.objects.exists() and nothing_is_kept()


def send_months(client: Any, content: bytes, name: str) -> Any:
    return client.post(
        reverse("report_sources"), {"spara": "fil", "file": SimpleUploadedFile(name, content)}, follow=True
    )


def test_no_bad_file_comes_in_as_the_monthly_figures(client):
    client.force_login(builders.a_seat(Role.ANALYST, builders.a_principal()).user)
    for name, make in NO_TABLES.items():
        answer = send_months(client, make(), name)
        assert answer.status_code in (200, 413), name
        if answer.status_code == 200:
            assert answer.context["upload"].errors["file"], name
    assert not UnemploymentMonth.objects.exists()


def send_extract(client: Any, unit: Any, content: bytes) -> Any:
    files = [SimpleUploadedFile(name, content) for name in rows.FILES]
    return client.post(reverse("import_upload"), {"extract": files, "unit": unit.pk}, follow=True)


def test_no_bad_file_comes_in_as_an_extract(client):
    unit = builders.a_unit(builders.a_principal())
    client.force_login(builders.a_seat(Role.ADMINISTRATOR, unit.principal).user)
    people = Person.objects.count()
    for name, make in NO_TABLES.items():
        answer = send_extract(client, unit, make())
        assert answer.status_code in (200, 413), name
        assert "Traceback" not in answer.text
    assert (Person.objects.count(), Case.objects.count()) == (people, 0)


def test_names_that_lead_out_of_the_folder_are_no_part_of_an_extract(client, tmp_path):
    unit = builders.a_unit(builders.a_principal())
    client.force_login(builders.a_seat(Role.ADMINISTRATOR, unit.principal).user)
    for name in ("../../personer.csv.exe", "a\0personer.csv", "/etc/passwd"):
        files = [SimpleUploadedFile(name, b"a;b\n")]
        answer = client.post(reverse("import_upload"), {"extract": files, "unit": unit.pk})
        assert answer.status_code == 200, name
        assert answer.context["form"].errors["extract"], name


@pytest.mark.parametrize("name", ["bomb.xlsx", "jättebild.png"])
def test_what_swells_does_not_fill_the_memory_of_a_request(door, name):
    content = BAD[name]()
    tracemalloc.start()
    try:
        door(content, name)
        assert tracemalloc.get_traced_memory()[1] < 4 * len(content) + 100 * MEGABYTE
    finally:
        tracemalloc.stop()


def test_no_other_page_takes_files():
    """A new form with a file shall stand in this corpus too."""
    evidence = {"own_application_condition", "application_by_link_condition"}  # one form, one door
    known = {"add_attachment", "import_upload", "answer_remedy", *evidence}
    declared = {p.name for p in patterns(get_resolver()) if hasattr(p.callback, "largest_body")}
    assert declared == known | {"csp_report"}
