"""Files that are sent in: what they are, whether they are fit to keep, what they may be called."""

from __future__ import annotations

import tracemalloc
import unicodedata
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from stegvis.core.answers import Refused
from stegvis.core.files.handing_out import as_attachment
from stegvis.core.files.inspection import LARGEST_FILE, inspect, inspect_upload
from stegvis.core.files.kinds import FileKind
from stegvis.core.files.names import LONGEST, clean_name, disposition
from tests import samples
from tests.samples import BAD, GOOD, MEGABYTE


@pytest.mark.parametrize("name", GOOD)
def test_what_people_have_is_taken_in_and_known_by_its_content(name):
    kept = inspect(GOOD[name](), name)
    assert kept.kind.extension == name.rpartition(".")[2]
    assert kept.name == name


@pytest.mark.parametrize("name", BAD)
def test_what_can_run_hide_or_swell_is_refused_with_advice_and_without_filling_the_memory(name):
    content = BAD[name]()
    tracemalloc.start()
    try:
        with pytest.raises(Refused) as refused:
            inspect(content, name)
        assert tracemalloc.get_traced_memory()[1] < 3 * len(content) + 80 * MEGABYTE
    finally:
        tracemalloc.stop()
    (problem,) = refused.value.problems
    assert problem.field == "file"
    assert problem.message.endswith(".")


def test_the_content_decides_and_not_the_name():
    kept = inspect(samples.a_pdf(), "foto.jpg")
    assert kept.kind is FileKind.PDF
    assert kept.name == "foto.jpg.pdf"


def test_a_file_that_is_too_large_is_not_even_read():
    class Unread(SimpleUploadedFile):
        def read(self, *args):
            raise AssertionError

    file = Unread("a.pdf", b"")
    file.size = LARGEST_FILE + 1
    with pytest.raises(Refused, match="större än 15 MB"):
        inspect_upload(file)


def test_a_photograph_is_turned_upright_and_forgets_where_it_was_taken():
    kept = inspect(samples.a_picture_with_a_place(), "foto.jpeg")
    assert b"Anna" not in kept.content
    assert b"script" not in kept.content
    with Image.open(BytesIO(kept.content)) as picture:
        assert picture.size == (6, 8)
        assert not picture.getexif()


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "I;16"])
def test_every_kind_of_png_is_drawn_anew(mode):
    file = BytesIO()
    Image.new(mode, (5, 5)).save(file, "PNG")
    assert inspect(file.getvalue(), "a.png").kind is FileKind.PNG


def test_text_is_kept_in_one_encoding():
    assert inspect("Åsa".encode("cp1252"), "a.txt").content == "Åsa".encode()
    assert inspect("Åsa".encode("utf-16"), "a.csv").content == "Åsa".encode()


def test_a_link_to_a_page_is_no_harm_in_a_letter():
    letter = samples.a_word_file(
        {"word/_rels/document.xml.rels": samples.relations("hyperlink", "https://example.org")}
    )
    assert inspect(letter, "brev.docx").kind is FileKind.WORD


def test_real_office_files_are_taken_in():
    from datetime import UTC, datetime

    from docx import Document

    from stegvis.core.spreadsheets import Column, Sheet, spreadsheet

    letter = BytesIO()
    Document().save(letter)
    table = spreadsheet(
        "T", [Sheet("S", [Column("A")], [["a"]] * 5000)], by="A", at=datetime(2026, 1, 1, tzinfo=UTC)
    )
    assert inspect(letter.getvalue(), "brev.docx").content == letter.getvalue()
    assert inspect(table, "lista.xlsx").content == table


def test_a_document_set_by_ourselves_is_taken_in():
    from datetime import date

    from stegvis.core.documents.blocks import Document, Letterhead, Paragraph
    from stegvis.core.documents.pdf import as_pdf

    head = Letterhead("Nämnden", "Enheten", "Brev", date(2026, 3, 16), "D 1", "Anna")
    assert inspect(as_pdf(Document("Brev", head, (Paragraph("Hej."),))), "brev.pdf").kind is FileKind.PDF


@given(st.text(max_size=300), st.sampled_from([kind.extension for kind in FileKind]))
def test_a_cleaned_name_is_one_short_readable_part_of_a_path(name, extension):
    clean = clean_name(name, extension)
    assert clean.endswith(f".{extension}")
    assert len(clean) <= LONGEST
    assert not set(clean) & set('<>:"/\\|?*%;')
    assert not clean.startswith((".", " "))
    assert all(unicodedata.category(sign)[0] != "C" for sign in clean)
    assert clean_name(clean, extension) == clean


@given(st.text(max_size=60))
def test_a_name_cannot_break_out_of_its_header(name):
    header = disposition(clean_name(name, "pdf"))
    assert header.isascii()
    assert header.isprintable()
    assert header.count('"') == 2
    assert header.startswith('attachment; filename="')


@pytest.mark.parametrize("name", samples.NAMES)
def test_a_name_that_is_up_to_something_becomes_harmless(name):
    clean = clean_name(name, "pdf")
    answer = as_attachment(b"x", clean, "application/pdf")
    assert "\n" not in answer["Content-Disposition"]
    assert "exe" not in clean or clean.endswith(".pdf")


def test_a_name_of_a_device_is_not_used_alone():
    assert clean_name("CON.pdf", "pdf") == "fil CON.pdf"
    assert clean_name("", "pdf") == "fil.pdf"


def test_a_file_that_is_handed_out_can_run_nothing():
    answer = as_attachment(b"<script>", "å.txt", FileKind.TEXT.media_type)
    assert answer["Content-Disposition"] == "attachment; filename=\"a.txt\"; filename*=UTF-8''%C3%A5.txt"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer["Content-Security-Policy"]
    assert answer["Cache-Control"] == "private, no-store"


@given(st.binary(max_size=400), st.sampled_from(sorted(GOOD)))
def test_no_content_at_all_is_answered_with_anything_but_a_refusal(content, name):
    for start in (b"", GOOD[name]()[:12]):
        try:
            inspect(start + content, name)
        except Refused:
            continue
