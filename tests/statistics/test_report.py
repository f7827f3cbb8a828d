"""The report of any municipality and any period: its own right figures, and what it says of them."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from stegvis.core.period import Period
from stegvis.core.small_groups import splits_off_few
from stegvis.statistics.matter import matter
from stegvis.statistics.memo import MemoDetails, as_memo, definitions, summary
from stegvis.statistics.models import UnemploymentMonth
from stegvis.statistics.report import board_report
from stegvis.statistics.table_file import as_table_file
from tests.builders import a_case, a_principal, a_provider, a_unit, an_assignment
from tests.statistics.worlds import PlainCounting, a_municipality

pytestmark = pytest.mark.django_db

PERIOD = Period(date(2021, 9, 1), date(2022, 5, 1))
LATER = date(2022, 6, 1)


def categories(parts):
    return {part.now.rows.group: part.now.numerator for part in parts if part.now.numerator}


@pytest.mark.parametrize("seed", [11, 12])
def test_a_municipality_made_by_chance_gets_its_own_right_figures(seed):
    principal = a_municipality(seed)
    plain = PlainCounting(principal)
    now, before = plain.answers(PERIOD), plain.answers(PERIOD.previous_year())

    report = board_report(principal, PERIOD, today=LATER)

    assert report.persons.now.numerator == now["personer"][""]
    assert report.persons.before.numerator == before["personer"][""]
    assert categories(report.per_intervention) == now["personer-per-insats"]
    assert categories(report.per_provider) == now["kunder-per-anordnare"]
    assert categories(report.closed_by_reason) == now["avslutade-per-orsak"]
    assert categories(report.self_sufficient_by_sex) == now["egen-forsorjning-per-kon"]
    assert categories(report.decisions_per_intervention) == now["beslut-per-insats"]
    assert report.current.now.numerator == now["aktuella"][""]
    assert report.closed.before.numerator == before["avslutade"][""]
    assert all(control.holds for control in report.controls)


def test_a_municipality_without_rows_gets_a_report_of_zeros_and_a_memo():
    report = board_report(a_principal(), PERIOD, today=LATER)

    assert report.persons.now.numerator == 0
    assert all(control.holds for control in report.controls)
    assert "0\u00a0personer, oförändrat" in summary(report)[0]
    assert as_memo(report, MemoDetails(LATER)).blocks


def test_an_authorised_provider_without_customers_is_listed_with_zero():
    principal = a_principal()
    a_provider(principal, "Tomt AB")
    a_provider(principal, "Utanför AB", authorised=None)

    (alone,) = board_report(principal, PERIOD, today=LATER).per_provider

    assert (alone.name, alone.now.numerator) == ("Tomt AB", 0)


@pytest.mark.parametrize(("taken_on", "preliminary"), [(date(2022, 4, 30), True), (date(2022, 5, 1), False)])
def test_a_period_that_is_not_over_is_called_preliminary(taken_on, preliminary):
    report = board_report(a_principal(), PERIOD, today=taken_on)

    assert report.is_preliminary is preliminary
    assert any("Perioden är inte slut" in text for text in summary(report)) is preliminary


def test_without_unemployment_figures_the_report_says_nothing_of_them():
    report = board_report(a_principal(), PERIOD, today=LATER)

    assert report.unemployment is None
    assert not any("arbetslös" in text.lower() for text in summary(report))


def test_unemployment_without_a_year_before_is_told_without_a_comparison():
    principal = a_principal()
    UnemploymentMonth.objects.create(
        principal=principal, month=date(2022, 4, 1), openly_unemployed=60, in_programmes=40, labour_force=2000
    )

    told = summary(board_report(principal, PERIOD, today=LATER))[1]

    assert (
        told
        == "I april 2022 var arbetslösheten i kommunen 5,0\u00a0procent. 100\u00a0personer var arbetslösa."
    )


def test_the_report_asks_the_database_equally_often_however_many_rows(django_assert_num_queries):
    small, large = a_municipality(21, people=3), a_municipality(22, people=20)

    with CaptureQueriesContext(connection) as asked:
        board_report(small, PERIOD, today=LATER)
    with django_assert_num_queries(len(asked)):
        board_report(large, PERIOD, today=LATER)


def test_every_diagram_has_its_numbers_in_a_table_in_the_same_section():
    report = board_report(a_municipality(13), PERIOD, today=LATER)
    tables = {block.caption for block in matter(report) if block.kind == "table"}

    for diagram in (block for block in matter(report) if block.kind == "diagram"):
        assert diagram.caption.split(",")[0] in tables or diagram.caption.startswith("Arbetslösa")
        assert diagram.chart.description


@pytest.mark.parametrize(
    ("below", "of", "hidden"),
    [(0, 5, False), (1, 9, True), (4, 4, True), (6, 9, True), (5, 10, False), (0, 3, True)],
)
def test_below_full_time_is_not_told_when_few_are_on_either_side(below, of, hidden):
    assert splits_off_few(below, of) is hidden


def test_a_few_below_full_time_stand_neither_in_the_text_nor_in_the_file():
    principal = a_principal()
    provider = a_provider(principal)
    for hours in (40,) * 7 + (20,) * 3:
        an_assignment(
            a_case(a_unit(principal), opened_on=PERIOD.start),
            provider=provider,
            hours=hours,
            period=Period(PERIOD.start),
        )

    report = board_report(principal, PERIOD, today=LATER)

    text = next(block.text for block in matter(report) if "mindre än" in getattr(block, "text", ""))
    assert "visas inte" in text
    assert "30,0" not in text
    (line,) = [
        line
        for line in as_table_file(report, mark="Prov").decode("utf-8-sig").splitlines()
        if line.startswith("Sysselsättning på heltid")
    ]
    assert ";procent;2022-04-30;2022-04-30;;döljs;10;" in line


def test_no_definition_is_told_twice():
    told = list(definitions(board_report(a_municipality(14, people=5), PERIOD, today=LATER)))

    assert len(told) == len(set(told))


def test_the_table_file_opens_in_a_swedish_spreadsheet_and_runs_no_formula():
    principal = a_principal()
    a_provider(principal, "=HYPERLINK(1)")

    content = as_table_file(board_report(principal, PERIOD, today=LATER), mark="Uttaget av Prov")

    assert content.startswith(b"\xef\xbb\xbf")
    lines = content.decode("utf-8-sig").splitlines()
    assert len({line.count(";") for line in lines}) == 1
    assert "Kunder per anordnare;'=HYPERLINK(1);personer;2021-09-01;2022-04-30;0;0;" in content.decode()
