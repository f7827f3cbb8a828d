"""Printing the whole record: every text stands in it, who made it is said, and the log knows."""

from datetime import date
from io import BytesIO

import pytest
from django.urls import reverse
from pypdf import PdfReader

from stegvis.casework.actions.journal import add_to_note
from stegvis.casework.models import Attachment, Case, JournalNote
from stegvis.casework.record_print import chosen, document_of, parts
from stegvis.core import clock
from stegvis.core.documents.pdf import as_pdf
from stegvis.core.readings import Kind
from stegvis.oversight.models import Reading
from tests import builders
from tests.builders import TODAY
from tests.casework.test_query_counts import queries
from tests.casework.test_record_search import NOW, full, write  # noqa: F401

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stopped_clock", "no_second_factor")]


@pytest.fixture
def signed_in(client, town):
    client.force_login(town.worker.user)
    return client


def url(name, case):
    return reverse(name, args=[case.pk])


def text_of(pdf):
    return " ".join(" ".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages).split())


def test_everything_written_in_the_record_stands_in_the_print(signed_in, full):  # noqa: F811
    page = signed_in.get(url("printed_record", full)).content.decode()
    pdf = text_of(signed_in.post(url("record_pdf", full)).content)
    for written in (
        "Bilen är stulen.",
        "Hen har fått en ny bil.",
        "Vill laga bilar.",
        "Nära till en bilverkstad.",
        "Bilreparation.",
        "Lagade två bilar.",
        "2026-02-03: närvaro 6,5 timmar, sjukanmäld",
        "2026-02-04: frånvaro 4 timmar",
        "Bilverkstaden är nöjd.",
        "Arbete med bilar.",
        "Intyg från bilverkstaden",
        "Karin Karriär",
        full.person.last_name,
    ):
        assert written in page, written
        assert written in pdf, written
    checksum = Attachment.objects.get(case=full).file.sha256
    assert f"SHA-256: {checksum[:32]}" in page and f"SHA-256: {checksum[:32]} {checksum[32:]}" in pdf


def test_the_print_says_who_made_it_when_and_of_what(signed_in, town, full):  # noqa: F811
    page = signed_in.get(url("printed_record", full) + "?delar=journal&delar=bilagor").content.decode()
    assert "Utskriven av" in page
    assert "2026-03-16 12:00" in page
    assert "Journal, Bilagor" in page
    assert "Bilen är stulen." in page
    assert "Nära till en bilverkstad." not in page


def test_the_print_is_noted_with_its_parts(signed_in, full):  # noqa: F811
    signed_in.post(url("record_pdf", full), {"delar": ["journal"]})
    noted = Reading.objects.get(kind=Kind.PRINTED)
    assert (noted.what, noted.person_id, noted.detail) == ("record_pdf", full.person_id, "journal")
    assert not Reading.objects.filter(kind=Kind.SHOWN, what="record_pdf").exists()


def test_the_file_is_named_by_the_case_and_not_by_the_person(signed_in, full):  # noqa: F811
    answer = signed_in.post(url("record_pdf", full))
    assert (
        f"Akt%20{full.number}" in answer["Content-Disposition"]
        or full.number in answer["Content-Disposition"]
    )
    assert full.person.last_name not in answer["Content-Disposition"]
    assert PdfReader(BytesIO(answer.content)).metadata.title == f"Akt {full.number}"


def test_parts_that_do_not_exist_lead_back_to_the_choice(signed_in, case):
    answer = signed_in.get(url("printed_record", case) + "?delar=hemligt")
    assert answer["Location"] == url("print_record", case)


def test_an_empty_record_is_printed_too(signed_in, case):
    assert "Inget." in signed_in.get(url("printed_record", case)).content.decode()
    assert signed_in.post(url("record_pdf", case)).content.startswith(b"%PDF")


def test_what_somebody_wrote_is_text_in_page_and_file(signed_in, town, case):
    write(case, town.worker, "#let x = 1", "*fet* <script>x</script> $a$ #panic()\n\n= Rubrik")
    assert "<script>x" not in signed_in.get(url("printed_record", case)).content.decode()
    assert "#panic()" in text_of(signed_in.post(url("record_pdf", case)).content)


def test_printing_needs_a_fresh_proof(signed_in, case, settings):
    from tests.accounts.time_passing import the_proof_grows_old

    the_proof_grows_old(signed_in, minutes=60)
    for answer in (signed_in.get(url("printed_record", case)), signed_in.post(url("record_pdf", case))):
        assert answer.status_code == 302


def test_neither_a_stranger_nor_the_unnamed_print(client, town, full):  # noqa: F811
    client.force_login(town.stranger.user)
    for name in ("print_record", "printed_record"):
        assert client.get(url(name, full)).status_code == 404
    assert client.post(url("record_pdf", full)).status_code == 404
    builders.protect(full.person)
    client.force_login(town.head.user)
    assert client.get(url("printed_record", full)).status_code == 403
    assert client.post(url("record_pdf", full)).status_code == 403


def test_a_named_caseworker_prints_a_protected_persons_record_with_the_warning(signed_in, full):  # noqa: F811
    builders.protect(full.person)
    page = signed_in.get(url("printed_record", full)).content.decode()
    assert full.person.last_name in page
    assert "Skyddad folkbokföring" in page
    assert f"<title>Akt {full.number}" in page


def printed(case, by):
    shown = Case.objects.for_page().get(pk=case.pk)
    return document_of(shown, parts(), by=by.actor, at=clock.now())


def test_a_thick_record_costs_the_same_to_gather_and_is_set_in_one_go(town, full):  # noqa: F811
    few = queries(lambda: printed(full, town.worker))
    JournalNote.objects.bulk_create(
        JournalNote(
            principal=town.principal,
            case=full,
            kind=JournalNote.Kind.PHONE,
            happened_on=TODAY,
            heading=f"Samtal {n}",
            text="Vi talade om praktiken. " * 4,
            written_by=town.worker.user,
            written_at=NOW,
        )
        for n in range(500)
    )
    note = JournalNote.objects.order_by("-pk").first()
    add_to_note(note, "Mer.", by=town.head.actor, now=NOW)
    builders.an_assessment(full, held_on=date(2026, 3, 2))
    assert queries(lambda: printed(full, town.worker)) == few
    pdf = as_pdf(printed(full, town.worker))
    assert "Samtal 499" in text_of(pdf)


def test_only_known_parts_are_chosen():
    assert [part.key for part in chosen(["journal", "påhittad"])] == ["journal"]
