"""A register extract is read in whatever way the older system has written it, and a bad file does no harm."""

from __future__ import annotations

import csv
import io
import resource
import zipfile
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stegvis.core.money import format_kr
from stegvis.demo.register_import import rows
from stegvis.demo.register_import.problems import (
    Kind,
    ProblemLog,
    masked,
    masked_identity,
    masked_organisation,
    write_report,
)
from stegvis.demo.register_import.rows import BadValue
from tests.demo.extracts import ANNA, NILS, SMALL, ExtractFolder, read, refusals, warnings

ALL_GOOD = {name: len(lines) - 1 for name, lines in SMALL.items()}


def good_rows(folder):
    with read(folder) as (count, problems):
        assert not problems
        return count


# How files are written


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
@pytest.mark.parametrize("separator", [";", ",", "\t"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_encoding_separator_and_line_ends_are_found_for_each_file(extract, encoding, separator, line_end):
    extract.encoding = encoding
    for name, text in extract.content.items():
        extract.content[name] = text.replace(";", separator).replace("\n", line_end)

    assert good_rows(extract.write()) == ALL_GOOD


def test_each_file_may_be_written_in_its_own_way(extract):
    extract.write()
    people = extract.folder / "personer.csv"
    people.write_bytes(people.read_text().replace(";", "\t").encode("cp1252"))

    assert good_rows(extract.folder) == ALL_GOOD


def test_blanks_case_of_headings_quotes_and_the_order_of_columns_do_not_matter(extract):
    extract.content["personer.csv"] = (
        ' Efternamn ;PERSONNUMMER;"Förnamn";kön;Skyddad;utrikes_född\n'
        f' Björk ; {ANNA} ;" Anna; Maria ";K;NEJ;Ja\n'
        f"\n;;;;;\nÅkesson;{NILS};Nils;m;ja;\n"
    )

    assert good_rows(extract.write()) == ALL_GOOD


def test_file_names_may_be_in_capitals(extract):
    folder = extract.write()
    (folder / "beslut.csv").rename(folder / "BESLUT.CSV")

    assert good_rows(folder) == ALL_GOOD


def test_the_last_line_needs_no_line_end_and_trailing_separators_are_overlooked(extract):
    extract.content["beslut.csv"] = extract.content["beslut.csv"].replace("75\n", "75;;\n").rstrip("\n")

    assert good_rows(extract.write()) == ALL_GOOD


def test_a_quoted_cell_may_go_on_over_a_line_end(extract):
    extract.change("personer.csv", "Anna;", '"Anna\nMaria";')

    assert good_rows(extract.write()) == ALL_GOOD


def test_an_open_quote_costs_its_own_row_only(extract):
    extract.change("personer.csv", "Anna;", '"Anna;')

    assert ("personer.csv", 2, "") in refusals(extract.write())
    with read(extract.folder) as (count, _):
        assert count["personer.csv"] == 1


def test_a_row_with_too_few_or_too_many_fields_is_refused(extract):
    extract.add("personer.csv", "198005172385;Anna", "200105182398;Ali;Wang;M;nej;ja;mer")

    assert refusals(extract.write()) == [("personer.csv", 4, ""), ("personer.csv", 5, "")]


def test_a_letter_that_cannot_be_read_costs_its_own_row_only(extract):
    folder = extract.write()
    people = folder / "personer.csv"
    people.write_bytes(b"\xef\xbb\xbf" + people.read_bytes().replace(b"Nils", b"Ni\xffls"))

    assert ("personer.csv", 3, "förnamn") in refusals(folder)
    with read(folder) as (count, _):
        assert count["personer.csv"] == 1


def test_one_broken_byte_does_not_turn_a_whole_file_strange(extract):
    folder = extract.write()
    people = folder / "personer.csv"
    people.write_bytes(people.read_bytes().replace(b"Nils", b"Ni\xffls"))

    with read(folder) as (count, problems):
        assert count["personer.csv"] == 1
        assert (problems[0].line, problems[0].column) == (3, "förnamn")


def test_codes_may_be_in_capitals(extract):
    extract.change("beslut.csv", "sai", "SAI").change("arenden.csv", "flyttat", "Flyttat")

    assert good_rows(extract.write()) == ALL_GOOD


def test_a_column_that_is_not_known_is_told_and_overlooked(extract):
    extract.content["tillaggscheckar.csv"] = "beslut;beslutsdatum;belopp_kr;färg\nB2;2021-05-01;5000;blå\n"

    assert warnings(extract.write()) == [("tillaggscheckar.csv", 1, "färg")]


# Files that cannot be read


def an_excel_sheet() -> bytes:
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as content:
        content.writestr("bomb", b"0" * 10_000_000)
    return archive.getvalue()


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "tom"),
        (an_excel_sheet(), "zip"),
        (b"\x1f\x8b" + b"x" * 100, "gzip"),
        (b"beslut;datum\nB1;\x00\n", "NUL"),
        ("beslut;ärende\n".encode("utf-16"), "UTF-16"),
        (b"\xd0\xcf\x11\xe0 old excel", "Excel"),
        (b"beslut\n", "saknas i rubrikraden"),
        (b"beslut;beslut;beslutsdatum;belopp_kr\n", "två gånger"),
        (b"a" * 200_000, "orimligt lång"),
        (b"beslut;beslutsdatum;belopp_kr\rB1;2021-01-01;5000\rB2;", "Mac"),
    ],
)
def test_what_is_no_readable_text_file_is_told_with_a_remedy(extract, content, told):
    folder = extract.write()
    (folder / "tillaggscheckar.csv").write_bytes(content)

    with read(folder) as (_, problems):
        (problem,) = problems
    assert problem.kind is Kind.UNREADABLE
    assert problem.file == "tillaggscheckar.csv"
    assert told in problem.reason


def test_a_missing_file_is_told_once_and_not_for_each_row_that_needs_it(extract):
    folder = extract.write()
    (folder / "personer.csv").unlink()
    (folder / "anordnare.csv").unlink()

    assert refusals(folder) == [("personer.csv", 0, ""), ("anordnare.csv", 0, "")]


def test_rows_of_readable_files_are_still_checked_when_another_file_is_missing(extract):
    folder = extract.change("arenden.csv", "2022-01-31", "2020-01-31").write()
    (folder / "personer.csv").unlink()

    assert refusals(folder) == [("personer.csv", 0, ""), ("arenden.csv", 2, "avslutat")]


def test_a_file_over_the_limit_is_refused_before_it_is_read(extract):
    folder = extract.write()

    assert ("personer.csv", 0, "") in refusals(folder, size_limit=50)


def test_a_file_of_200_megabytes_is_refused_without_filling_memory(extract):
    folder = extract.write()
    with (folder / "manadsrapporter.csv").open("wb") as file:
        file.truncate(201 * 1024 * 1024)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss

    assert refusals(folder) == [("manadsrapporter.csv", 0, "")]
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 50 * 1024


def test_an_endless_line_is_refused_without_filling_memory(extract):
    folder = extract.write()
    with (folder / "beslut.csv").open("ab") as file:
        for _ in range(30):
            file.write(b"x" * 1024 * 1024)
        file.write(b"\nB3;A2;sai;2021-03-05;2021-03-15;2021-04-30;100\n")
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss

    with read(folder) as (count, problems):
        assert count["beslut.csv"] == 3
        assert [(each.line, each.reason) for each in problems] == [
            (4, "Raden är orimligt lång. Kontrollera exporten.")
        ]
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 20 * 1024


def test_a_folder_in_the_place_of_a_file_is_told(extract):
    folder = extract.write()
    (folder / "beslut.csv").unlink()
    (folder / "beslut.csv").mkdir()

    assert refusals(folder) == [("beslut.csv", 0, "")]


def test_every_row_bad_in_every_way_does_not_fill_memory(extract):
    extract.add("manadsrapporter.csv", *["U9;2021-13;x;y;9;z"] * 20_000)
    folder = extract.write()
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss

    with ProblemLog() as problems:
        from tests.demo.extracts import TODAY, VOCABULARY, Reading, open_extract

        Reading(open_extract(folder, TODAY, problems), VOCABULARY, TODAY, problems).count()
        assert problems.refused_rows["manadsrapporter.csv"] == 20_000
        assert len(problems) == 120_000
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 40 * 1024


# Single cells


@given(st.dates(date(1900, 1, 1), date(2100, 12, 31)))
def test_a_date_is_read_alike_in_its_three_spellings(day):
    for spelling in ("%Y-%m-%d", "%Y%m%d", "%Y/%m/%d"):
        assert rows.day(f"{day.year:04}{day:{spelling[2:]}}") == day


@pytest.mark.parametrize(
    "cell",
    [
        "2021-02-30",
        "2021-13-01",
        "21-01-01",
        "2021-1-1",
        "2021-01/01",
        "1899-12-31",
        "2101-01-01",
        "igår",
        "0",
    ],
)
def test_what_is_no_date_is_refused(cell):
    with pytest.raises(BadValue):
        rows.day(cell)


@pytest.mark.parametrize("cell", ["", "9999-12-31", "99991231", "9999/12/31"])
def test_an_empty_last_day_or_the_calendars_last_means_still_running(cell):
    assert rows.last_day(cell) is None


@given(st.text(max_size=30))
def test_no_text_makes_a_reader_fail_in_another_way_than_refusing(text):
    for table in rows.tables(date(2022, 5, 1)).values():
        table.read([text.strip()] * len(table.columns))


@given(st.integers(0, 10_000_000))
def test_an_amount_is_read_back_as_it_is_shown(kronor):
    for shown in (str(kronor), f"{kronor},00", format_kr(kronor * 100).removesuffix("kr").strip()):
        assert rows.kronor(shown) == kronor * 100


@pytest.mark.parametrize(("cell", "first"), [("2021-03", 3), ("202103", 3), ("2021/03", 3), ("2021-12", 12)])
def test_a_month_is_read_in_three_spellings(cell, first):
    assert rows.month(cell) == date(2021, first, 1)


@pytest.mark.parametrize("cell", ["2021-00", "2021-13", "mars", "2021", "2021-03-01x"])
def test_what_is_no_month_is_refused(cell):
    with pytest.raises(BadValue):
        rows.month(cell)


@pytest.mark.parametrize("cell", ["åttio", "-1", "745", "7,5", "1e3", "²", "٣"])
def test_hours_that_are_no_whole_number_in_a_month_are_refused(cell):
    with pytest.raises(BadValue):
        rows.whole_number(0, 744, "timmar")(cell)


# What is shown


def test_personal_numbers_are_masked_wherever_they_stand(extract):
    extract.add(
        "personer.csv", f"{ANNA};x;y;K;nej;nej", "19800517-2386;x;y;K;nej;nej", "800517238;x;y;K;nej;nej"
    )
    extract.change("arenden.csv", "kv01", f"kv{ANNA}").change("arenden.csv", ";sprak", f";{ANNA}")
    extract.change("beslut.csv", "A2;", f"{NILS};")

    with read(extract.write()) as (_, problems), ProblemLog() as log:
        for problem in problems:
            log.add(*problem)
        out = io.StringIO()
        write_report(log, out)
    assert problems
    for number in (ANNA, NILS, "2386", "800517238"):
        assert number not in out.getvalue()


def test_an_organisation_number_is_shown_but_not_when_it_is_a_persons_number():
    assert masked_organisation("559999-0009") == "559999-0009"
    assert "2385" not in masked_organisation(ANNA)
    assert masked_identity("198005") == "19****"
    assert masked("en text") == "en text"


def test_the_problem_file_is_safe_to_open_in_a_spreadsheet():
    out = io.StringIO()
    with ProblemLog() as problems:
        problems.add(Kind.REFUSED, "personer.csv", 2, "förnamn", "=HYPERLINK(1)", "Skäl; med semikolon")
        write_report(problems, out)

    _, row = csv.reader(io.StringIO(out.getvalue()), delimiter=";")
    assert row == ["personer.csv", "2", "förnamn", "'=HYPERLINK(1)", "avvisad", "Skäl; med semikolon"]


def test_the_folder_of_the_tests_is_right_itself(extract: ExtractFolder):
    assert good_rows(extract.write()) == ALL_GOOD
