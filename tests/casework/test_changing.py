"""Changing a grant while it goes on, ending one that nobody carries out, and which days are left."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stegvis.assignments.actions.extend import extend
from stegvis.assignments.models import FinalReport
from stegvis.casework import facts, grants
from stegvis.casework.actions import grant_intervention, refuse_intervention
from stegvis.casework.actions.change import change_grant, end_grant, grant_facts
from stegvis.casework.models import Case, Choice, Decision, Reopening, Voucher
from stegvis.casework.possibilities import can_choose, can_correct, can_give_voucher
from stegvis.casework.rules.changing import GrantFacts, NewContent, latest_last_day, may_change
from stegvis.casework.rules.entry import Wanted
from stegvis.casework.rules.granted import CHANGE, END, EXTEND, GRANT, days_left
from stegvis.casework.steps import steps
from stegvis.core.answers import Forbidden, Refused
from stegvis.core.money import kr
from stegvis.core.period import Period
from tests import builders
from tests.assignments.conftest import a_meeting
from tests.builders import TODAY

SPRING = Period(date(2026, 2, 2), date(2026, 8, 2))
GRANTED = GrantFacts(
    case_is_open=True,
    is_grant=True,
    in_force=True,
    days=SPRING,
    is_extended=False,
    first_months=6,
    level="",
    capacity=75,
    combined_with="",
    has_assignment=False,
)
SHORTER = NewContent(TODAY, date(2026, 5, 31), "", 75, "", "Börjar ett arbete.")


def fields(answer):
    return {problem.field for problem in answer.problems}


# --- The rule


def test_the_last_day_moves_earlier_and_later_within_the_first_length():
    assert may_change(GRANTED, SHORTER, TODAY)
    assert may_change(replace(GRANTED, days=Period(SPRING.start, date(2026, 5, 1))), SHORTER, TODAY)
    late = replace(SHORTER, last_day=date(2026, 8, 2))
    assert fields(may_change(GRANTED, late, TODAY)) == {"last_day"}


def test_after_an_extension_time_is_added_by_another_extension():
    extended = replace(GRANTED, is_extended=True, first_months=9)
    assert latest_last_day(extended) == date(2026, 8, 1)
    late = replace(SHORTER, last_day=date(2026, 8, 31))
    assert "Förläng insatsen" in str(may_change(extended, late, TODAY).problems)


def test_a_change_holds_from_today_at_the_earliest():
    early = replace(SHORTER, from_day=TODAY - timedelta(days=1))
    assert fields(may_change(GRANTED, early, TODAY)) == {"from_day"}


def test_a_change_changes_something_and_says_why():
    same = replace(SHORTER, last_day=SPRING.last_day)
    assert "Ingenting är ändrat" in str(may_change(GRANTED, same, TODAY).problems)
    assert may_change(GRANTED, replace(same, capacity=50), TODAY)
    assert fields(may_change(GRANTED, replace(SHORTER, reason=""), TODAY)) == {"reason"}


def test_capacity_outside_what_the_level_is_for_needs_a_written_reason():
    answer = may_change(GRANTED, SHORTER, TODAY, exceptions=["Nivån är för 0–25 %."])
    assert fields(answer) == {"exception_reason"}
    assert may_change(GRANTED, replace(SHORTER, exception_reason="Prov."), TODAY, exceptions=["Nivån."])


@pytest.mark.parametrize(
    "facts", [{"case_is_open": False}, {"is_grant": False}, {"in_force": False}, {"days": None}]
)
def test_what_does_not_hold_any_more_is_not_changed(facts):
    assert not may_change(replace(GRANTED, **facts), SHORTER, TODAY)


offsets = st.integers(0, 60)


@given(st.lists(st.tuples(st.sampled_from([EXTEND, CHANGE, END]), offsets, st.integers(1, 60)), max_size=8))
def test_days_left_are_told_day_by_day_by_the_latest_that_says_something_of_them(later):
    """The same days, counted the plain way: a set of days that each decision adds to or takes from."""
    first = date(2026, 1, 1)
    decided = [(GRANT, Period(first, first + timedelta(days=30)))]
    decided += [
        (kind, Period(first + timedelta(days=start), first + timedelta(days=start + length)))
        for kind, start, length in later
    ]
    held: set[date] = set()
    for kind, period in decided:
        days = {period.start + timedelta(days=n) for n in range(period.days)}
        if kind == END:
            held -= days
        elif kind == CHANGE:
            held = {day for day in held if day < period.start} | days
        else:
            held |= days
    told = days_left(decided)
    assert {p.start + timedelta(days=n) for p in told for n in range(p.days)} == held
    assert all(one.end < other.start for one, other in pairwise(told))


# --- The action


@pytest.fixture
def grant(town, case):
    builders.full_time(town.principal)
    builders.an_assessment(case, capacity_percent=75)
    terms = {"max_months": 12, "voucher_amounts": [kr(5000)]}
    intervention = builders.an_intervention(town.principal, terms=terms)
    return builders.a_decision(case, intervention, capacity_percent=75)


def changed(town, grant, **content):
    return change_grant(grant, replace(SHORTER, **content), by=town.worker.actor, today=TODAY)


def test_the_days_and_the_capacity_of_a_grant_follow_its_latest_change(town, case, grant):
    change = changed(town, grant, from_day=date(2026, 4, 1), capacity=50)
    assert (change.kind, change.grant, change.period) == (
        Decision.Kind.CHANGE,
        grant,
        Period(date(2026, 4, 1), date(2026, 6, 1)),
    )
    case.refresh_from_db()
    left = Period(SPRING.start, date(2026, 6, 1))
    assert facts.granted_periods(case, grant.intervention_id) == [left]
    assert grants.in_effect(grant, date(2026, 3, 31)) == grant
    assert grants.in_effect(grant, date(2026, 4, 1)).capacity_percent == 50


def test_the_assignment_follows_with_its_last_day_and_hours_that_were_those_of_the_capacity(
    town, case, grant
):
    assignment = builders.an_assignment(case, decision=grant, hours=30)
    changed(town, grant, capacity=50)
    assignment.refresh_from_db()
    assert assignment.period == Period(SPRING.start, date(2026, 6, 1))
    assert assignment.planned_hours_per_week == 20


def test_hours_are_not_changed_before_the_day_has_come(town, case, grant):
    assignment = builders.an_assignment(case, decision=grant, hours=30)
    with pytest.raises(Refused, match="Timmarna kan inte ändras i förväg"):
        changed(town, grant, from_day=date(2026, 4, 1), capacity=50)
    changed(town, grant, from_day=date(2026, 4, 1))
    assignment.refresh_from_db()
    assert assignment.planned_hours_per_week == 30


def test_hours_of_what_has_not_begun_follow_from_its_first_day(town, case):
    builders.full_time(town.principal)
    builders.an_assessment(case, capacity_percent=50)
    period = Period(date(2026, 4, 1), date(2026, 9, 1))
    intervention = builders.an_intervention(town.principal)
    grant = builders.a_decision(case, intervention, period=period, capacity_percent=75)
    assignment = builders.an_assignment(case, decision=grant, hours=30, period=period)
    changed(town, grant, from_day=period.start, capacity=50)
    assignment.refresh_from_db()
    assert assignment.planned_hours_per_week == 20


def test_hours_that_were_agreed_otherwise_stay(town, case, grant):
    assignment = builders.an_assignment(case, decision=grant, hours=12, fewer_hours_because="Vård.")
    changed(town, grant, capacity=50)
    assignment.refresh_from_db()
    assert assignment.planned_hours_per_week == 12


def test_what_is_reported_stays_inside_and_what_is_finally_reported_is_not_changed(town, case, grant):
    assignment = builders.an_assignment(case, decision=grant)
    builders.a_report(assignment, date(2026, 4, 1))
    with pytest.raises(Refused, match="rapport för april 2026"):
        changed(town, grant, last_day=date(2026, 3, 31))
    FinalReport.objects.create(
        principal=town.principal,
        assignment=assignment,
        summary="S",
        success_factors="F",
        proposals="P",
        sent_on=TODAY,
        sent_by=town.worker.user,
    )
    with pytest.raises(Refused, match="Slutrapporten skickades"):
        changed(town, grant)
    assert Decision.objects.filter(kind="change").count() == 0


def test_a_later_last_day_asks_whether_the_provider_may_go_on(town, case):
    builders.an_assessment(case)
    until = Period(date(2015, 1, 1), date(2026, 7, 1))
    provider = builders.a_provider(town.principal, authorised=until)
    short = builders.a_decision(case, period=Period(SPRING.start, date(2026, 7, 1)))
    builders.an_assignment(case, decision=short, provider=provider)
    with pytest.raises(Refused, match="inte auktoriserad"):
        changed(town, short, last_day=date(2026, 8, 1), capacity=100)


def test_a_last_day_is_not_set_past_a_right_that_runs_out_before_it(town, case):
    builders.an_assessment(case)
    provider = builders.a_provider(town.principal, authorised=Period(date(2015, 1, 1), date(2026, 7, 15)))
    short = builders.a_decision(case, period=Period(SPRING.start, date(2026, 7, 1)))
    assignment = builders.an_assignment(case, decision=short, provider=provider)
    with pytest.raises(Refused, match="auktoriserad för insatsen till 2026-07-14"):
        changed(town, short, last_day=date(2026, 7, 15), capacity=100)
    changed(town, short, last_day=date(2026, 7, 14), capacity=100)
    assignment.refresh_from_db()
    assert assignment.period.last_day == date(2026, 7, 14)


def test_a_stranger_and_another_case_change_nothing(town, grant):
    with pytest.raises(Forbidden):
        change_grant(grant, SHORTER, by=town.stranger.actor, today=TODAY)
    with pytest.raises(Forbidden):
        end_grant(grant, "Nej.", by=town.stranger.actor, today=TODAY)


def test_a_grant_that_nobody_carries_out_is_ended_from_today(town, case, grant):
    ended = end_grant(grant, "Personen flyttar.", by=town.worker.actor, today=TODAY)
    assert ended.period == Period(TODAY, SPRING.end)
    assert not Decision.objects.awaiting_choice(TODAY)
    decision = Decision.objects.get(pk=grant.pk)
    assert "period är slut" in str(can_choose(decision, town.worker.actor, TODAY).problems)
    assert not can_give_voucher(decision, town.worker.actor, TODAY)
    with pytest.raises(Refused, match="period är slut"):
        end_grant(grant, "En gång till.", by=town.worker.actor, today=TODAY)


APRIL = date(2026, 4, 15)


@pytest.fixture
def chosen_by_person(town, case):
    builders.an_assessment(case, capacity_percent=75)
    return builders.an_intervention(town.principal, chosen_by_person=True)


def granted_until(town, case, intervention, last_day, *, new_last_day):
    """A grant from February on whose last day has been changed."""
    period = Period.inclusive(SPRING.start, last_day)
    grant = builders.a_decision(case, intervention, period=period, capacity_percent=75)
    changed(town, grant, last_day=new_last_day)
    return Decision.objects.get(pk=grant.pk)


def keys_of_steps(case, actor, day):
    return [step.key for step in steps(Case.objects.get(pk=case.pk), actor, day)]


def test_a_lengthened_grant_awaits_its_choice_after_its_first_last_day(town, case, chosen_by_person):
    grant = granted_until(town, case, chosen_by_person, date(2026, 3, 31), new_last_day=date(2026, 7, 31))
    assert can_choose(grant, town.worker.actor, APRIL)
    assert grant in Decision.objects.awaiting_choice(APRIL)
    assert grant not in Decision.objects.awaiting_choice(date(2026, 8, 1))
    assert f"choose-{grant.pk}" in keys_of_steps(case, town.worker.actor, APRIL)


def test_a_shortened_grant_awaits_no_choice_after_its_new_last_day(town, case, chosen_by_person):
    grant = granted_until(town, case, chosen_by_person, date(2026, 7, 31), new_last_day=date(2026, 3, 31))
    assert not can_choose(grant, town.worker.actor, APRIL)
    assert grant in Decision.objects.awaiting_choice(date(2026, 3, 31))
    assert grant not in Decision.objects.awaiting_choice(APRIL)
    assert f"choose-{grant.pk}" not in keys_of_steps(case, town.worker.actor, APRIL)


def test_a_choice_awaits_its_assignment_and_takes_a_place_as_long_as_the_changed_grant_lasts(
    town, case, chosen_by_person
):
    grant = granted_until(town, case, chosen_by_person, date(2026, 3, 31), new_last_day=date(2026, 5, 31))
    provider = builders.a_provider(town.principal, places=1)
    builders.a_choice(grant, provider)
    place = type(provider).objects

    def waits(day):
        taken = place.with_taken_places(day).get(pk=provider.pk).taken_places
        return Choice.objects.awaiting_assignment(day).count(), taken

    assert waits(APRIL) == (1, 1)
    assert waits(date(2026, 6, 1)) == (0, 0)


def test_an_extended_grant_can_have_a_voucher_after_its_first_period(town, case):
    builders.an_assessment(case)
    terms = {"voucher_amounts": [kr(5000)]}
    intervention = builders.an_intervention(town.principal, terms=terms)
    first = Period(date(2026, 1, 12), date(2026, 4, 1))
    grant = builders.a_decision(case, intervention, period=first)
    longer = Period(first.end, date(2026, 6, 1))
    extension = builders.a_decision(case, intervention, kind=Decision.Kind.EXTEND, grant=grant, period=longer)
    assert f"voucher-{grant.pk}" in keys_of_steps(case, town.worker.actor, TODAY)
    assert f"voucher-{extension.pk}" in keys_of_steps(case, town.worker.actor, APRIL)


def test_what_has_been_ended_takes_no_place_at_the_provider(town, grant):
    provider = builders.a_provider(town.principal, places=1)
    builders.a_choice(grant, provider)
    place = type(provider).objects.with_taken_places(TODAY)
    assert place.get(pk=provider.pk).taken_places == 1
    end_grant(grant, "Personen flyttar.", by=town.worker.actor, today=TODAY)
    assert place.get(pk=provider.pk).taken_places == 0


def test_what_has_an_assignment_is_ended_there(town, case, grant):
    builders.an_assignment(case, decision=grant)
    with pytest.raises(Refused, match="har ett uppdrag"):
        end_grant(grant, "Nej.", by=town.worker.actor, today=TODAY)


def test_several_interventions_go_on_at_once_and_are_changed_one_by_one(town, case, grant):
    other = builders.an_intervention(town.principal, "case_manager")
    wanted = Wanted(Period(date(2026, 3, 23), date(2026, 9, 23)), "Behöver samordning.")
    beside = grant_intervention(case, other, wanted, by=town.worker.actor, today=TODAY)
    changed(town, grant, capacity=75)
    case.refresh_from_db()
    assert facts.granted_periods(case, other.pk) == [wanted.period]
    assert grant_facts(Decision.objects.get(pk=beside.pk), TODAY).days == wanted.period
    assert facts.granted_periods(case, grant.intervention_id) == [Period(SPRING.start, date(2026, 6, 1))]


def test_an_extension_goes_on_from_the_changed_end(town, case):
    intervention = builders.an_intervention(town.principal)
    grant = builders.a_decision(case, intervention, period=Period(date(2026, 1, 12), date(2026, 7, 1)))
    builders.an_assessment(case)
    assignment = builders.an_assignment(case, decision=grant)
    changed(town, grant, last_day=date(2026, 3, 31), capacity=100)
    a_meeting(assignment)
    more = Period(date(2026, 4, 1), date(2026, 6, 1))
    assignment.refresh_from_db()
    extend(assignment, more, "Behövs.", by=town.worker.actor, today=TODAY)
    assert grants.granted_days(Decision.objects.get(pk=grant.pk)) == [Period(grant.period.start, more.end)]


def test_a_decision_does_not_reach_back_to_before_the_case_was_taken_up_again(town, case):
    builders.an_assessment(case)
    Reopening.objects.create(
        principal=town.principal,
        case=case,
        reopened_on=date(2026, 3, 10),
        reason="Kom tillbaka.",
        was_closed_on=date(2026, 3, 2),
        was_closed_for="flyttat",
        reopened_by=town.worker.user,
    )
    intervention = builders.an_intervention(town.principal)
    by = {"by": town.worker.actor, "today": TODAY}
    early = Wanted(Period(date(2026, 3, 9), date(2026, 6, 1)), "Skäl.")
    with pytest.raises(Refused, match="öppet sedan 2026-03-10"):
        grant_intervention(case, intervention, early, **by)
    in_time = Wanted(Period(date(2026, 3, 10), date(2026, 6, 1)), "Skäl.")
    assert grant_intervention(case, intervention, in_time, **by)


def test_a_voucher_that_was_corrected_does_not_stand_in_the_way_of_a_correction(town, grant):
    voucher = Voucher.objects.create(
        principal=town.principal, case=grant.case, decision=grant, decided_on=TODAY, amount=kr(5000)
    )
    assert not can_correct(grant, town.worker.actor)
    other = builders.a_decision(grant.case, builders.an_intervention(town.principal, "annan"))
    Voucher.objects.create(
        principal=town.principal,
        case=grant.case,
        decision=other,
        decided_on=TODAY,
        amount=kr(5000),
        corrects=voucher,
    )
    assert can_correct(grant, town.worker.actor)


def test_two_refusals_of_the_same_thing_on_a_day_give_one_and_who_was_first(town, case):
    builders.an_assessment(case)
    intervention = builders.an_intervention(town.principal)
    first = refuse_intervention(case, intervention, "Behövs inte.", by=town.worker.actor, today=TODAY)
    with pytest.raises(Refused, match=f"av Karin Karriär, i beslut {first.number}"):
        refuse_intervention(case, intervention, "Andra skäl.", by=town.head.actor, today=TODAY)
