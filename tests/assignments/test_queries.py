"""Which assignments await a plan, a report, a meeting or a final report, and who is found by a search."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace

import pytest

from stegvis.assignments.models import Assignment, ThreePartyMeeting
from stegvis.core.actor import Role
from stegvis.core.period import Period
from stegvis.registry.models import Person
from tests.builders import (
    TODAY,
    a_case,
    a_person,
    a_principal,
    a_report,
    a_seat,
    a_unit,
    a_user,
    an_assignment,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def unit():
    return a_unit(a_principal())


def missing_month(assignment, today=TODAY):
    return Assignment.objects.with_missing_month(today).get(pk=assignment.pk).missing_month


def running(unit, first, last, **fields):
    return an_assignment(a_case(unit, opened_on=first), period=Period.inclusive(first, last), **fields)


def test_the_oldest_month_without_a_report_is_missing(unit):
    assignment = running(unit, date(2025, 11, 10), date(2026, 5, 31))
    a_report(assignment, date(2025, 11, 1))
    a_report(assignment, date(2026, 1, 1))
    assert missing_month(assignment) == date(2025, 12, 1)


def test_nothing_is_missing_when_every_month_that_is_over_is_reported(unit):
    assignment = running(unit, date(2026, 1, 12), date(2026, 5, 31))
    a_report(assignment, date(2026, 1, 1))
    a_report(assignment, date(2026, 2, 1))
    assert missing_month(assignment) is None


def test_the_last_month_is_missing_from_the_last_assigned_day(unit):
    assignment = running(unit, date(2026, 3, 2), date(2026, 3, 16))
    assert missing_month(assignment, today=date(2026, 3, 15)) is None
    assert missing_month(assignment, today=date(2026, 3, 16)) == date(2026, 3, 1)


def test_a_month_is_missing_from_its_own_last_day_while_the_assignment_goes_on(unit):
    assignment = running(unit, date(2026, 2, 10), None)
    assert missing_month(assignment, today=date(2026, 2, 27)) is None
    assert missing_month(assignment, today=date(2026, 2, 28)) == date(2026, 2, 1)


def test_months_more_than_a_year_back_are_history(unit):
    assignment = running(unit, date(2022, 1, 1), date(2022, 6, 30))
    assert missing_month(assignment) is None
    assert not Assignment.objects.awaiting_report(TODAY)


def test_only_assignments_with_a_missing_month_await_a_report(unit):
    late = running(unit, date(2026, 2, 1), date(2026, 6, 30))
    fresh = running(unit, date(2026, 3, 1), date(2026, 6, 30))
    assert list(Assignment.objects.awaiting_report(TODAY)) == [late]
    assert fresh.reports.count() == 0


def test_a_meeting_is_awaited_during_the_last_six_weeks_until_one_is_held(unit):
    ending = running(unit, date(2026, 1, 12), date(2026, 4, 20))
    running(unit, date(2026, 1, 12), date(2026, 8, 20))
    assert list(Assignment.objects.awaiting_meeting(TODAY)) == [ending]
    hold_meeting(ending, date(2026, 2, 1))
    assert list(Assignment.objects.awaiting_meeting(TODAY)) == [ending]
    hold_meeting(ending, date(2026, 3, 12))
    assert not Assignment.objects.awaiting_meeting(TODAY)


def hold_meeting(assignment, day):
    return ThreePartyMeeting.objects.create(
        principal=assignment.principal,
        assignment=assignment,
        held_on=day,
        minutes="Vi sågs.",
        signed_by=a_user(),
    )


@pytest.fixture
def three(unit):
    """Anna Lindqvist and Bo Ek, and Cia Dold whose registration is protected."""
    people = [
        a_person(unit.principal, first_name="Anna", last_name="Lindqvist"),
        a_person(unit.principal, first_name="Bo", last_name="Ek", born=date(1985, 2, 3)),
        a_person(
            unit.principal,
            first_name="Cia",
            last_name="Dold",
            protection=Person.Protection.PROTECTED,
        ),
    ]
    numbers = ("U2026-00001", "U2026-00002", "U2026-00017")
    anna, bo, cia = (
        an_assignment(a_case(unit, person=person), number=number)
        for person, number in zip(people, numbers, strict=True)
    )
    return SimpleNamespace(anna=anna, bo=bo, cia=cia)


def found(unit, text):
    return set(Assignment.objects.search(text, a_seat(Role.CASEWORKER, unit.principal, unit=unit).actor))


def test_a_search_finds_by_part_of_the_name(unit, three):
    assert found(unit, "an lind") == {three.anna}
    assert found(unit, "  ") == {three.anna, three.bo, three.cia}


def test_a_search_finds_by_personal_number_in_every_way_of_writing_it(unit, three):
    number = three.bo.person.identifiers.get().value
    for text in (
        number,
        f"{number[:8]}-{number[8:]}",
        number[2:],
        f"{number[2:8]}-{number[8:]}",
        number[:8],
    ):
        assert found(unit, text) == {three.bo}


def test_a_search_finds_by_assignment_number(unit, three):
    assert found(unit, "u2026-00017") == {three.cia}
    assert found(unit, "U2026-0000") == {three.anna, three.bo}


def test_a_protected_person_is_not_found_by_name(unit, three):
    assert found(unit, "Cia Dold") == set()
