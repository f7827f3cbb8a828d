"""Every showing of a person's record is written down before it is shown."""

import pytest
from django.db import connection, transaction

from stegvis.core import clock, readings
from stegvis.core.actor import Role
from stegvis.core.readings import Kind
from stegvis.oversight.models import Reading
from stegvis.oversight.readings import person_of
from stegvis.oversight.words import PAGES
from tests import builders
from tests.security.addresses import DECLARED

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def the_builders_day(settings):
    settings.REQUIRE_SECOND_FACTOR = False
    with clock.frozen(builders.TODAY):
        yield


@pytest.fixture
def seat():
    return builders.a_seat(Role.CASEWORKER, builders.a_principal())


@pytest.fixture
def case(seat):
    return builders.a_case(seat.membership.unit)


@pytest.fixture
def signed_in(client, seat):
    client.force_login(seat.user)
    return client


def test_opening_a_case_is_logged_with_who_what_and_in_which_role(signed_in, seat, case):
    signed_in.get(case.get_absolute_url())
    reading = Reading.objects.get()
    assert (reading.user, reading.person, reading.what) == (seat.user, case.person, "case")


def test_a_decision_and_a_report_lead_to_their_person():
    case = builders.a_case(builders.a_unit(builders.a_principal()))
    assignment = builders.an_assignment(case)
    report = builders.a_report(assignment, builders.TODAY.replace(day=1))
    assert {person_of(case), person_of(assignment.decision), person_of(report)} == {case.person_id}


def test_a_provider_is_about_no_person():
    assert person_of(builders.a_provider(builders.a_principal())) is None


def test_the_log_cannot_be_changed(signed_in, case):
    signed_in.get(case.get_absolute_url())
    for change in (lambda: Reading.objects.all().delete(), lambda: Reading.objects.update(what="")):
        with pytest.raises(Exception, match="Cannot update or delete"), transaction.atomic():
            change()


def test_a_page_that_cannot_be_logged_is_not_shown(signed_in, case):
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE oversight_reading ADD CONSTRAINT refuses CHECK (what <> 'case')")
    response = signed_in.get(case.get_absolute_url())
    assert response.status_code == 503
    assert case.person.last_name not in response.text
    assert "antecknar vem som läser" in response.text


def test_an_answer_that_sends_the_reader_on_has_shown_nothing(signed_in, seat, case):
    person = builders.a_person(seat.membership.principal)
    with readings.gathering() as notes:
        readings.note(seat.actor, Kind.SHOWN, what="case", record=case)
        readings.note(seat.actor, Kind.EXPORTED, what="settlement_export", person_ids=[person.pk])
    sent_on = type("Answer", (), {"status_code": 302})
    failed = type("Answer", (), {"status_code": 404})
    assert [n.kind for n in notes if readings._was_read(n, sent_on)] == [Kind.EXPORTED]
    assert not [n for n in notes if readings._was_read(n, failed)]


def test_a_file_that_is_fetched_is_one_reading_and_not_two(seat, case):
    with readings.gathering() as notes:
        readings.note(seat.actor, Kind.SHOWN, what="download_attachment", record=case)
        readings.note(seat.actor, Kind.DOWNLOADED, what="download_attachment", record=case)
        readings.note(seat.actor, Kind.SHOWN, what="case", record=case)
    assert [(n.kind, n.what) for n in readings._once(notes)] == [
        (Kind.DOWNLOADED, "download_attachment"),
        (Kind.SHOWN, "case"),
    ]


def test_every_page_about_a_person_is_called_something_in_the_log():
    about_people = {
        name
        for name, access in DECLARED.items()
        if access.shows
        and {"person", "case", "assignment"} & {field.name for field in access.shows._meta.get_fields()}
    }
    assert about_people - set(PAGES) == {
        "change_staff_duties",
        "end_role",
        "end_staff_account",
        "impersonate",
        "reset_factor",
    }  # whose person is a resident


def test_the_term_searched_for_is_kept_as_its_kind_and_a_hash_alone(settings):
    assert readings.term("19900517-0017") == readings.term("900517 0017")
    assert readings.term("Åsa Lind") == readings.term(" åsa  LIND ") != readings.term("Åsa Lund")
    assert readings.term("Åsa Lind").startswith("namn:") and "sa" not in readings.term("Åsa Lind")[5:]
    assert readings.term("T00012").startswith("ärendenummer:")
    before = readings.term("Åsa Lind")
    settings.LOG_KEY = "another"
    assert readings.term("Åsa Lind") != before
