"""One content, set in Word and in PDF, readable by everybody."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from io import BytesIO
from zipfile import ZipFile

import pytest
from docx import Document as open_word
from docx.oxml.ns import qn
from pypdf import PdfReader

from stegvis.core.charts import BarChart, Series
from stegvis.core.documents.blocks import (
    Cell,
    Diagram,
    Document,
    Heading,
    Letterhead,
    Paragraph,
    Points,
    Signature,
    Signatures,
    Table,
)
from stegvis.core.documents.pdf import as_pdf
from stegvis.core.documents.word import as_word

CHART = BarChart("Personer", "SAI 125.", ("SAI",), (Series("Nu", (125,)),), "Antal")
MEMO = Document(
    title="Rapport om insatser",
    letterhead=Letterhead(
        "Exempelkommun",
        "Etableringsenheten",
        "Tjänsteskrivelse",
        date(2022, 5, 23),
        "AFN 2021/196",
        "Nämnden",
    ),
    blocks=(
        Heading("Förslag till beslut"),
        Paragraph("Nämnden noterar #informationen* <till> _protokollet_ $."),
        Points(("Ett", "Två")),
        Heading("Personer", 2),
        Table(
            "Personer per insats",
            ("Insats", "Nu"),
            ((Cell("SAI"), Cell("125")), (Cell("Summa"), Cell("125"))),
            True,
        ),
        Diagram("Personer per insats", CHART),
        Table(
            "Fler",
            ("Insats", "Nu"),
            tuple((Cell(f"Rad {n}"), Cell(str(n))) for n in range(80)),
            note="En not.",
        ),
        Diagram("Kunder per anordnare", CHART),
        Signatures((Signature("Anna Ek", "Direktör"), Signature("Bo Al", "Enhetschef"))),
    ),
)


@pytest.fixture(scope="module")
def pdf():
    return PdfReader(BytesIO(as_pdf(MEMO)))


@pytest.fixture(scope="module")
def word():
    return open_word(BytesIO(as_word(MEMO)))


def test_the_pdf_declares_archive_and_accessibility_standards(pdf):
    metadata = pdf.trailer["/Root"]["/Metadata"].get_data().decode()

    assert "<pdfaid:part>2</pdfaid:part>" in metadata
    assert "<pdfaid:conformance>A</pdfaid:conformance>" in metadata
    assert "<pdfuaid:part>1</pdfuaid:part>" in metadata
    assert str(pdf.trailer["/Root"]["/Lang"]).startswith("sv")


def test_the_pdf_numbers_tables_and_diagrams_each_in_order(pdf):
    text = "\n".join(page.extract_text() for page in pdf.pages).replace("\u00a0", " ")

    for caption in ("Tabell 1", "Tabell 2", "Diagram 1", "Diagram 2"):
        assert text.count(f"{caption}:") == 1
    assert "AFN 2021/196" in text
    assert f"1 ({len(pdf.pages)})" in text


def test_text_is_text_and_never_markup(pdf):
    assert "#informationen* <till> _protokollet_ $." in pdf.pages[0].extract_text()


def test_a_word_without_end_is_broken_instead_of_breaking_the_setter():
    endless = "å" * 60_000
    memo = replace(MEMO, blocks=(Paragraph(endless),))
    words = "".join(page.extract_text() for page in PdfReader(BytesIO(as_pdf(memo))).pages)
    assert words.count("å") >= len(endless)


def test_signs_that_our_letters_lack_become_question_marks():
    memo = replace(MEMO, blocks=(Paragraph("Trivs 🧿 bra 🙂."), Paragraph("ÅÄÖ é")))
    words = "".join(page.extract_text() for page in PdfReader(BytesIO(as_pdf(memo))).pages)
    assert "Trivs ? bra ?." in words
    assert "ÅÄÖ é" in words


def test_a_long_table_repeats_its_head_on_the_next_page(pdf):
    pages_with_rows = [page.extract_text() for page in pdf.pages if "Rad " in page.extract_text()]

    assert len(pages_with_rows) > 1
    assert all("Insats" in page for page in pages_with_rows)


def test_the_same_memo_gives_the_same_bytes():
    assert as_pdf(MEMO) == as_pdf(MEMO)


def test_word_uses_real_headings_and_captions(word):
    styles = {paragraph.text: paragraph.style.name for paragraph in word.paragraphs}

    assert styles["Rapport om insatser"] == "Title"
    assert styles["Förslag till beslut"] == "Heading 1"
    assert styles["Personer"] == "Heading 2"
    assert [p.style.name for p in word.paragraphs].count("Caption") == 4


def test_word_captions_are_fields_numbered_in_order(word):
    fields = [
        (field.get(qn("w:instr")), "".join(text.text for text in field.iter(qn("w:t"))))
        for field in word.element.body.iter(qn("w:fldSimple"))
    ]

    assert fields == [
        ("SEQ Tabell \\* ARABIC", "1"),
        ("SEQ Diagram \\* ARABIC", "1"),
        ("SEQ Tabell \\* ARABIC", "2"),
        ("SEQ Diagram \\* ARABIC", "2"),
    ]


def test_word_pictures_carry_their_description(word):
    described = [shape._inline.docPr.get("descr") for shape in word.inline_shapes]

    assert described == ["Personer. SAI 125."] * 2


def test_word_tables_repeat_their_head_row(word):
    heads = [table.rows[0]._tr.find(f".//{qn('w:tblHeader')}") for table in word.tables[:2]]

    assert all(head is not None for head in heads)


def test_word_speaks_swedish_and_names_no_other_maker(word):
    languages = {language.get(qn("w:val")) for language in word.styles.element.iter(qn("w:lang"))}

    assert languages == {"sv-SE"}
    assert word.core_properties.title == "Rapport om insatser"
    with ZipFile(BytesIO(as_word(MEMO))) as parts:
        assert b"python-docx" not in parts.read("docProps/core.xml")
