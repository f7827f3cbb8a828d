"""The verbs of assignments, with the real database."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from stegvis.assignments.actions.end import end_early
from stegvis.assignments.actions.extend import extend
from stegvis.assignments.actions.give import give_assignment
from stegvis.assignments.actions.meet import record_meeting
from stegvis.assignments.actions.plan import make_plan
from stegvis.assignments.actions.report import correct_report, send_report
from stegvis.assignments.actions.report_finally import FinalWords, send_final_report
from stegvis.assignments.facts import full_time_on
from stegvis.assignments.models import Assignment
from stegvis.assignments.rules.giving import GoalText, NewAssignment
from stegvis.assignments.rules.meetings import HeldMeeting
from stegvis.assignments.rules.planning import NewPlan
from stegvis.assignments.rules.reporting import NewReport
from stegvis.casework.models import Decision
from stegvis.catalogue.models import FullTime
from stegvis.core.actor import Role
from stegvis.core.answers import Forbidden, Refused
from stegvis.core.period import Period
from stegvis.providers.models import Authorisation
from tests.assignments.conftest import GRANTED, a_meeting, build_world, new_choice
from tests.builders import (
    TODAY,
    a_case,
    a_choice,
    a_decision,
    a_provider,
    a_report,
    a_seat,
    a_unit,
    an_assignment,
    full_time,
)

ORDER = NewAssignment(
    starts_on=TODAY,
    hours_per_week=40,
    coordination="provider",
    description="Arbetsträning i kök.",
    goals=(
        GoalText("Klara ett dagspass", "Fem hela dagar på två veckor"),
        GoalText("Ha ett cv", "Cv finns och är läst av någon annan"),
    ),
)
PLAN = NewPlan(
    starts_on=TODAY,
    how="Praktik tre dagar.",
    hours={"practice": 24, "intervention": 6, "sfi": 0},
    agreed_with_person=True,
)
FEBRUARY = NewReport(date(2026, 2, 1), 100, 12, 3, "Praktiken har börjat.", "Längre pass.")
MEETING = HeldMeeting(TODAY, "Vi gick igenom målen.", person_present=True, provider_present=True)
THREE_MONTHS = Period(GRANTED.end, date(2026, 7, 1))
WORDS = FinalWords("Odling och samtal.", "Fasta tider.", "Jobbpeng grund.")


@pytest.fixture
def elsewhere(db):
    """Another municipality that looks just the same."""
    return build_world()


def neighbour(world):
    """A caseworker of another unit, who has a case of her own at the same provider."""
    unit = a_unit(world.principal)
    an_assignment(a_case(unit), provider=world.provider)
    return a_seat(Role.CASEWORKER, world.principal, unit=unit).actor


def competitor(world):
    """Staff of another provider, who has an assignment of its own in the same case."""
    provider = a_provider(world.principal)
    an_assignment(world.case, provider=provider)
    return a_seat(Role.PROVIDER_STAFF, world.principal, provider=provider).actor


def strangers(world, elsewhere):
    return [neighbour(world), competitor(world), elsewhere.caseworker.actor, elsewhere.staff.actor]


# --- Giving -------------------------------------------------------------------------------------------------


def test_an_assignment_carries_the_grant_the_choice_and_the_goals(world):
    choice = new_choice(world)
    given = give_assignment(choice, ORDER, by=world.caseworker.actor, today=TODAY)
    assert given.number.startswith("U2026-")
    assert given.period == Period(TODAY, choice.decision.period.end)
    assert (given.person, given.case, given.provider) == (world.case.person, world.case, world.provider)
    assert (given.planned_hours_per_week, given.coordination, given.given_on) == (40, "provider", TODAY)
    assert [(goal.text, goal.measure) for goal in given.goals.all()] == [
        (goal.text, goal.measure) for goal in ORDER.goals
    ]


def test_fewer_hours_are_kept_with_their_reason(world):
    choice = new_choice(world, capacity_percent=50)
    few = replace(ORDER, hours_per_week=15)
    with pytest.raises(Refused, match="20 timmar"):
        give_assignment(choice, few, by=world.caseworker.actor, today=TODAY)
    reason = replace(few, fewer_hours_because="Vård varje morgon.")
    given = give_assignment(choice, reason, by=world.caseworker.actor, today=TODAY)
    assert given.fewer_hours_because == "Vård varje morgon."


def test_a_choice_gives_one_assignment(world):
    choice = new_choice(world)
    give_assignment(choice, ORDER, by=world.caseworker.actor, today=TODAY)
    with pytest.raises(Refused, match="redan lett till uppdrag U2026-"):
        give_assignment(choice, ORDER, by=world.caseworker.actor, today=TODAY)


def test_a_provider_whose_authorisation_has_ended_gets_no_assignment(world):
    choice = new_choice(world)
    Authorisation.objects.filter(provider=world.provider).update(period=Period(date(2020, 1, 1), TODAY))
    with pytest.raises(Refused, match="inte auktoriserad"):
        give_assignment(choice, ORDER, by=world.caseworker.actor, today=TODAY)


def test_a_provider_authorised_for_another_level_alone_gets_no_assignment(world):
    choice = new_choice(world, level="b")
    Authorisation.objects.filter(provider=world.provider).update(levels=["a"])
    with pytest.raises(Refused, match="inte auktoriserad"):
        give_assignment(choice, ORDER, by=world.caseworker.actor, today=TODAY)
    Authorisation.objects.filter(provider=world.provider).update(levels=["a", "b"])
    give_assignment(choice, ORDER, by=world.caseworker.actor, today=TODAY)


def test_the_same_intervention_is_not_given_twice_at_once(world):
    grant = a_decision(world.case, world.garden, period=Period(date(2026, 3, 1), date(2026, 6, 1)))
    choice = a_choice(grant, a_provider(world.principal))
    with pytest.raises(Refused, match=f"redan uppdrag {world.assignment.number}"):
        give_assignment(choice, ORDER, by=world.caseworker.actor, today=TODAY)
    after = replace(ORDER, starts_on=GRANTED.end)
    assert give_assignment(choice, after, by=world.caseworker.actor, today=TODAY).period.start == GRANTED.end


def test_no_assignment_is_given_in_a_closed_case(world):
    choice = new_choice(world)
    world.case.closed_on, world.case.closure_reason = TODAY, "flyttat"
    world.case.save()
    with pytest.raises(Refused, match="avslutat"):
        give_assignment(choice, ORDER, by=world.caseworker.actor, today=TODAY)


@pytest.mark.parametrize("kind", ["corrected", "ended"])
def test_no_assignment_is_given_on_a_grant_that_no_longer_applies(world, kind):
    choice = new_choice(world)
    grant = choice.decision
    if kind == "corrected":
        a_decision(world.case, grant.intervention, corrects=grant)
    else:
        a_decision(world.case, grant.intervention, kind=Decision.Kind.END, grant=grant)
    with pytest.raises(Refused, match="gäller inte längre"):
        give_assignment(choice, ORDER, by=world.caseworker.actor, today=TODAY)


def test_strangers_give_no_assignment(world, elsewhere):
    choice = new_choice(world)
    for stranger in [*strangers(world, elsewhere), world.staff.actor]:
        with pytest.raises(Forbidden):
            give_assignment(choice, ORDER, by=stranger, today=TODAY)


# --- Planning -----------------------------------------------------------------------------------------------


def test_a_plan_keeps_the_activities_that_have_hours(world):
    plan = make_plan(world.assignment, PLAN, by=world.staff.actor, today=TODAY)
    assert {a.kind: a.hours_per_week for a in plan.activities.all()} == {"practice": 24, "intervention": 6}
    assert plan.agreed_with_person


def test_the_plan_is_measured_against_capacity_and_full_time_of_its_day(world):
    less = replace(PLAN, hours={"practice": 29})
    with pytest.raises(Refused, match="30 timmar"):
        make_plan(world.assignment, less, by=world.staff.actor, today=TODAY)


def test_the_terms_of_the_grants_day_ask_for_time_at_a_workplace(world):
    terms = world.garden.terms.get()
    terms.min_workplace_percent = 50
    terms.save()
    half = replace(PLAN, hours={"practice": 14, "sfi": 16})
    with pytest.raises(Refused, match="minst 15 av 30"):
        make_plan(world.assignment, half, by=world.staff.actor, today=TODAY)
    assert make_plan(
        world.assignment, replace(PLAN, hours={"practice": 15, "sfi": 15}), by=world.staff.actor, today=TODAY
    )


def test_a_later_plan_takes_over_and_the_earlier_remains(world):
    make_plan(world.assignment, PLAN, by=world.staff.actor, today=TODAY)
    with pytest.raises(Refused, match="ska börja senare"):
        make_plan(world.assignment, PLAN, by=world.staff.actor, today=TODAY)
    make_plan(world.assignment, replace(PLAN, starts_on=date(2026, 3, 23)), by=world.staff.actor, today=TODAY)
    assert world.assignment.plans.count() == 2


def test_only_the_provider_plans(world, elsewhere):
    for stranger in [*strangers(world, elsewhere), world.caseworker.actor]:
        with pytest.raises(Forbidden):
            make_plan(world.assignment, PLAN, by=stranger, today=TODAY)


# --- Reporting ----------------------------------------------------------------------------------------------


def test_a_report_is_sent_once_for_a_month(world):
    report = send_report(world.assignment, FEBRUARY, by=world.staff.actor, today=TODAY)
    assert (report.received_on, report.sent_by_id) == (TODAY, world.staff.user.pk)
    with pytest.raises(Refused, match="redan en rapport för februari 2026"):
        send_report(world.assignment, FEBRUARY, by=world.staff.actor, today=TODAY)


def test_a_correction_stands_in_for_the_report_and_the_old_one_remains(world):
    old = send_report(world.assignment, FEBRUARY, by=world.staff.actor, today=TODAY)
    right = replace(FEBRUARY, attended_hours=80, absent_hours=32)
    new = correct_report(old, right, by=world.staff.actor, today=date(2026, 3, 20))
    assert list(world.assignment.reports.in_force()) == [new]
    assert (new.corrects, new.month, new.attended_hours) == (old, old.month, 80)
    with pytest.raises(Refused, match="redan rättad"):
        correct_report(old, right, by=world.staff.actor, today=date(2026, 3, 20))
    assert correct_report(new, FEBRUARY, by=world.staff.actor, today=date(2026, 3, 21)).corrects == new


def test_a_correction_cannot_move_the_report_to_another_month(world):
    old = send_report(world.assignment, FEBRUARY, by=world.staff.actor, today=TODAY)
    moved = replace(FEBRUARY, month=date(2026, 1, 1))
    assert correct_report(old, moved, by=world.staff.actor, today=TODAY).month == old.month


def test_a_report_with_impossible_hours_is_refused(world):
    with pytest.raises(Refused, match="högst 336 timmar"):
        send_report(
            world.assignment, replace(FEBRUARY, attended_hours=400), by=world.staff.actor, today=TODAY
        )


def test_only_the_provider_reports(world, elsewhere):
    old = a_report(world.assignment, date(2026, 1, 1))
    for stranger in [*strangers(world, elsewhere), world.caseworker.actor]:
        with pytest.raises(Forbidden):
            send_report(world.assignment, FEBRUARY, by=stranger, today=TODAY)
        with pytest.raises(Forbidden):
            correct_report(old, FEBRUARY, by=stranger, today=TODAY)


# --- Meeting ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["caseworker", "staff"])
def test_caseworker_and_provider_may_record_a_meeting(world, who):
    seat = getattr(world, who)
    meeting = record_meeting(world.assignment, MEETING, by=seat.actor, today=TODAY)
    assert meeting.signed_by_id == seat.user.pk
    with pytest.raises(Refused, match="redan ett trepartsmöte"):
        record_meeting(world.assignment, MEETING, by=seat.actor, today=TODAY)


def test_strangers_record_no_meeting(world, elsewhere):
    for stranger in strangers(world, elsewhere):
        with pytest.raises(Forbidden):
            record_meeting(world.assignment, MEETING, by=stranger, today=TODAY)


# --- Extending ----------------------------------------------------------------------------------------------


def test_an_extension_is_a_decision_and_more_days(world):
    a_meeting(world.assignment)
    decision = extend(
        world.assignment, THREE_MONTHS, "Närmar sig målen.", by=world.caseworker.actor, today=TODAY
    )
    assert (decision.kind, decision.grant, decision.period) == ("extend", world.grant, THREE_MONTHS)
    assert decision.number.startswith("B2026-")
    world.assignment.refresh_from_db()
    assert world.assignment.period == Period(GRANTED.start, THREE_MONTHS.end)


def test_health_garden_is_extended_once_and_no_more(world):
    a_meeting(world.assignment)
    extend(world.assignment, THREE_MONTHS, "Behövs.", by=world.caseworker.actor, today=TODAY)
    world.assignment.refresh_from_db()
    a_meeting(world.assignment, date(2026, 6, 10))
    again = Period(THREE_MONTHS.end, date(2026, 8, 1))
    with pytest.raises(Refused, match="högst en gång"):
        extend(world.assignment, again, "Behövs.", by=world.caseworker.actor, today=date(2026, 6, 12))


def test_an_extension_without_a_three_party_meeting_is_refused_with_the_reason(world):
    with pytest.raises(Refused, match="trepartsmöte"):
        extend(world.assignment, THREE_MONTHS, "Behövs.", by=world.caseworker.actor, today=TODAY)
    a_meeting(world.assignment, person_present=False)
    with pytest.raises(Refused, match="Deltagaren och anordnaren ska vara med"):
        extend(world.assignment, THREE_MONTHS, "Behövs.", by=world.caseworker.actor, today=TODAY)
    assert not Decision.objects.filter(kind="extend").exists()


def test_an_extension_counts_from_the_grant_also_when_the_assignment_began_later(world):
    world.assignment.period = Period(date(2026, 3, 1), GRANTED.end)
    world.assignment.save()
    terms = world.garden.terms.get()
    terms.max_months = 5
    terms.save()
    a_meeting(world.assignment)
    with pytest.raises(Refused, match="högst 5 månader"):
        extend(world.assignment, THREE_MONTHS, "Behövs.", by=world.caseworker.actor, today=TODAY)


def test_a_provider_that_is_no_longer_authorised_is_not_extended(world):
    a_meeting(world.assignment)
    Authorisation.objects.filter(provider=world.provider).update(period=Period(date(2020, 1, 1), TODAY))
    with pytest.raises(Refused, match="inte auktoriserad"):
        extend(world.assignment, THREE_MONTHS, "Behövs.", by=world.caseworker.actor, today=TODAY)


def test_a_caseworker_with_another_case_at_the_same_provider_cannot_extend_this_one(world, elsewhere):
    a_meeting(world.assignment)
    for stranger in [*strangers(world, elsewhere), world.staff.actor]:
        with pytest.raises(Forbidden):
            extend(world.assignment, THREE_MONTHS, "Behövs.", by=stranger, today=TODAY)


# --- Ending -------------------------------------------------------------------------------------------------


def test_ending_early_is_a_decision_and_fewer_days(world):
    decision = end_early(
        world.assignment, date(2026, 3, 20), "Har fått arbete.", by=world.caseworker.actor, today=TODAY
    )
    assert (decision.kind, decision.grant) == ("end", world.grant)
    assert decision.period == Period(date(2026, 3, 21), GRANTED.end)
    world.assignment.refresh_from_db()
    assert world.assignment.period == Period.inclusive(GRANTED.start, date(2026, 3, 20))


def test_what_is_ended_is_not_extended(world):
    a_meeting(world.assignment)
    end_early(world.assignment, date(2026, 3, 20), "Har fått arbete.", by=world.caseworker.actor, today=TODAY)
    world.assignment.refresh_from_db()
    wanted = Period(date(2026, 3, 21), date(2026, 5, 1))
    with pytest.raises(Refused, match="avslutad i förtid"):
        extend(world.assignment, wanted, "Behövs.", by=world.caseworker.actor, today=TODAY)


def test_an_assignment_is_not_ended_before_what_has_been_reported(world):
    a_report(world.assignment, date(2026, 2, 1))
    with pytest.raises(Refused, match="rapport för februari 2026"):
        end_early(world.assignment, date(2026, 1, 31), "Kom aldrig.", by=world.caseworker.actor, today=TODAY)
    assert Assignment.objects.get(pk=world.assignment.pk).period == GRANTED


def test_strangers_end_nothing(world, elsewhere):
    for stranger in [*strangers(world, elsewhere), world.staff.actor]:
        with pytest.raises(Forbidden):
            end_early(world.assignment, date(2026, 3, 20), "Slut.", by=stranger, today=TODAY)


def test_the_final_report_is_sent_once(world):
    with pytest.raises(Refused, match="kan skickas från 2026-03-18"):
        send_final_report(world.assignment, WORDS, by=world.staff.actor, today=TODAY)
    report = send_final_report(world.assignment, WORDS, by=world.staff.actor, today=date(2026, 3, 18))
    assert report.sent_on == date(2026, 3, 18)
    with pytest.raises(Refused, match="skickades 2026-03-18"):
        send_final_report(world.assignment, WORDS, by=world.staff.actor, today=date(2026, 3, 19))


def test_only_the_provider_sends_the_final_report(world, elsewhere):
    for stranger in [*strangers(world, elsewhere), world.caseworker.actor]:
        with pytest.raises(Forbidden):
            send_final_report(world.assignment, WORDS, by=stranger, today=date(2026, 3, 20))


def test_full_time_is_the_principals_own(world, elsewhere):
    FullTime.objects.filter(principal=elsewhere.principal).delete()
    full_time(elsewhere.principal, 37)
    assert full_time_on(world.principal.pk, TODAY) == 40
    assert full_time_on(elsewhere.principal.pk, TODAY) == 37
