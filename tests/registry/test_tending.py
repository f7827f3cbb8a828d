"""`stegvis tend-files`: what waits in quarantine is scanned and what is over removed, for every principal."""

from __future__ import annotations

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from stegvis.core import clock
from stegvis.core.actor import Role
from stegvis.core.files.inspection import inspect
from stegvis.core.files.kinds import FileKind
from stegvis.registry import exports, files
from stegvis.registry.models import FileContent, StoredFile
from tests import builders, samples
from tests.clamd import CLEAN, INFECTED, OUT_OF_ORDER, a_scanner

pytestmark = pytest.mark.django_db


def tend():
    told = StringIO()
    call_command("tend_files", stdout=told, stderr=StringIO())
    return told.getvalue()


def waiting_file(principal):
    seat = builders.a_seat(Role.CASEWORKER, principal)
    file = inspect(samples.a_pdf(), "a.pdf")
    return files.keep(files.examine(file, at=clock.now()), by=seat.actor, at=clock.now())


def test_files_of_every_principal_are_scanned(settings):
    waiting = [waiting_file(builders.a_principal()), waiting_file(builders.a_principal())]
    with a_scanner(CLEAN) as settings.CLAMAV_ADDRESS:
        assert tend().count(": 1 filer kontrollerade") == 2
    assert {StoredFile.objects.get(pk=file.pk).state for file in waiting} == {StoredFile.State.CLEAN}


def test_what_is_found_infected_loses_its_content_and_says_what_was_found(settings):
    file = waiting_file(builders.a_principal())
    with a_scanner(INFECTED) as settings.CLAMAV_ADDRESS:
        tend()
    file.refresh_from_db()
    assert (file.state, file.found) == (StoredFile.State.REFUSED, "Eicar")
    assert not FileContent.objects.filter(file=file).exists()


def test_a_scanner_out_of_order_is_told_and_the_files_wait(settings):
    file = waiting_file(builders.a_principal())
    with a_scanner(OUT_OF_ORDER) as settings.CLAMAV_ADDRESS, pytest.raises(CommandError, match="väntar"):
        tend()
    file.refresh_from_db()
    assert file.state == StoredFile.State.QUARANTINED


def test_without_a_scanner_files_wait_in_peace_and_old_exports_go():
    principal = builders.a_principal()
    waiting_file(principal)
    maker = builders.a_seat(Role.CONTROLLER, principal).actor
    long_ago = clock.now() - timedelta(days=3)
    exports.offer(maker, "A", b"a", FileKind.CSV, what="settlement_export", rows=1, at=long_ago)
    assert tend().endswith(": Ingen viruskontroll är ansluten. 1 exporter borttagna.\n")
