"""The builders give rows that the database accepts, and the database refuses what must never be."""

from datetime import date

import pytest
from django.db import IntegrityError, connection, transaction

from stegvis.core.period import Period
from tests import builders

pytestmark = pytest.mark.django_db


@pytest.fixture
def principal():
    return builders.a_principal()


def refused(constraint: str):
    return pytest.raises(IntegrityError, match=constraint)


def settle_deferred() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def test_a_built_assignment_stands_on_a_case_a_person_and_a_decision(principal):
    assignment = builders.an_assignment(builders.a_case(builders.a_unit(principal)))
    builders.a_report(assignment, date(2026, 2, 1))
    settle_deferred()
    assert assignment.person == assignment.case.person
    assert assignment.period == Period(date(2026, 2, 2), date(2026, 8, 2))


def test_two_assignments_for_the_same_intervention_cannot_overlap(principal):
    case = builders.a_case(builders.a_unit(principal))
    first = builders.an_assignment(case)
    with refused("assignments_assignment_no_overlap"):
        builders.an_assignment(case, intervention=first.intervention)


def test_the_same_intervention_may_follow_right_after(principal):
    case = builders.a_case(builders.a_unit(principal))
    first = builders.an_assignment(case)
    again = builders.an_assignment(
        case, intervention=first.intervention, period=Period(first.period.end, date(2026, 12, 1))
    )
    assert again.pk


def test_a_row_cannot_belong_to_another_tenant_than_what_it_points_at(principal):
    stranger = builders.a_principal()
    case = builders.a_case(builders.a_unit(principal))
    with refused("_tenant"), transaction.atomic():
        builders.a_decision(case, builders.an_intervention(stranger))
        settle_deferred()


def test_a_report_for_a_month_outside_the_assignment_is_refused(principal):
    assignment = builders.an_assignment(builders.a_case(builders.a_unit(principal)))
    with refused("outside the assignment"):
        builders.a_report(assignment, date(2026, 9, 1))


def test_a_second_report_for_a_month_is_refused(principal):
    assignment = builders.an_assignment(builders.a_case(builders.a_unit(principal)))
    builders.a_report(assignment, date(2026, 3, 1))
    with refused("assignments_report_once_a_month"):
        builders.a_report(assignment, date(2026, 3, 1))


def test_an_assignment_cannot_be_shortened_past_its_reports(principal):
    assignment = builders.an_assignment(builders.a_case(builders.a_unit(principal)))
    builders.a_report(assignment, date(2026, 6, 1))
    assignment.period = assignment.period.ending(date(2026, 5, 1))
    with refused("outside the assignment"):
        assignment.save()


def test_a_case_cannot_be_opened_before_the_person_was_born(principal):
    person = builders.a_person(principal, born=date(2005, 5, 5))
    with refused("before the person was born"):
        builders.a_case(builders.a_unit(principal), person=person, opened_on=date(2005, 5, 4))


def test_a_decision_is_never_changed(principal):
    decision = builders.a_decision(builders.a_case(builders.a_unit(principal)))
    decision.reason = "Ändrad"
    with pytest.raises(Exception, match="[Cc]annot update"):
        decision.save()


def test_a_person_has_one_open_case_at_a_time(principal):
    case = builders.a_case(builders.a_unit(principal))
    with refused("casework_case_one_open"):
        builders.a_case(case.unit, person=case.person)
