"""Every showing of a person's record is written down."""

import pytest
from django.db import transaction

from stegvis.core.actor import Role
from stegvis.core.pages import record_shown
from stegvis.oversight.models import Reading
from stegvis.oversight.readings import person_of
from tests import builders

pytestmark = pytest.mark.django_db


def test_showing_a_case_is_logged_with_who_what_and_in_which_role():
    seat = builders.a_seat(Role.CASEWORKER, builders.a_principal())
    case = builders.a_case(seat.membership.unit)
    record_shown.send(sender=type(case), actor=seat.actor, record=case, what="case_page")
    reading = Reading.objects.get()
    assert (reading.user, reading.person, reading.roles) == (seat.user, case.person, "caseworker")


def test_a_decision_and_a_report_lead_to_their_person():
    case = builders.a_case(builders.a_unit(builders.a_principal()))
    assignment = builders.an_assignment(case)
    report = builders.a_report(assignment, builders.TODAY.replace(day=1))
    assert {person_of(case), person_of(assignment.decision), person_of(report)} == {case.person_id}


def test_a_provider_is_about_no_person():
    assert person_of(builders.a_provider(builders.a_principal())) is None


def test_the_log_cannot_be_changed():
    seat = builders.a_seat(Role.CASEWORKER, builders.a_principal())
    case = builders.a_case(seat.membership.unit)
    record_shown.send(sender=type(case), actor=seat.actor, record=case, what="case_page")
    with pytest.raises(Exception, match="Cannot update or delete"), transaction.atomic():
        Reading.objects.all().delete()
