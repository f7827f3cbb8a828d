"""What awaits whom in assignments: on whose start page, in which order, and until when."""

from __future__ import annotations

from datetime import date

import pytest

from stegvis.assignments.actions.report_finally import FinalWords, send_final_report
from stegvis.assignments.models import Assignment
from stegvis.core.actor import Role
from stegvis.core.period import Period
from stegvis.core.waiting import awaiting
from stegvis.registry.models import Person
from tests.assignments.conftest import a_meeting, build_world, new_choice
from tests.builders import (
    TODAY,
    a_case,
    a_decision,
    a_provider,
    a_report,
    a_seat,
    a_unit,
    an_assignment,
)

pytestmark = pytest.mark.django_db


def awaits(seat, key, today=TODAY):
    """The lines of one kind on the start page of whoever holds the seat."""
    groups = {group.key: group.lines for group in awaiting(seat.actor, today)}
    return groups.get(key, [])


def texts(lines):
    return [line.text for line in lines]


def who(assignment):
    return f"{assignment.person.full_name}, uppdrag {assignment.number}"


def also_held(world, period, **fields):
    """Another case of the same caseworker with an assignment at the same provider."""
    case = a_case(world.unit, caseworker=world.caseworker.user, opened_on=period.start)
    return an_assignment(case, provider=world.provider, period=period, **fields)


# --- Caseworkers -------------------------------------------------------------------------------------------


def test_a_choice_awaits_its_assignment_until_it_is_given(world):
    choice = new_choice(world)
    (line,) = awaits(world.caseworker, "assignment")
    assert world.case.number in line.text
    assert f"/arenden/val/{choice.pk}/uppdrag/" == line.url
    assert line.since == choice.chosen_on
    an_assignment(world.case, decision=choice.decision, choice=choice, provider=world.provider)
    assert not awaits(world.caseworker, "assignment")


def test_a_choice_on_a_grant_that_no_longer_applies_awaits_nothing(world):
    ended, corrected, over = (
        new_choice(world, code=code, period=period)
        for code, period in (
            ("a", None),
            ("b", None),
            ("c", Period(date(2025, 1, 1), date(2026, 1, 1))),
        )
    )
    assert len(awaits(world.caseworker, "assignment")) == 2
    a_decision(world.case, ended.decision.intervention, kind="end", grant=ended.decision)
    a_decision(world.case, corrected.decision.intervention, corrects=corrected.decision)
    assert not awaits(world.caseworker, "assignment")
    assert over.decision.period.end < TODAY


def test_a_meeting_awaits_six_weeks_before_the_end(world):
    (line,) = awaits(world.caseworker, "meeting")
    assert line.text == who(world.assignment)
    assert (line.since, line.due) == (date(2026, 2, 18), date(2026, 3, 31))
    a_meeting(world.assignment, provider_present=False)
    assert awaits(world.caseworker, "meeting"), "the provider was not there"
    a_meeting(world.assignment, date(2026, 3, 12))
    assert not awaits(world.caseworker, "meeting")


def test_a_final_report_awaits_when_nothing_goes_on_in_the_case(world):
    words = FinalWords("Odling.", "Fasta tider.", "Jobbpeng grund.")
    send_final_report(world.assignment, words, by=world.staff.actor, today=date(2026, 3, 20))
    assert not awaits(world.caseworker, "final_report_arrived", date(2026, 3, 31))
    (line,) = awaits(world.caseworker, "final_report_arrived", date(2026, 4, 1))
    assert line.url == world.case.get_absolute_url()
    a_decision(world.case, decided_on=date(2026, 3, 25))
    assert not awaits(world.caseworker, "final_report_arrived", date(2026, 4, 1))


def test_nothing_in_the_cases_of_others_awaits_a_caseworker(world):
    new_choice(world)
    colleague = a_seat(Role.CASEWORKER, world.principal, unit=world.unit)
    for key in ("assignment", "meeting", "final_report_arrived"):
        assert not awaits(colleague, key)


# --- Providers ---------------------------------------------------------------------------------------------


def test_a_plan_awaits_until_it_is_made(world):
    ahead = also_held(world, Period(date(2026, 4, 1), date(2026, 6, 1)))
    assert texts(awaits(world.staff, "plan")) == [who(world.assignment), who(ahead)]
    plan_of(world.assignment)
    assert texts(awaits(world.staff, "plan")) == [who(ahead)]


def plan_of(assignment):
    return assignment.plans.create(
        principal=assignment.principal,
        starts_on=TODAY,
        how="Praktik.",
        made_by_id=assignment.case.caseworker_id,
    )


def test_one_line_for_each_assignment_tells_the_oldest_month_to_report(world):
    later = also_held(world, Period(date(2026, 2, 1), date(2026, 8, 1)))
    first, second = awaits(world.staff, "report")
    assert first.text == who(world.assignment)
    assert first.due == date(2026, 2, 6)
    assert first.note.startswith("Januari 2026")
    assert (second.text, second.due) == (who(later), date(2026, 3, 6))
    a_report(world.assignment, date(2026, 1, 1))
    a_report(world.assignment, date(2026, 2, 1))
    assert texts(awaits(world.staff, "report")) == [who(later)]


def test_a_correction_does_not_make_a_month_missing(world):
    for month in (date(2026, 1, 1), date(2026, 2, 1)):
        old = a_report(world.assignment, month)
        a_report(world.assignment, month, corrects=old)
    assert not awaits(world.staff, "report")


def test_a_final_report_awaits_from_two_weeks_before_the_end(world):
    assert not awaits(world.staff, "final_report", date(2026, 3, 17))
    (line,) = awaits(world.staff, "final_report", date(2026, 3, 18))
    assert (line.text, line.since) == (who(world.assignment), date(2026, 3, 18))


def test_nothing_of_another_provider_awaits_the_staff(world):
    competitor = a_seat(Role.PROVIDER_STAFF, world.principal, provider=a_provider(world.principal))
    other = build_world()
    for key in ("plan", "report", "final_report"):
        assert not awaits(competitor, key)
        assert len(awaits(other.staff, key, date(2026, 3, 18))) == 1


def test_a_protected_person_is_not_named_in_any_line(world):
    Person.objects.filter(pk=world.case.person_id).update(protection=Person.Protection.PROTECTED)
    new_choice(world)
    lines = [
        line
        for seat in (world.caseworker, world.staff)
        for group in awaiting(seat.actor, date(2026, 3, 20))
        for line in group.lines
    ]
    assert sum("Skyddad person" in line.text for line in lines) >= 4
    assert not any(world.case.person.last_name in line.text + line.note for line in lines)


# --- Quality officers --------------------------------------------------------------------------------------


def test_late_reports_for_the_latest_month_are_counted_for_each_provider(world):
    also_held(world, Period(date(2026, 2, 1), date(2026, 8, 1)))
    punctual = also_held(world, Period(date(2026, 2, 1), date(2026, 8, 1)))
    a_report(punctual, date(2026, 2, 1))
    also_held(world, Period(date(2026, 3, 1), date(2026, 8, 1)))
    elsewhere = an_assignment(
        a_case(a_unit(world.principal)),
        provider=a_provider(world.principal, "Odla AB"),
        period=Period(date(2025, 12, 1), date(2026, 2, 10)),
    )
    build_world()
    officer = a_seat(Role.QUALITY_OFFICER, world.principal)
    first, second = awaits(officer, "overdue_reports")
    assert (first.text, first.due) == ("Steget AB", date(2026, 3, 6))
    assert first.note == "Rapporten för februari 2026 saknas för 2 uppdrag"
    assert (second.text, second.note[-9:]) == ("Odla AB", "1 uppdrag")
    assert f"anordnare={elsewhere.provider_id}" in second.url
    assert [line.note for line in awaits(officer, "overdue_reports", date(2026, 3, 6))] == [
        "Rapporten för januari 2026 saknas för 1 uppdrag",
        "Rapporten för januari 2026 saknas för 1 uppdrag",
    ]


def test_a_report_is_overdue_the_day_after_it_was_due(world):
    a_report(world.assignment, date(2026, 1, 1))
    assert not Assignment.objects.with_overdue_report(date(2026, 3, 6))
    assert Assignment.objects.with_overdue_report(date(2026, 3, 7)).get() == world.assignment
