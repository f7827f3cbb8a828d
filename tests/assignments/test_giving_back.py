"""Assignments come back when an interim revocation is lifted before anybody has felt it, and then alone."""

from __future__ import annotations

import re
from datetime import date, timedelta
from importlib import import_module
from types import SimpleNamespace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from stegvis.assignments.actions.end import can_end
from stegvis.assignments.actions.meet import can_record_meeting
from stegvis.assignments.actions.plan import can_plan
from stegvis.assignments.actions.report import can_report
from stegvis.assignments.actions.report_finally import can_report_finally
from stegvis.assignments.customers import last_days
from stegvis.assignments.facts import facts_of_giving
from stegvis.assignments.leaving import touched
from stegvis.assignments.models import Assignment, CutShort, Plan
from stegvis.assignments.story import nothing_runs_on, open_matters
from stegvis.assignments.waiting import gap_line, gaps_to_close
from stegvis.casework.actions import choose_provider
from stegvis.casework.actions.change_provider import answer_change, ask_to_change
from stegvis.casework.change_wiring import tell_changes
from stegvis.casework.models import Case, Choice, ClosureReason, Decision, ProviderChange, Voucher
from stegvis.casework.rules.changing_provider import Wish
from stegvis.casework.story import tell_choices
from stegvis.core.actor import Role
from stegvis.core.period import ONE_DAY, Period
from stegvis.portal.story import story as told_to_the_person
from stegvis.portal.words import choice_in_words
from stegvis.providers import effects
from stegvis.providers.actions import decisions
from stegvis.providers.actions.sanctions import lift, propose_revocation, revoke, suspend
from stegvis.providers.effects import Extent, Loss
from stegvis.providers.models import Provider
from stegvis.providers.rules.lifecycle import State
from stegvis.providers.standing import current_state
from stegvis.providers.views.control_frame import how_many_are_touched
from stegvis.providers.views.sanctions import what_a_lift_does
from stegvis.registry.models import Person
from stegvis.remuneration.facts import assignments_in, paid_once
from tests import builders
from tests.builders import TODAY

pytestmark = pytest.mark.django_db

DAYS = Period(date(2026, 2, 2), date(2026, 8, 1))
LATER = TODAY + timedelta(days=30)


@pytest.fixture
def town(monkeypatch):
    monkeypatch.setattr(decisions, "as_pdf", lambda document: document.title.encode())
    principal = builders.a_principal()
    unit = builders.a_unit(principal)
    seat = builders.a_seat(Role.CASEWORKER, principal, unit=unit)
    case = builders.a_case(unit, caseworker=seat.user)
    intervention = builders.an_intervention(principal)
    decision = builders.a_decision(case, intervention, period=DAYS)
    first, second = builders.a_provider(principal, "Nord AB"), builders.a_provider(principal, "Syd AB")
    choice = builders.a_choice(decision, first)
    assignment = builders.an_assignment(case, provider=first, decision=decision, choice=choice, period=DAYS)
    chair = builders.a_seat(Role.CHAIR, principal).actor
    officer = builders.a_seat(Role.QUALITY_OFFICER, principal).actor
    return SimpleNamespace(**{k: v for k, v in locals().items() if k != "monkeypatch"})


def suspended(town, day=TODAY, intervention=None):
    return suspend(town.first, intervention, day, "Fara.", by=town.chair, today=TODAY)


def lifted(town, interim, day=TODAY, today=TODAY):
    return lift(interim, day, "Utrett.", by=town.chair, today=today)


def chosen(town) -> Choice | None:
    return Decision.objects.get(pk=town.decision.pk).choice


def test_the_chair_reads_how_many_are_touched_before_it_is_done(town):
    promised = builders.a_decision(builders.a_case(town.unit), town.intervention, period=DAYS)
    builders.a_choice(promised, town.first)
    elsewhere = builders.a_case(town.unit)
    builders.an_assignment(elsewhere, provider=town.second, intervention=town.intervention, period=DAYS)
    other = builders.an_intervention(town.principal, "sfi")
    builders.an_assignment(town.case, provider=town.first, intervention=other, period=DAYS)
    told = "Just nu har anordnaren 3 uppdrag som pågår eller är på väg, för 2 deltagare."
    assert how_many_are_touched(town.first, None, TODAY) == told
    assert (
        how_many_are_touched(town.first, other, TODAY)
        == f"Just nu har anordnaren 1 uppdrag i {other.name} som pågår eller är på väg, för 1 deltagare."
    )
    suspended(town, intervention=town.intervention)
    assert (
        how_many_are_touched(town.first, town.intervention, TODAY)
        == f"Just nu har anordnaren inget uppdrag i {town.intervention.name}."
    )


@pytest.mark.parametrize("day", [TODAY, LATER])
def test_what_nobody_has_felt_is_as_if_it_had_never_been(town, day):
    interim = suspended(town, day)
    town.assignment.refresh_from_db()
    assert town.assignment.period.end == day
    assert town.choice.leaving.decision == interim
    assert effects.waiting_for(interim) == 1
    lifted(town, interim, day)
    town.assignment.refresh_from_db()
    again = chosen(town)
    assert (again.made, again.replaces, again.provider) == ("given_back", town.choice, town.first)
    assert (town.assignment.period, town.assignment.choice) == (DAYS, again)
    assert not Decision.objects.awaiting_choice(TODAY).exists()
    assert effects.waiting_for(interim) == 0


@pytest.mark.usefixtures("no_second_factor", "the_day_of_the_builders")
@pytest.mark.parametrize(
    ("day", "told"), [(TODAY, "1 person har sitt uppdrag kvar"), (TODAY + ONE_DAY, "upphävd")]
)
def test_the_chair_is_told_which_of_the_two_it_is(client, town, day, told):
    interim = suspended(town)
    client.force_login(builders.a_seat(Role.CHAIR, town.principal).user)
    address = reverse("lift_revocation", args=[interim.pk])
    asked = client.get(address).content.decode()
    assert "1 person får tillbaka sitt uppdrag" in asked and "blir det ett uppehåll" in asked
    done = client.post(address, {"holds_from": day.isoformat(), "reasons": "Utrett."}, follow=True)
    assert told in done.content.decode()
    assert (chosen(town) is not None) == (day == TODAY)


def test_once_it_has_been_felt_the_page_says_that_nobody_comes_back(town):
    interim = suspended(town)
    text = what_a_lift_does(interim, effects.waiting_for(interim), TODAY + ONE_DAY)
    assert "avslutade uppdrag börjar inte om. 1 person har inte valt" in text


def test_after_a_gap_nobody_is_moved_back(town):
    interim = suspended(town)
    lifted(town, interim, TODAY + ONE_DAY)
    town.assignment.refresh_from_db()
    assert town.assignment.period.last_day == TODAY - ONE_DAY
    assert chosen(town) is None


def test_who_has_chosen_another_meanwhile_stays_there(town):
    interim = suspended(town, LATER)
    new = choose_provider(
        Decision.objects.get(pk=town.decision.pk),
        town.second,
        Choice.Made.TOGETHER,
        by=town.seat.actor,
        today=TODAY,
    )
    lifted(town, interim, LATER)
    town.assignment.refresh_from_db()
    assert chosen(town) == new
    assert town.assignment.period.end == LATER


def test_who_waited_for_the_assignment_waits_for_it_again(town):
    town.assignment.delete()
    lifted(town, suspended(town))
    assert chosen(town).made == Choice.Made.GIVEN_BACK
    assert Choice.objects.awaiting_assignment(TODAY).get() == chosen(town)


def test_one_who_was_leaving_by_an_own_wish_leaves_on_the_day_that_was_agreed(town):
    change = ask_to_change(town.choice, Wish("distance", ""), by=town.seat.actor, today=TODAY)
    answer_change(change, granted=True, last_day=LATER, by=town.seat.actor, today=TODAY)
    lifted(town, suspended(town))
    town.assignment.refresh_from_db()
    assert town.assignment.period.last_day == LATER
    assert chosen(town) is None


def test_a_wish_to_change_that_waited_for_its_answer_waits_again(town):
    asked = ask_to_change(town.choice, Wish("language", "Ingen talar dari."), by=town.seat.actor, today=TODAY)
    for _ in range(2):
        lifted(town, suspended(town))
    wish = ProviderChange.objects.unanswered().get()
    assert wish.choice == chosen(town)
    assert (wish.ground, wish.reason, wish.asked_on) == (asked.ground, asked.reason, asked.asked_on)
    answer_change(wish, granted=True, last_day=LATER, by=town.seat.actor, today=TODAY)
    lifted(town, suspended(town))
    assert chosen(town) is None and not ProviderChange.objects.unanswered().exists()


def test_of_two_suspensions_each_gives_back_its_own(town):
    part = suspended(town, LATER, town.intervention)
    whole = suspended(town)
    lifted(town, whole)
    town.assignment.refresh_from_db()
    assert town.assignment.period.end == LATER
    assert chosen(town) is None
    lifted(town, part, LATER)
    town.assignment.refresh_from_db()
    assert town.assignment.period == DAYS
    assert chosen(town).made == Choice.Made.GIVEN_BACK


@pytest.mark.parametrize("is_leaving", [False, True])
def test_what_was_revoked_for_good_meanwhile_gives_nobody_back(town, is_leaving):
    if is_leaving:
        change = ask_to_change(town.choice, Wish("distance", ""), by=town.seat.actor, today=TODAY)
        answer_change(change, granted=True, last_day=LATER, by=town.seat.actor, today=TODAY)
    interim = suspended(town)
    proposal = propose_revocation(town.first, town.intervention, "Brister.", {}, by=town.officer, today=TODAY)
    revoke(proposal, TODAY, "Brister.", by=town.chair, today=TODAY)
    lifted(town, interim)
    town.assignment.refresh_from_db()
    assert chosen(town) is None and town.assignment.period.end == TODAY


@pytest.mark.parametrize("meanwhile", ["closed", "full", "ended"])
def test_nothing_is_given_back_into_what_has_changed_meanwhile(town, meanwhile):
    interim = suspended(town, LATER)
    if meanwhile == "closed":
        Case.objects.filter(pk=town.case.pk).update(closed_on=TODAY, closure_reason=ClosureReason.MOVED)
    elif meanwhile == "full":
        type(town.first).objects.filter(pk=town.first.pk).update(places=0)
    else:
        Assignment.objects.filter(pk=town.assignment.pk).update(period=Period(DAYS.start, TODAY))
    lifted(town, interim, LATER)
    town.assignment.refresh_from_db()
    assert town.assignment.period != DAYS
    assert chosen(town) is None


def test_the_days_are_taken_and_given_back_any_number_of_times(town):
    for _ in range(2):
        lifted(town, suspended(town))
    town.assignment.refresh_from_db()
    assert town.assignment.period == DAYS
    assert CutShort.objects.count() == 2
    assert Choice.objects.filter(made=Choice.Made.GIVEN_BACK).count() == 2


def test_the_case_tells_that_nobody_wished_to_leave_and_who_is_back(town):
    lifted(town, suspended(town))
    told = {entry.title for source in (tell_changes, tell_choices) for entry in source(Case.objects.get())}
    assert "Nord AB kan inte vara anordnare längre" in told
    assert any("Nord AB är åter anordnare för" in title for title in told)
    assert "igen. Du behöver inte välja" in choice_in_words(chosen(town))


def test_a_part_that_is_to_be_lost_is_back_until_that_day_but_nobody_is_moved_back_for_so_short(town):
    interim = suspended(town)
    proposal = propose_revocation(town.first, town.intervention, "Brister.", {}, by=town.officer, today=TODAY)
    revoke(proposal, LATER, "Brister.", by=town.chair, today=TODAY)
    assert current_state(town.first, town.intervention, TODAY) is State.SUSPENDED
    lifted(town, interim)
    assert current_state(town.first, town.intervention, TODAY) is State.ENDING
    rights = town.first.authorisations.filter(intervention=town.intervention, period__contains=TODAY)
    assert rights.get().period == Period(TODAY, LATER)
    assert current_state(town.first, town.intervention, LATER) is State.REVOKED
    town.assignment.refresh_from_db()
    assert chosen(town) is None and town.assignment.period.end == TODAY


def test_a_gap_before_a_provider_already_chosen_awaits_the_caseworker(town):
    change = ask_to_change(town.choice, Wish("distance", ""), by=town.seat.actor, today=TODAY)
    answer_change(change, granted=True, last_day=LATER, by=town.seat.actor, today=TODAY)
    decision = Decision.objects.get(pk=town.decision.pk)
    told = {"by": town.seat.actor, "today": TODAY}
    new = choose_provider(decision, town.second, Choice.Made.TOGETHER, **told)
    coming = builders.an_assignment(
        town.case,
        provider=town.second,
        decision=decision,
        choice=new,
        period=Period(LATER + ONE_DAY, DAYS.end),
    )
    assert not gaps_to_close(town.seat.actor, TODAY).exists()
    interim = suspended(town)
    (found,) = gaps_to_close(town.seat.actor, TODAY)
    assert found == coming
    line = gap_line(found, TODAY)
    assert (line.since, line.due) == (TODAY, LATER + ONE_DAY)
    assert f"{TODAY}–{LATER}, mellan Nord AB och Syd AB" in line.note
    assert not gaps_to_close(builders.a_seat(Role.CASEWORKER, town.principal).actor, TODAY).exists()
    lifted(town, interim)
    assert not gaps_to_close(town.seat.actor, TODAY).exists()


def test_a_gap_is_seen_also_when_the_next_was_given_back_and_the_former_had_not_begun(town):
    begins, leaves = TODAY + timedelta(days=10), LATER
    Assignment.objects.filter(pk=town.assignment.pk).update(period=Period(begins, DAYS.end))
    change = ask_to_change(town.choice, Wish("distance", ""), by=town.seat.actor, today=TODAY)
    answer_change(change, granted=True, last_day=leaves, by=town.seat.actor, today=TODAY)
    decision = Decision.objects.get(pk=town.decision.pk)
    new = choose_provider(decision, town.second, Choice.Made.TOGETHER, by=town.seat.actor, today=TODAY)
    coming = Period(leaves + ONE_DAY, DAYS.end)
    told = {"provider": town.second, "decision": decision, "choice": new, "period": coming}
    plan_of(town, builders.an_assignment(town.case, **told), coming.start)
    next_lost = suspend(town.second, None, TODAY, "Fara.", by=town.chair, today=TODAY)
    lifted(town, next_lost)
    interim = suspended(town)
    (found,) = gaps_to_close(town.seat.actor, TODAY)
    assert (found.period, found.choice.made) == (coming, Choice.Made.GIVEN_BACK)
    assert f"{begins}–{leaves}, mellan Nord AB och Syd AB" in gap_line(found, TODAY).note
    lifted(town, interim)
    assert not gaps_to_close(town.seat.actor, TODAY).exists()
    assert town.first.assignments.get().period == Period(begins, leaves + ONE_DAY)


def plan_of(town, assignment: Assignment, start: date) -> Plan:
    told = {"starts_on": start, "how": "Möten.", "made_by": town.seat.user}
    return Plan.objects.create(principal=town.principal, assignment=assignment, **told)


START = LATER + timedelta(days=5)


@pytest.mark.parametrize("leaves_on", [None, START, START + ONE_DAY])
def test_one_that_was_planned_and_called_off_before_it_began_is_neither_paid_nor_reported(town, leaves_on):
    start = START
    Assignment.objects.filter(pk=town.assignment.pk).update(period=Period(start, DAYS.end))
    plan_of(town, town.assignment, start)
    builders.a_tariff(town.intervention, run_in_days=0)
    year, ended = Period(TODAY, TODAY + timedelta(days=365)), start + timedelta(days=40)
    assert len(assignments_in(town.principal.pk, year)) == 1
    if leaves_on:
        change = ask_to_change(town.choice, Wish("distance", ""), by=town.seat.actor, today=TODAY)
        answer_change(change, granted=True, last_day=leaves_on, by=town.seat.actor, today=TODAY)
    interim = suspended(town)
    town.assignment.refresh_from_db()
    assert (town.assignment.period, town.assignment.is_called_off) == (Period(start, start + ONE_DAY), True)
    assert was_called_off_by_the_old_rule(town.assignment)
    assert assignments_in(town.principal.pk, year) == []
    assert not Assignment.objects.awaiting_report(ended).exists()
    assert not Assignment.objects.awaiting_final_report(ended).exists()
    assert not Assignment.objects.awaiting_meeting(TODAY).exists()
    Person.objects.update(protection=Person.Protection.PROTECTED)
    assert not Assignment.objects.awaiting_named_staff(TODAY).exists()
    assert last_days(town.principal.pk) == {}
    assert list(nothing_runs_on(town.case, TODAY)) == []
    assert not any(matter.count for matter in open_matters(Case.objects.get(), ended))
    Voucher.objects.create(
        principal=town.principal, case=town.case, decision=town.decision, decided_on=start, amount=500_000
    )
    assert paid_once(town.principal.pk, year) == []
    lifted(town, interim)
    assert Assignment.objects.awaiting_named_staff(TODAY).exists()
    assert len(assignments_in(town.principal.pk, year)) == 1
    assert [once.provider_id for once in paid_once(town.principal.pk, year)] == [town.first.pk]
    town.assignment.refresh_from_db()
    assert town.assignment.period.last_day == (leaves_on or DAYS.last_day)


def was_called_off_by_the_old_rule(assignment: Assignment) -> bool:
    """What the migration makes of rows from before it was stored."""
    Assignment.objects.filter(pk=assignment.pk).update(is_called_off=False)
    with connection.cursor() as cursor:
        cursor.execute(import_module("stegvis.assignments.migrations.0007_called_off").WAS_CALLED_OFF)
    return Assignment.objects.get(pk=assignment.pk).is_called_off


@pytest.mark.usefixtures("no_second_factor", "the_day_of_the_builders")
def test_what_was_called_off_goes_no_further_and_leaves_its_days_to_the_next_provider(client, town):
    Assignment.objects.filter(pk=town.assignment.pk).update(period=Period(START, DAYS.end))
    plan_of(town, town.assignment, START)
    suspended(town)
    town.assignment.refresh_from_db()
    at_provider = builders.a_seat(Role.PROVIDER_STAFF, town.principal, provider=town.first).actor
    for asked in (
        can_plan(town.assignment, at_provider, START),
        can_report(town.assignment, at_provider, START + timedelta(days=40)),
        can_report_finally(town.assignment, at_provider, START),
        can_record_meeting(town.assignment, town.seat.actor, START),
        can_end(town.assignment, town.seat.actor, TODAY),
    ):
        assert [each.message for each in asked.problems] == ["Uppdraget ställdes in innan det började."]
    client.force_login(town.seat.user)
    shown = client.get(town.assignment.get_absolute_url()).content.decode()
    assert "Inställt" in shown and "Ska skickas" not in shown and "Försenad" not in shown
    started = "Du började hos Nord AB"
    assert not any(entry.title == started for entry in told_to_the_person(Case.objects.get(), DAYS.end))
    assert Provider.objects.with_taken_places(START).get(pk=town.first.pk).taken_places == 0
    assert touched(Loss(town.first, None, START, TODAY)) == Extent()
    again = Decision.objects.get(pk=town.decision.pk)
    choice = choose_provider(again, town.second, Choice.Made.TOGETHER, by=town.seat.actor, today=TODAY)
    assert facts_of_giving(choice, START).overlapping is None
    new = {"provider": town.second, "decision": town.decision, "choice": choice}
    builders.an_assignment(town.case, **new, period=Period(START, DAYS.end))


def test_one_given_back_and_left_on_its_first_day_was_carried_out_on_that_day(town):
    start = LATER + timedelta(days=5)
    Assignment.objects.filter(pk=town.assignment.pk).update(period=Period(start, DAYS.end))
    plan_of(town, town.assignment, start)
    lifted(town, suspended(town))
    change = ask_to_change(chosen(town), Wish("distance", ""), by=town.seat.actor, today=start)
    answer_change(change, granted=True, last_day=start, by=town.seat.actor, today=start)
    town.assignment.refresh_from_db()
    assert town.assignment.period == Period(start, start + ONE_DAY)
    assert Assignment.objects.carried_out().get() == town.assignment


def test_nothing_is_given_back_in_a_case_closed_meanwhile_to_who_was_leaving_either(town):
    change = ask_to_change(town.choice, Wish("distance", ""), by=town.seat.actor, today=TODAY)
    answer_change(change, granted=True, last_day=LATER, by=town.seat.actor, today=TODAY)
    interim = suspended(town)
    Case.objects.filter(pk=town.case.pk).update(closed_on=TODAY, closure_reason=ClosureReason.MOVED)
    lifted(town, interim)
    town.assignment.refresh_from_db()
    assert town.assignment.period.end == TODAY


def test_cases_are_locked_in_order_whatever_is_taken_or_given_back_in_them(town):
    change = ask_to_change(town.choice, Wish("distance", ""), by=town.seat.actor, today=TODAY)
    answer_change(change, granted=True, last_day=LATER, by=town.seat.actor, today=TODAY)
    promised = builders.a_decision(builders.a_case(town.unit), town.intervention, period=DAYS)
    builders.a_choice(promised, town.first)
    builders.an_assignment(
        builders.a_case(town.unit), provider=town.first, intervention=town.intervention, period=DAYS
    )
    every_case = sorted(Case.objects.values_list("pk", flat=True))
    with CaptureQueriesContext(connection) as asked:
        interim = suspended(town)
    assert locked_cases(asked) == every_case
    with CaptureQueriesContext(connection) as asked:
        lifted(town, interim)
    assert locked_cases(asked) == every_case


def locked_cases(asked) -> list[int]:
    """In the order in which they were first held."""
    found = []
    for query in asked.captured_queries:
        lock = re.search(r'WHERE "casework_case"."id" = (\d+) .*FOR UPDATE', query["sql"])
        found += [int(lock[1])] if lock else []
    return list(dict.fromkeys(found))
