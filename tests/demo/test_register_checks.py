"""Rows of an extract meet each other: what cannot be is refused, what is odd is a warning, the rest comes
in."""

from __future__ import annotations

import random

import pytest

from stegvis.demo.register_import.problems import Kind
from tests.demo.extracts import ALI, ANNA, NILS, read, refusals, warnings


@pytest.mark.parametrize(
    ("file", "old", "new", "line", "column"),
    [
        ("personer.csv", ANNA, "198005172386", 2, "personnummer"),
        ("personer.csv", "Anna", "", 2, "förnamn"),
        ("personer.csv", ";K;", ";kvinnlig;", 2, "kön"),
        ("personer.csv", "K;nej", "K;", 2, "skyddad"),
        ("anordnare.csv", "559999-0008", "559999-0009", 2, "orgnr"),
        ("anordnare.csv", "2015-01-01;", "2015-01-01;2014-12-31", 2, "auktoriserad_till"),
        ("arenden.csv", "2022-01-31", "2021-01-09", 2, "avslutat"),
        ("arenden.csv", "flyttat", "", 2, "avslutsorsak"),
        ("arenden.csv", "flyttat", "försvunnen", 2, "avslutsorsak"),
        ("arenden.csv", "2022-01-31", "", 2, "avslutat"),
        ("arenden.csv", "sprak", "alla", 2, "målgrupp"),
        ("arenden.csv", "2021-01-10", "1979-01-10", 2, "öppnat"),
        ("arenden.csv", ANNA, ALI, 2, "personnummer"),
        ("beslut.csv", "sai", "kanotkurs", 2, "insats"),
        ("beslut.csv", "2021-01-20", "2021-02-30", 2, "beslutsdatum"),
        ("beslut.csv", "2021-01-20", "1979-02-20", 2, "beslutsdatum"),
        ("beslut.csv", "2021-08-31", "2021-01-31", 2, "till"),
        ("beslut.csv", "2021-02-01;2021-08-31", "2022-02-01;2022-08-31", 2, "från"),
        ("beslut.csv", ";75", ";101", 2, "arbetsförmåga_procent"),
        ("beslut.csv", "A1", "A9", 2, "ärende"),
        ("uppdrag.csv", "5599990008", "5560000000", 2, "anordnare_orgnr"),
        ("uppdrag.csv", "5599990008", "5599990024", 2, "anordnare_orgnr"),
        ("uppdrag.csv", "2021-08-31", "2021-01-31", 2, "slut"),
        ("uppdrag.csv", ";30", ";61", 2, "planerade_timmar_per_vecka"),
        ("uppdrag.csv", "B1", "B9", 2, "beslut"),
        ("manadsrapporter.csv", "U1;2021-03", "U1;2021-01", 3, "månad"),
        ("manadsrapporter.csv", "U1;2021-03", "U1;2021-02", 3, "månad"),
        ("manadsrapporter.csv", ";81;", ";åttio;", 3, "närvaro_timmar"),
        ("manadsrapporter.csv", ";81;3;", ";744;3;", 3, "närvaro_timmar"),
        ("manadsrapporter.csv", ";3;3;", ";3;6;", 3, "progression_1_5"),
        ("manadsrapporter.csv", "2021-04-04", "2021-02-28", 3, "inkommen"),
        ("tillaggscheckar.csv", "5000", "7500", 2, "belopp_kr"),
        ("tillaggscheckar.csv", "B2", "B9", 2, "beslut"),
        ("tillaggscheckar.csv", "2021-05-01", "1991-05-01", 2, "beslutsdatum"),
    ],
)
def test_a_wrong_cell_is_reported_at_its_place(extract, file, old, new, line, column):
    found = refusals(extract.change(file, old, new).write())

    assert found[0] == (file, line, column)
    assert [each for each in found if each[0] == file] == found[:1]


def test_a_row_s_problems_are_all_reported_in_the_order_of_the_columns(extract):
    extract.add("beslut.csv", "B3;A9;kanotkurs;2021-02-30;2021-03-01;2021-02-01;200")

    assert refusals(extract.write()) == [
        ("beslut.csv", 4, "ärende"),
        ("beslut.csv", 4, "insats"),
        ("beslut.csv", 4, "beslutsdatum"),
        ("beslut.csv", 4, "till"),
        ("beslut.csv", 4, "arbetsförmåga_procent"),
    ]


def test_everything_that_builds_on_a_refused_row_is_told_to_depend_on_it(extract):
    extract.change("arenden.csv", "2022-01-31", "2020-01-31")

    with read(extract.write()) as (count, problems):
        assert [(each.file, each.line, each.kind) for each in problems] == [
            ("arenden.csv", 2, Kind.REFUSED),
            ("beslut.csv", 2, Kind.DEPENDENT),
            ("uppdrag.csv", 2, Kind.DEPENDENT),
            ("manadsrapporter.csv", 2, Kind.DEPENDENT),
            ("manadsrapporter.csv", 3, Kind.DEPENDENT),
        ]
        assert "arenden.csv rad 2" in problems[1].reason
        assert count == {
            "personer.csv": 2,
            "anordnare.csv": 2,
            "arenden.csv": 1,
            "beslut.csv": 1,
            "uppdrag.csv": 1,
            "manadsrapporter.csv": 1,
            "tillaggscheckar.csv": 1,
        }


def test_a_case_of_a_person_with_a_wrong_check_digit_depends_on_that_person_s_row(extract):
    extract.change("personer.csv", ANNA, "800517-2386").change("arenden.csv", ANNA, "198005172386")

    with read(extract.write()) as (_, problems):
        assert (problems[0].file, problems[0].kind) == ("personer.csv", Kind.REFUSED)
        assert (problems[1].file, problems[1].kind) == ("arenden.csv", Kind.DEPENDENT)


@pytest.mark.parametrize("spelling", ["800517-2385", "8005172385", "19800517-2385", " 198005172385 "])
def test_the_same_person_in_another_spelling_is_a_double(extract, spelling):
    extract.add("personer.csv", f"{spelling};Anna;Björk;K;nej;nej")

    assert refusals(extract.write()) == [("personer.csv", 4, "personnummer")]


def test_coordination_numbers_and_persons_over_a_hundred_are_known(extract):
    extract.add("personer.csv", "19800577-2382;Olga;Berg;K;nej;ja", "180517+2382;Tove;Ek;K;nej;nej")

    assert refusals(extract.write()) == []


@pytest.mark.parametrize(
    ("file", "row"),
    [
        ("anordnare.csv", "5599990008;Annan;2020-01-01;"),
        ("arenden.csv", f"A1;{NILS};2019-01-10;2019-01-31;flyttat;;sprak"),
        ("beslut.csv", "B1;A2;sai;2021-03-05;2021-03-15;2021-04-30;"),
        ("uppdrag.csv", "U1;B2;5599990008;2021-02-01;2021-02-28;30"),
        ("tillaggscheckar.csv", "B2;2021-05-01;10000"),
    ],
)
def test_the_second_row_with_the_same_key_is_refused_and_the_first_stands(extract, file, row):
    with read(extract.add(file, row).write()) as (count, problems):
        assert {(each.file, each.line) for each in problems} == {(file, count[file] + 2)}


def test_a_person_has_one_open_case_at_most(extract):
    extract.add(
        "arenden.csv", f"A3;{NILS};2022-01-10;;;;sprak", f"A4;{NILS};2019-01-10;2019-02-01;flyttat;;sprak"
    )

    assert refusals(extract.write()) == [("arenden.csv", 4, "avslutat")]


def test_two_assignments_for_the_same_intervention_may_follow_but_not_overlap(extract):
    extract.change("uppdrag.csv", "2021-03-15;;", "2021-03-15;2021-06-30;")
    extract.add("uppdrag.csv", "U3;B2;5599990008;2021-07-01;;40", "U4;B2;5599990008;2022-01-01;2022-01-01;40")

    assert refusals(extract.write()) == [("uppdrag.csv", 5, "start")]


def test_a_refused_assignment_does_not_stand_in_the_way_of_a_good_one(extract):
    extract.add("uppdrag.csv", "U3;B1;5560000000;2021-02-01;2021-03-01;30")
    extract.content["uppdrag.csv"] = "\n".join(
        sorted(
            extract.content["uppdrag.csv"].splitlines(), key=lambda row: not row.startswith(("uppdrag", "U3"))
        )
    )

    assert refusals(extract.write()) == [("uppdrag.csv", 2, "anordnare_orgnr")]


@pytest.mark.parametrize(
    ("file", "old", "new", "place"),
    [
        ("personer.csv", ";K;", ";M;", ("personer.csv", 2, "kön")),
        ("arenden.csv", "2021-01-10", "2021-02-10", ("beslut.csv", 2, "från")),
        ("arenden.csv", "2022-01-31", "2021-06-30", ("beslut.csv", 2, "till")),
        ("uppdrag.csv", "2021-08-31", "2021-09-30", ("uppdrag.csv", 2, "slut")),
        ("anordnare.csv", "2015-01-01", "2021-02-02", ("uppdrag.csv", 2, "anordnare_orgnr")),
        ("arenden.csv", "2021-03-01", "2022-06-01", ("arenden.csv", 3, "öppnat")),
        ("tillaggscheckar.csv", "B2", "B1", ("tillaggscheckar.csv", 2, "beslut")),
    ],
)
def test_what_is_odd_but_possible_comes_in_with_a_warning(extract, file, old, new, place):
    folder = extract.change(file, old, new).write()

    assert refusals(folder) in ([], [("beslut.csv", 3, "från")])
    assert place in warnings(folder)


def test_a_decision_may_be_dated_before_its_case_was_opened(extract):
    extract.change("beslut.csv", "2021-01-20", "2021-01-05")

    assert refusals(extract.write()) == []
    assert warnings(extract.folder) == []


def test_the_order_of_the_rows_does_not_matter_between_files(extract):
    shuffler = random.Random(5)
    for name, text in extract.content.items():
        header, *lines = text.splitlines()
        shuffler.shuffle(lines)
        extract.content[name] = "\n".join([header, *lines])

    assert refusals(extract.write()) == []
