"""Exports: numbers are numbers, texts are texts and never formulas, and each says who took it out."""

from datetime import date, datetime, time
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from stegvis.core.cells import DANGEROUS_STARTS, harmless
from stegvis.core.clock import SWEDEN
from stegvis.core.money import kr
from stegvis.core.spreadsheets import Column, Kind, Sheet, spreadsheet

COLUMNS = (Column("Namn"), Column("Belopp", Kind.KR), Column("Dag", Kind.DATE), Column("Antal", Kind.NUMBER))
AT = datetime(2026, 3, 16, 9, 15, tzinfo=SWEDEN)


def writable(text):
    """XML has no place for other control characters, and turns \\r into \\n."""
    return all(sign.isprintable() for sign in text) and "_x" not in text and text.strip()


def page_of(*rows):
    file = spreadsheet("Avräkning", [Sheet("Rader", COLUMNS, rows)], by="Karin Provsson", at=AT)
    return load_workbook(BytesIO(file))["Rader"]


def test_values_keep_their_kind():
    page = page_of(("Anna", kr("2021,35"), date(2026, 1, 15), 3))
    assert [cell.value for cell in page[5]] == [
        "Anna",
        2021.35,
        datetime.combine(date(2026, 1, 15), time()),
        3,
    ]


def test_an_unknown_value_is_an_empty_cell():
    assert [cell.value for cell in page_of((None, kr(1), None, None))[5]] == [None, 1, None, None]


def test_every_sheet_says_who_took_it_out_and_when():
    page = page_of()
    assert page["A1"].value == "Avräkning"
    assert page["A2"].value == "Uttag av Karin Provsson 2026-03-16 09:15"


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "|", "\t", "\r", "\n"])
def test_no_text_can_run_as_a_formula(start):
    (text, *_) = page_of((f"{start}cmd", 0, None, None))[5]
    assert text.data_type == "s"
    assert text.value.startswith("'")


def test_an_ordinary_text_is_left_as_it_is():
    assert harmless("Anna-Lena = bra") == "Anna-Lena = bra"


@given(st.text(min_size=1, max_size=30).filter(writable), st.sampled_from(["", *DANGEROUS_STARTS]))
def test_whatever_is_written_comes_back_as_that_text_and_never_runs(text, start):
    cell = page_of((start + text, 0, None, None))["A5"]
    assert cell.data_type == "s"
    assert not cell.value.lstrip().startswith(("=", "+", "-", "@", "|"))
    assert cell.value.endswith(text)


@given(st.integers(-(10**11), 10**11))
def test_an_amount_of_either_sign_is_a_number_to_count_with(ore):
    cell = page_of(("Anna", ore, None, -3))["B5"]
    assert cell.data_type == "n"
    assert round(cell.value * 100) == ore
