"""Leaving a provider for another."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from stegvis.assignments.leaving import let_them_choose_anew
from stegvis.assignments.models import Assignment, Plan
from stegvis.casework.actions import choose_provider
from stegvis.casework.actions.change_provider import answer_change, ask_to_change, change_facts, changes_in
from stegvis.casework.models import (
    Case,
    Choice,
    ChoiceTerms,
    ClosureReason,
    Decision,
    ProviderChange,
)
from stegvis.casework.offers import first_day
from stegvis.casework.rules.changing_provider import (
    ChangeFacts,
    Stay,
    Wish,
    can_ask,
    may_leave,
)
from stegvis.core.actor import Role
from stegvis.core.answers import Forbidden, Refused
from stegvis.core.period import Period
from stegvis.providers.effects import Loss
from tests import builders
from tests.builders import TODAY

DAY = timedelta(days=1)
WISH = Wish("distance", "Jag har flyttat.")


# --- the rules ------------------------------------------------------------------------------------


def facts(**known) -> ChangeFacts:
    told = {
        "is_left": False,
        "days": Period(TODAY - 30 * DAY, TODAY + 30 * DAY),
        "case_is_open": True,
        "is_asked_for": False,
        "changes_before": 0,
        "most_changes": 2,
    }
    return ChangeFacts(**(told | known))


@pytest.mark.parametrize(
    ("known", "why"),
    [
        ({"is_left": True}, "redan lämnad"),
        ({"days": None}, "Insatsen är slut"),
        ({"days": Period(TODAY - 30 * DAY, TODAY)}, "Insatsen är slut"),
        ({"case_is_open": False}, "Ärendet är avslutat"),
        ({"is_asked_for": True}, "väntar redan"),
        ({"changes_before": 2}, "redan bytt 2 gånger"),
    ],
)
def test_a_change_is_asked_for_only_while_there_is_something_to_change(known, why):
    assert can_ask(facts(), today=TODAY)
    assert why in str(can_ask(facts(**known), today=TODAY).problems)


def test_without_a_limit_one_may_change_any_number_of_times():
    assert can_ask(facts(changes_before=99, most_changes=None), today=TODAY)


@given(
    start=st.integers(-60, 60),
    length=st.integers(1, 90),
    last=st.integers(-60, 60),
    reported=st.integers(-60, 60),
)
def test_what_is_reported_always_remains_inside_the_days_that_are_left(start, length, last, reported):
    days = Period(TODAY + start * DAY, TODAY + (start + length) * DAY)
    latest = TODAY + reported * DAY if start <= reported <= 0 else None
    last_day = TODAY + last * DAY
    may = may_leave(Stay(days, latest), last_day, today=TODAY)
    if may and days.start <= TODAY:
        assert last_day >= TODAY - DAY, "Days that have passed are the provider's."
    if may and last_day >= days.start:
        left = Period.inclusive(days.start, last_day)
        assert left.end is not None and left.end <= days.end
        assert latest is None or left.contains(latest)


@pytest.mark.parametrize(("last_day", "ok"), [(date(2027, 3, 16), True), (date(2027, 3, 17), False)])
def test_an_open_ended_stay_is_not_left_further_ahead_than_a_year(last_day, ok):
    stay = Stay(Period(TODAY - 30 * DAY), None)
    assert may_leave(stay, last_day, today=TODAY).ok is ok


# --- in the database --------------------------------------------------------------------------------


@pytest.fixture
def town():
    principal = builders.a_principal()
    unit = builders.a_unit(principal)
    seat = builders.a_seat(Role.CASEWORKER, principal, unit=unit)
    case = builders.a_case(unit, caseworker=seat.user)
    intervention = builders.an_intervention(principal)
    decision = builders.a_decision(case, intervention, period=Period(date(2026, 2, 2), date(2026, 8, 1)))
    first, second = builders.a_provider(principal, "Nord AB"), builders.a_provider(principal, "Syd AB")
    choice = builders.a_choice(decision, first)
    assignment = builders.an_assignment(
        case, provider=first, decision=decision, choice=choice, period=decision.period
    )
    resident = builders.a_seat(Role.RESIDENT, principal, person=case.person)
    return type("Town", (), locals())


def left(town, last_day: date = TODAY):
    change = ask_to_change(town.choice, WISH, by=town.seat.actor, today=TODAY)
    answer_change(change, granted=True, last_day=last_day, by=town.seat.actor, today=TODAY)
    return change


def planned(town, starts_on: date) -> Plan:
    return Plan.objects.create(
        principal=town.principal,
        assignment=town.assignment,
        starts_on=starts_on,
        how="Praktik i kök.",
        made_by=town.seat.user,
    )


def anew(decision: Decision) -> Decision:
    return Decision.objects.get(pk=decision.pk)


@pytest.mark.django_db
class TestChanging:
    def test_the_person_leaves_one_provider_and_chooses_another_for_the_days_left(self, town):
        left(town)
        town.assignment.refresh_from_db()
        assert town.assignment.period.last_day == TODAY
        assert anew(town.decision).choice is None
        assert list(Decision.objects.awaiting_choice(TODAY)) == [town.decision]
        new = choose_provider(
            anew(town.decision), town.second, Choice.Made.TOGETHER, by=town.seat.actor, today=TODAY
        )
        assert new.replaces == town.choice
        assert anew(town.decision).choice == new
        assert not Decision.objects.awaiting_choice(TODAY).exists()

    def test_a_second_change_of_one_that_is_left_is_refused(self, town):
        change = left(town)
        with pytest.raises(Refused, match="redan svarat"):
            answer_change(change, granted=False, reason="Nej", by=town.seat.actor, today=TODAY)
        with pytest.raises(Refused, match="redan lämnad"):
            ask_to_change(town.choice, WISH, by=town.seat.actor, today=TODAY)

    def test_nothing_is_left_when_the_day_is_impossible(self, town):
        builders.a_report(town.assignment, date(2026, 3, 1))
        change = ask_to_change(town.choice, WISH, by=town.seat.actor, today=TODAY)
        with pytest.raises(Refused, match="Ange gårdagen|rapport"):
            answer_change(change, granted=True, last_day=date(2026, 2, 20), by=town.seat.actor, today=TODAY)
        assert anew(town.decision).choice == town.choice
        assert change in ProviderChange.objects.unanswered()

    def test_what_has_begun_is_not_called_off_by_a_day_before_it_began(self, town):
        begun = Period(TODAY - 10 * DAY, date(2026, 8, 1))
        Assignment.objects.filter(pk=town.assignment.pk).update(period=begun)
        change = ask_to_change(town.choice, WISH, by=town.seat.actor, today=TODAY)
        with pytest.raises(Refused, match="Dagar som har gått räknas till anordnaren"):
            answer_change(change, granted=True, last_day=TODAY - 20 * DAY, by=town.seat.actor, today=TODAY)
        town.assignment.refresh_from_db()
        assert town.assignment.period == begun

    def test_a_refusal_says_why_and_all_stays_as_it_was(self, town):
        change = ask_to_change(town.choice, WISH, by=town.resident.actor, today=TODAY)
        with pytest.raises(Refused, match="Skriv varför"):
            answer_change(change, granted=False, by=town.seat.actor, today=TODAY)
        answer_change(change, granted=False, reason="Det är nära.", by=town.seat.actor, today=TODAY)
        assert anew(town.decision).choice == town.choice
        ask_to_change(town.choice, WISH, by=town.resident.actor, today=TODAY)

    def test_an_assignment_that_has_not_begun_is_taken_back(self, town):
        Assignment.objects.filter(pk=town.assignment.pk).update(
            period=Period(TODAY + 10 * DAY, date(2026, 8, 1))
        )
        left(town)
        assert not Assignment.objects.exists()

    def test_a_plan_of_what_has_not_begun_is_kept_and_its_first_day_with_it(self, town):
        begins = TODAY + 10 * DAY
        Assignment.objects.filter(pk=town.assignment.pk).update(period=Period(begins, date(2026, 8, 1)))
        planned(town, begins)
        left(town)
        town.assignment.refresh_from_db()
        assert town.assignment.period == Period.inclusive(begins, begins)
        assert first_day(anew(town.decision), TODAY) == begins + DAY

    def test_who_never_began_may_begin_at_the_next_at_once(self, town):
        town.assignment.delete()
        left(town, TODAY + 20 * DAY)
        assert first_day(anew(town.decision), TODAY) == TODAY

    def test_some_days_are_left_for_the_next_provider(self, town):
        change = ask_to_change(town.choice, WISH, by=town.seat.actor, today=TODAY)
        last_day = town.decision.period.last_day
        with pytest.raises(Refused, match="dagar kvar"):
            answer_change(change, granted=True, last_day=last_day, by=town.seat.actor, today=TODAY)

    def test_in_a_closed_case_a_wish_is_refused_and_not_granted(self, town):
        change = ask_to_change(town.choice, WISH, by=town.seat.actor, today=TODAY)
        town.assignment.delete()
        Case.objects.filter(pk=town.case.pk).update(closed_on=TODAY, closure_reason=ClosureReason.MOVED)
        with pytest.raises(Refused, match="Ärendet är avslutat"):
            answer_change(change, granted=True, last_day=TODAY, by=town.seat.actor, today=TODAY)
        answer_change(change, granted=False, reason="Flyttat.", by=town.seat.actor, today=TODAY)

    def test_the_principal_says_how_often_one_may_change(self, town):
        ChoiceTerms.objects.create(principal=town.principal, period=builders.ALWAYS, max_changes=1)
        left(town)
        new = choose_provider(
            anew(town.decision), town.second, Choice.Made.TOGETHER, by=town.seat.actor, today=TODAY
        )
        with pytest.raises(Refused, match="redan bytt 1 gånger"):
            ask_to_change(new, WISH, by=town.seat.actor, today=TODAY)

    def test_the_resident_asks_and_others_neither_ask_nor_answer(self, town):
        stranger = builders.a_seat(Role.CASEWORKER, town.principal)
        other = builders.a_seat(Role.RESIDENT, town.principal, person=builders.a_case(town.unit).person)
        staff = builders.a_seat(Role.PROVIDER_STAFF, town.principal, provider=town.first)
        for seat in (stranger, other, staff):
            with pytest.raises(Forbidden):
                ask_to_change(town.choice, WISH, by=seat.actor, today=TODAY)
        change = ask_to_change(town.choice, WISH, by=town.resident.actor, today=TODAY)
        for seat in (stranger, other, staff, town.resident):
            with pytest.raises(Forbidden):
                answer_change(change, granted=True, last_day=TODAY, by=seat.actor, today=TODAY)


@pytest.mark.django_db
class TestWhenTheProviderLosesItsRight:
    def test_each_person_chooses_anew_and_the_money_stops_by_the_day(self, town):
        chair = builders.a_seat(Role.CHAIR, town.principal)
        waiting = builders.a_choice(builders.a_decision(builders.a_case(town.unit)), town.first)
        taken_over = builders.an_assignment(builders.a_case(town.unit), provider=town.first)
        elsewhere = builders.an_assignment(builders.a_case(town.unit), provider=town.second)
        let_them_choose_anew(Loss(town.first, None, TODAY + DAY, TODAY, by=chair.actor))
        for assignment in (town.assignment, taken_over):
            assignment.refresh_from_db()
            assert assignment.period.last_day == TODAY
            assert anew(assignment.decision).choice is None
        assert set(Decision.objects.awaiting_choice(TODAY)) == {
            town.decision,
            waiting.decision,
            taken_over.decision,
        }
        elsewhere.refresh_from_db()
        assert elsewhere.period.end is None or elsewhere.period.end > TODAY + DAY
        let_them_choose_anew(Loss(town.first, None, TODAY + DAY, TODAY, by=chair.actor))
        assert ProviderChange.objects.count() == 3

    def test_who_has_left_from_a_later_day_stays_no_longer_than_the_right_lasts(self, town):
        left(town, TODAY + 20 * DAY)
        chair = builders.a_seat(Role.CHAIR, town.principal)
        let_them_choose_anew(Loss(town.first, None, TODAY + DAY, TODAY, by=chair.actor))
        town.assignment.refresh_from_db()
        assert town.assignment.period.last_day == TODAY
        assert first_day(anew(town.decision), TODAY) == TODAY + DAY

    def test_who_waits_for_an_answer_has_it(self, town):
        asked = ask_to_change(town.choice, WISH, by=town.resident.actor, today=TODAY)
        chair = builders.a_seat(Role.CHAIR, town.principal)
        let_them_choose_anew(Loss(town.first, None, TODAY + DAY, TODAY, by=chair.actor))
        assert asked.answer.granted and "inte längre auktoriserad" in asked.answer.reason
        assert not ProviderChange.objects.unanswered().exists()
        assert change_facts(town.choice, changes_in(town.case), 1).changes_before == 0

    def test_of_two_decisions_the_earlier_day_holds(self, town):
        chair = builders.a_seat(Role.CHAIR, town.principal)
        for days in (30, 1, 10):
            let_them_choose_anew(Loss(town.first, None, TODAY + days * DAY, TODAY, by=chair.actor))
        town.assignment.refresh_from_db()
        assert town.assignment.period.last_day == TODAY
        assert ProviderChange.objects.count() == 1

    @pytest.mark.parametrize("written", ["planned", "reported"])
    def test_what_has_been_written_of_the_assignment_stops_no_revocation(self, town, written):
        begins = date(2026, 3, 1)
        Assignment.objects.filter(pk=town.assignment.pk).update(period=Period(begins, date(2026, 8, 1)))
        planned(town, begins) if written == "planned" else builders.a_report(town.assignment, begins)
        chair = builders.a_seat(Role.CHAIR, town.principal)
        let_them_choose_anew(Loss(town.first, None, begins, begins, by=chair.actor))
        town.assignment.refresh_from_db()
        assert town.assignment.period == Period.inclusive(begins, begins)

    def test_another_intervention_at_the_provider_goes_on(self, town):
        chair = builders.a_seat(Role.CHAIR, town.principal)
        other = builders.an_intervention(town.principal, "annan")
        let_them_choose_anew(Loss(town.first, other, TODAY + DAY, TODAY, by=chair.actor))
        assert anew(town.decision).choice == town.choice


@pytest.mark.django_db
@pytest.mark.usefixtures("no_second_factor", "the_day_of_the_builders")
class TestPages:
    def test_the_caseworker_notes_the_wish_and_grants_it(self, client, town):
        client.force_login(town.seat.user)
        shown = client.get(town.case.get_absolute_url()).content.decode()
        assert reverse("wish_for_change", args=[town.choice.pk]) in shown
        page = reverse("wish_for_change", args=[town.choice.pk])
        refused = client.post(page, {"ground": "other", "reason": ""})
        assert "Skriv varför" in refused.content.decode()
        answering = client.post(page, {"ground": "health", "reason": "Ont i ryggen."}, follow=True)
        assert "Ont i ryggen." in answering.content.decode()
        change = ProviderChange.objects.get()
        address = reverse("answer_change", args=[change.pk])
        assert address in client.get("/").content.decode()
        kept = client.post(address, {"answer": "nej", "reason": "", "last_day": ""}).content.decode()
        assert "Skriv varför önskan inte beviljas" in kept
        client.post(address, {"answer": "ja", "last_day": TODAY.isoformat(), "reason": ""})
        assert anew(town.decision).choice is None
        told = client.get(town.case.get_absolute_url()).content.decode()
        assert "Byte från Nord AB beviljat" in told
        again = client.get(address).content.decode()
        assert "redan besvarad" in again

    def test_the_resident_asks_on_own_pages(self, client, town):
        client.force_login(town.resident.user)
        address = reverse("my_change", args=[town.choice.pk])
        assert address in client.get("/mina-sidor/").content.decode()
        kept = client.post(address, {"reason": "Det är för långt dit."}).content.decode()
        assert "Det är för långt dit." in kept and not ProviderChange.objects.exists()
        done = client.post(address, {"ground": "distance", "reason": "Det är för långt dit."}, follow=True)
        assert "Du har bett om att få byta" in done.content.decode()
        assert ProviderChange.objects.get().asked_by == town.resident.user

    def test_a_stranger_finds_neither_page(self, client, town):
        change = ask_to_change(town.choice, WISH, by=town.resident.actor, today=TODAY)
        stranger = builders.a_seat(Role.CASEWORKER, town.principal)
        client.force_login(stranger.user)
        assert client.get(reverse("wish_for_change", args=[town.choice.pk])).status_code == 404
        assert client.get(reverse("answer_change", args=[change.pk])).status_code == 404
