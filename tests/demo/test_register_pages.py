"""An administrator uploads an extract, sees what would happen, confirms, and sees what happened."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest
from django.conf import settings as in_force
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from stegvis.casework.models import Case
from stegvis.catalogue.standard import install, read_catalogue
from stegvis.core import clock
from stegvis.core.actor import Role
from stegvis.demo.register_import.uploads import Busy, Upload
from stegvis.registry.models import Person
from tests.builders import a_principal, a_seat, a_unit
from tests.demo.extracts import ANNA, TODAY, ExtractFolder

pytestmark = pytest.mark.django_db

UPLOAD = "/inlasning/"


@pytest.fixture(autouse=True)
def surroundings(settings, tmp_path):
    settings.REQUIRE_SECOND_FACTOR = False
    settings.DATA_FOLDER = tmp_path / "data"
    with clock.frozen(TODAY):
        yield


@pytest.fixture
def principal():
    principal = a_principal()
    install(principal, read_catalogue())
    a_unit(principal, "Arbetsenheten")
    return principal


@pytest.fixture
def administrator(client, principal):
    seat = a_seat(Role.ADMINISTRATOR, principal)
    client.force_login(seat.user)
    return seat


def files_of(extract: ExtractFolder, **replaced: bytes) -> list[SimpleUploadedFile]:
    folder = extract.write()
    return [
        SimpleUploadedFile(path.name, replaced.get(path.stem, path.read_bytes()))
        for path in sorted(folder.iterdir())
    ]


def send(client, principal, files):
    unit = principal_unit(principal)
    return client.post(UPLOAD, {"extract": files, "unit": unit.pk}, follow=True)


def principal_unit(principal):
    from stegvis.registry.models import Unit

    return Unit.objects.get(principal=principal)


def staged() -> list[Path]:
    place = Path(in_force.DATA_FOLDER) / "inlasning"
    return sorted(place.iterdir()) if place.is_dir() else []


def key_of(response) -> str:
    return response.redirect_chain[-1][0].strip("/").rpartition("/")[2]


def test_the_upload_is_checked_confirmed_and_removed(
    client, principal, administrator, extract, django_capture_on_commit_callbacks
):
    checked = send(client, principal, files_of(extract))
    key = key_of(checked)
    assert "Ingenting är inläst än" in checked.text
    assert not Person.objects.exists()
    assert "Inga problem." in checked.text

    with django_capture_on_commit_callbacks(execute=True):
        done = client.post(reverse("import_confirm", args=[key]), follow=True)

    assert "Utdraget är inläst" in done.text
    assert Case.objects.filter(principal=principal).count() == 2
    (folder,) = staged()
    assert not (folder / "files").exists()

    again = client.post(reverse("import_confirm", args=[key]), follow=True)
    assert "Utdraget är redan inläst." in again.text


def test_problems_are_shown_filtered_paged_and_given_as_a_file(client, principal, administrator, extract):
    extract.change("beslut.csv", "sai", "kanotkurs")
    extract.add("manadsrapporter.csv", *["U9;2021-01;1;1;1;2021-02-02"] * 60)
    checked = send(client, principal, files_of(extract))
    address = checked.redirect_chain[-1][0]

    assert "kanotkurs" in checked.text
    assert "64 problem" in checked.text
    assert "U9" in client.get(address, {"sida": "2"}).text
    assert "kanotkurs" not in client.get(address, {"sida": "2"}).text
    only = client.get(address, {"fil": "beslut.csv", "allvar": "avvisad"})
    assert "1 problem" in only.text
    assert "Inga problem" in client.get(address, {"fil": "personer.csv"}).text
    assert client.get(address, {"sida": "mycket", "fil": "annan"}).status_code == 200
    file = client.get(reverse("import_problems", args=[key_of(checked)]))
    content = file.content.decode("utf-8-sig")
    assert content.count("\n") == 66  # and the last line says who took it out
    assert content.splitlines()[-1].startswith("Uttag av ")
    assert ANNA not in content


def test_an_unreadable_file_is_told_and_cannot_be_confirmed(client, principal, administrator, extract):
    checked = send(client, principal, files_of(extract, beslut=b"PK\x03\x04", uppdrag=b""))

    assert "Utdraget kan inte läsas in" in checked.text
    assert "zip" in checked.text
    assert "Filen är tom" in checked.text
    assert "Läs in utdraget" not in checked.text
    client.post(reverse("import_confirm", args=[key_of(checked)]))
    assert not Person.objects.exists()


def test_a_missing_file_is_told(client, principal, administrator, extract):
    checked = send(client, principal, files_of(extract)[1:])

    assert "Filen anordnare.csv saknas" in checked.text


def test_files_that_do_not_belong_to_an_extract_are_refused(client, principal, administrator, extract):
    stranger = SimpleUploadedFile("../../hemlig.csv", b"x")
    answer = send(client, principal, [*files_of(extract), stranger])
    assert "Hör inte till utdraget: hemlig.csv" in answer.text
    files = files_of(extract)
    assert "vald två gånger" in send(client, principal, [*files, files[0]]).text
    assert staged() == []


def test_too_much_for_a_page_is_sent_to_the_command(client, principal, administrator, extract):
    answer = send(client, principal, files_of(extract, beslut=b"x" * (10 * 1024 * 1024)))

    assert "stegvis import-register" in answer.text
    assert staged() == []


def test_nothing_chosen_is_told(client, principal, administrator):
    assert "Välj en fil." in send(client, principal, []).text


def test_the_files_can_be_thrown_away(client, principal, administrator, extract):
    checked = send(client, principal, files_of(extract))

    client.post(reverse("import_discard", args=[key_of(checked)]))

    assert staged() == []
    assert client.get(checked.redirect_chain[-1][0]).status_code == 404


def test_an_upload_is_nobody_else_s(client, principal, administrator, extract):
    key = key_of(send(client, principal, files_of(extract)))

    for stranger in (a_seat(Role.ADMINISTRATOR, principal), a_seat(Role.ADMINISTRATOR, a_principal())):
        client.force_login(stranger.user)
        for name in ("import_result", "import_problems"):
            assert client.get(reverse(name, args=[key])).status_code == 404
        for name in ("import_confirm", "import_discard"):
            assert client.post(reverse(name, args=[key])).status_code == 404
    assert len(staged()) == 1


def test_an_upload_is_kept_where_only_the_program_can_read_it(client, principal, administrator, extract):
    send(client, principal, files_of(extract))

    (folder,) = staged()
    assert folder.stat().st_mode & 0o077 == 0


def test_an_upload_that_was_left_is_removed_after_a_day(client, principal, administrator, extract):
    send(client, principal, files_of(extract))
    (old,) = staged()
    os.utime(old, (time.time() - 90_000,) * 2)

    send(client, principal, files_of(extract))

    assert old not in staged()
    assert len(staged()) == 1


def test_a_second_click_while_reading_in_is_told_to_wait(client, principal, administrator, extract):
    key = key_of(send(client, principal, files_of(extract)))
    upload = Upload.find(key, administrator.actor)

    with upload.alone():
        answer = client.post(reverse("import_confirm", args=[key]), follow=True)
        with pytest.raises(Busy), upload.alone():
            pass

    assert "håller på att läsas in" in answer.text
    assert not Person.objects.exists()


def test_an_import_that_cannot_be_carried_out_leaves_the_files_for_another_try(
    client, principal, administrator, extract
):
    key = key_of(send(client, principal, files_of(extract)))
    from django.db import connection

    with connection.cursor() as cursor:
        # A rule of the database that no check of the import knows.
        cursor.execute("ALTER TABLE registry_person ADD CONSTRAINT proof CHECK (first_name <> 'Anna')")
    answer = client.post(reverse("import_confirm", args=[key]), follow=True)

    assert "ingenting är inläst" in answer.text
    assert "Anna" not in answer.text
    assert "Läs in utdraget" in answer.text
    assert not Person.objects.exists()
