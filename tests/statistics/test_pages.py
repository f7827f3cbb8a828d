"""The report's pages: who sees what, and what the figures lead to."""

from __future__ import annotations

from datetime import date
from io import BytesIO
from urllib.parse import urlencode

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from docx import Document as open_word
from pypdf import PdfReader

from stegvis.core import clock
from stegvis.core.actor import Role
from stegvis.core.period import Period
from stegvis.registry.models import Person
from stegvis.statistics.models import ReportingTime, UnemploymentMonth
from tests.builders import (
    a_case,
    a_person,
    a_principal,
    a_provider,
    a_seat,
    a_unit,
    an_assignment,
    an_intervention,
)

pytestmark = pytest.mark.django_db

DAYS = {"fran": "2021-09-01", "till": "2022-04-30"}
WITHIN = Period(date(2022, 1, 10), date(2022, 3, 1))


@pytest.fixture(autouse=True)
def spring(settings):
    settings.REQUIRE_SECOND_FACTOR = False
    with clock.frozen(date(2022, 5, 23)):
        yield


@pytest.fixture
def principal():
    return a_principal()


@pytest.fixture
def unit(principal):
    unit = a_unit(principal)
    person = a_person(principal, first_name="Astrid", last_name="Ekman")
    case = a_case(unit, person=person, opened_on=date(2021, 10, 1), number="A1")
    an_assignment(case, intervention=an_intervention(principal, "sai"), period=WITHIN)
    return unit


def signed_in(client, role, principal, unit=None):
    client.force_login(a_seat(role, principal, unit=unit).user)
    return client


def address(name, *args, **more):
    return f"{reverse(name, args=args)}?{urlencode({**DAYS, **more})}"


def test_without_a_period_the_latest_report_is_shown(client, principal):
    page = signed_in(client, Role.ANALYST, principal).get(reverse("board_report")).text

    assert "Rapport om arbetsmarknadsinsatser september 2021–april 2022" in page


def test_the_page_shows_figures_sentences_tables_diagrams_and_controls(client, principal, unit):
    page = signed_in(client, Role.CONTROLLER, principal).get(address("board_report")).text

    assert "Sai: 1\u00a0person, en ökning med 1 jämfört med samma period året innan." in page
    assert "Diagram 1: Personer per insats" in page
    assert page.count("Stämmer") == 5
    assert "Stämmer inte" not in page
    assert "style=" not in page


def test_a_period_that_ends_before_it_begins_is_explained_at_its_field(client, principal):
    page = (
        signed_in(client, Role.ANALYST, principal)
        .get(reverse("board_report"), {"fran": "2022-04-30", "till": "2022-04-01"})
        .text
    )

    assert "Sista dagen kan inte vara före första dagen." in page
    assert "Kontroll av siffrorna" not in page


@pytest.mark.parametrize("days", [{"fran": "x"}, {"fran": "0001-01-01", "till": "9999-12-31"}, {"till": ""}])
def test_days_that_cannot_be_are_explained(client, principal, days):
    answer = signed_in(client, Role.ANALYST, principal).get(reverse("board_report"), days)

    assert answer.status_code == 200
    assert answer.context["form"].errors


def test_a_figure_leads_to_the_case_behind_it_with_name_for_its_head_of_unit(client, principal, unit):
    listed = (
        signed_in(client, Role.HEAD_OF_UNIT, principal, unit)
        .get(address("report_rows", "personer-per-insats", grupp="sai"))
        .text
    )

    assert "A1" in listed and "Astrid Ekman" in listed


@pytest.mark.parametrize("role", [Role.ANALYST, Role.CONTROLLER, Role.ADMINISTRATOR])
def test_others_see_the_case_number_and_no_name(client, principal, unit, role):
    listed = (
        signed_in(client, role, principal)
        .get(address("report_rows", "personer-per-insats", grupp="sai"))
        .text
    )

    assert "A1" in listed and "Visas inte" in listed
    assert "Astrid" not in listed and "Ekman" not in listed


def test_a_head_of_another_unit_sees_no_name_either(client, principal, unit):
    listed = signed_in(client, Role.HEAD_OF_UNIT, principal).get(address("report_rows", "personer")).text

    assert "A1" in listed and "Astrid" not in listed


def test_a_protected_person_is_never_named_in_the_list(client, principal, unit):
    Person.objects.update(protection=Person.Protection.PROTECTED)

    listed = (
        signed_in(client, Role.HEAD_OF_UNIT, principal, unit).get(address("report_rows", "personer")).text
    )

    assert "Astrid" not in listed


def test_another_principals_cases_are_never_listed(client, principal, unit):
    stranger = signed_in(client, Role.ANALYST, a_principal())

    assert "A1" not in stranger.get(address("report_rows", "personer")).text


def test_the_rows_cost_equally_many_queries_for_one_and_for_many(
    client, principal, unit, django_assert_num_queries
):
    reader = signed_in(client, Role.HEAD_OF_UNIT, principal, unit)
    with CaptureQueriesContext(connection) as one:
        reader.get(address("report_rows", "aktuella"))
    for _ in range(12):
        a_case(unit, opened_on=date(2022, 1, 1))
    with django_assert_num_queries(len(one)):
        reader.get(address("report_rows", "aktuella"))


@pytest.mark.parametrize(
    "group", ["'; DROP TABLE casework_case; --", "%s", "%(principal)s", "100%", "a\\'b", "å" * 900]
)
def test_a_strange_group_in_the_address_finds_nothing_and_breaks_nothing(client, principal, unit, group):
    answer = signed_in(client, Role.ANALYST, principal).get(
        address("report_rows", "personer-per-insats", grupp=group)
    )

    assert answer.status_code == 200
    assert "Inga rader räknas i den här siffran." in answer.text


def test_a_group_with_a_nul_byte_is_not_found(client, principal):
    reader = signed_in(client, Role.ANALYST, principal)

    assert reader.get(address("report_rows", "personer", grupp="a\0b")).status_code == 400


def test_an_unknown_measure_is_not_found(client, principal):
    assert signed_in(client, Role.ANALYST, principal).get(address("report_rows", "okand")).status_code == 404


@pytest.mark.parametrize("role", [Role.CASEWORKER, Role.PROVIDER_STAFF, Role.RESIDENT])
def test_others_than_report_readers_are_refused(client, principal, role):
    more = {}
    if role is Role.PROVIDER_STAFF:
        more = {"provider": a_provider(principal)}
    if role is Role.RESIDENT:
        more = {"person": a_person(principal)}
    client.force_login(a_seat(role, principal, **more).user)

    assert client.get(address("board_report")).status_code == 403


FILLED_IN = {
    "reference": "AFN 2021/196",
    "written_on": "2022-05-23",
    "manager": "Anna Ek",
    "manager_title": "Direktör",
    "economy": "Inga.",
    "children": "Barnens villkor <förbättras> & ses över.",
}


def test_the_memo_comes_as_a_word_file_with_what_was_filled_in(client, principal, unit):
    answer = signed_in(client, Role.ANALYST, principal).post(
        address("report_memo"), {**FILLED_IN, "fil": "word"}
    )
    text = "\n".join(paragraph.text for paragraph in open_word(BytesIO(answer.content)).paragraphs)

    assert 'filename="rapport-2021-09-01-2022-04-30.docx"' in answer.headers["Content-Disposition"]
    assert open_word(BytesIO(answer.content)).core_properties.comments.startswith("Uttag av Test Testsson 20")
    assert "Dnr AFN 2021/196" in text
    assert "Barnens villkor <förbättras> & ses över." in text
    assert "1\u00a0person, en ökning med 1" in text


def test_the_memo_comes_as_a_pdf_with_what_was_filled_in(client, principal, unit):
    answer = signed_in(client, Role.ANALYST, principal).post(
        address("report_memo"), {**FILLED_IN, "fil": "pdf"}
    )
    text = " ".join(
        " ".join(page.extract_text().split()) for page in PdfReader(BytesIO(answer.content)).pages
    )

    assert answer.headers["Content-Type"] == "application/pdf"
    assert "Barnens villkor <förbättras> & ses över." in text


def test_a_memo_with_something_missing_is_asked_for_again_with_what_was_typed(client, principal):
    answer = signed_in(client, Role.ANALYST, principal).post(
        address("report_memo"), {**FILLED_IN, "written_on": "", "fil": "pdf"}
    )

    assert "Ange ett datum." in answer.text and "AFN 2021/196" in answer.text


def test_the_tables_come_as_a_file(client, principal, unit):
    answer = signed_in(client, Role.ANALYST, principal).get(address("report_tables"))

    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    text = answer.content.decode("utf-8-sig")
    assert "Personer per insats;Sai;personer;2021-09-01;2022-04-30;1;1;;" in text
    assert text.splitlines()[-1].startswith("uttag;Uttag av Test Testsson 20")


def test_an_analyst_reads_in_the_monthly_file(client, principal):
    content = "månad;öppet_arbetslösa;i_program;arbetskraften\n2022-04;1209;933;52244\n".encode()
    answer = signed_in(client, Role.ANALYST, principal).post(
        reverse("report_sources"), {"spara": "fil", "file": SimpleUploadedFile("m.csv", content)}, follow=True
    )

    assert "En månad har nya siffror." in answer.text
    assert UnemploymentMonth.objects.get().principal == principal


def test_problems_of_the_file_stand_at_the_file(client, principal):
    answer = signed_in(client, Role.ANALYST, principal).post(
        reverse("report_sources"), {"spara": "fil", "file": SimpleUploadedFile("m.csv", b"hej;du\n")}
    )

    assert "Filen saknar kolumnen" in answer.text


def test_the_principals_own_reporting_times_replace_the_standard_ones(client, principal):
    analyst = signed_in(client, Role.ANALYST, principal)
    analyst.post(reverse("report_sources"), {"spara": "tid", "reported_in": 5, "first_month": 1, "months": 4})
    for month in (3, 6, 10):
        analyst.post(reverse("remove_reporting_time"), {"manad": month})

    assert list(ReportingTime.objects.values_list("reported_in", flat=True)) == [5]
    assert "januari 2022–april 2022" in analyst.get(reverse("board_report")).text


def test_the_last_reporting_time_cannot_be_removed(client, principal):
    analyst = signed_in(client, Role.ANALYST, principal)
    for month in (3, 6):
        analyst.post(reverse("remove_reporting_time"), {"manad": month})

    answer = analyst.post(reverse("remove_reporting_time"), {"manad": 10}, follow=True)

    assert "Det måste finnas minst ett tillfälle." in answer.text
    assert ReportingTime.objects.get().reported_in == 10
