"""The rules of control: the calendar, what is to be mended, a year without customers, the life of a right."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stegvis.core.period import Period, add_months
from stegvis.providers import idle
from stegvis.providers.idle import IdleFacts, all_paused, may_propose, window
from stegvis.providers.rules import controlling, deficiencies, lifecycle
from stegvis.providers.rules.controlling import Interval, RightToControl, due_days
from stegvis.providers.rules.deficiencies import DeficiencyFacts, Stage
from stegvis.providers.rules.lifecycle import TRANSITIONS, Decided, RightFacts, State, Verb
from tests.builders import TODAY

days = st.dates(date(2019, 1, 1), date(2027, 12, 31))
YEARS_AGO = Period(date(2020, 1, 1))


def period(start: date, length: int) -> Period:
    return Period(start, start + timedelta(days=length))


# --- the calendar ------------------------------------------------------------------------------------


def test_a_condition_is_controlled_so_many_months_after_the_right_was_given_and_then_after_each_control():
    right, interval = RightToControl(1, 5, date(2025, 1, 31)), Interval(7, None, 6)
    assert due_days([right], [interval], {}) == {(1, 7): date(2025, 7, 31)}
    assert due_days([right], [interval], {(1, 7): date(2025, 8, 4)}) == {(1, 7): date(2026, 2, 4)}


def test_a_condition_of_one_intervention_concerns_those_who_may_carry_it_out():
    of_five = Interval(7, 5, 12)
    rights = [RightToControl(1, 5, TODAY), RightToControl(2, 6, TODAY), RightToControl(3, None, TODAY)]
    assert {provider for provider, _ in due_days(rights, [of_five], {})} == {1, 3}


@given(
    rights=st.lists(st.builds(RightToControl, st.integers(1, 3), st.none() | st.integers(1, 3), days)),
    intervals=st.lists(
        st.builds(Interval, st.integers(1, 3), st.none() | st.integers(1, 3), st.integers(1, 36)),
        unique_by=lambda each: each.condition_id,
    ),
    done=st.dictionaries(st.tuples(st.integers(1, 3), st.integers(1, 3)), days),
)
def test_each_condition_of_each_provider_has_one_day_and_it_lies_after_the_last_control(
    rights, intervals, done
):
    due = due_days(rights, intervals, done)
    assert due == due_days(list(reversed(rights)), list(reversed(intervals)), done)
    for (provider, condition), day in due.items():
        interval = next(each for each in intervals if each.condition_id == condition)
        mine = [each.since for each in rights if each.provider_id == provider and interval.concerns(each)]
        assert mine
        assert day > max(min(mine), done.get((provider, condition), date.min))


@given(due=days, planned=st.none() | days, today=days)
def test_nothing_is_late_when_it_comes_into_the_calendar_and_what_is_planned_is_planned_once(
    due, planned, today
):
    day = controlling.day_to_plan(due, planned, today=today)
    assert planned is not None or day >= today
    assert controlling.day_to_plan(due, day, today=today) == day


def test_what_is_not_fulfilled_is_told():
    assert controlling.may_control(is_done=False, fulfilled=True)
    assert not controlling.may_control(is_done=False, fulfilled=False, text="  ")
    assert not controlling.may_control(is_done=False, fulfilled=True, text="Försäkringen saknas.")
    assert not controlling.may_control(is_done=True, fulfilled=True)


# --- deficiencies ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("facts", "stage"),
    [
        (DeficiencyFacts(), Stage.FOUND),
        (DeficiencyFacts(due_on=TODAY), Stage.ORDERED),
        (DeficiencyFacts(due_on=TODAY - timedelta(days=1)), Stage.LATE),
        (DeficiencyFacts(due_on=TODAY, is_answered=True), Stage.ANSWERED),
        (DeficiencyFacts(due_on=TODAY, is_met=True), Stage.MENDED),
        (DeficiencyFacts(due_on=TODAY, is_met=False), Stage.NOT_MENDED),
        (DeficiencyFacts(is_dismissed=True), Stage.DISMISSED),
    ],
)
def test_a_deficiency_has_one_stage(facts, stage):
    assert deficiencies.stage_of(facts, TODAY) is stage


def test_a_remedy_is_asked_for_once_and_with_time_to_do_it():
    tomorrow = TODAY + timedelta(days=1)
    assert deficiencies.may_order(DeficiencyFacts(), tomorrow, today=TODAY)
    assert not deficiencies.may_order(DeficiencyFacts(), TODAY, today=TODAY)
    assert not deficiencies.may_order(DeficiencyFacts(due_on=tomorrow), tomorrow, today=TODAY)


def test_longer_time_is_given_until_the_time_is_up_or_it_is_judged_and_never_less():
    def may(days: int, due_on: date | None = TODAY, late: int = 0, is_met: bool | None = None) -> bool:
        facts = DeficiencyFacts(due_on=due_on, is_met=is_met)
        wanted, today = TODAY + timedelta(days=days), TODAY + timedelta(days=late)
        return deficiencies.may_prolong(facts, wanted, today=today).ok

    assert may(1) and may(1, late=-5)
    assert not may(10, late=1)
    assert not may(0, late=-1)
    assert not may(1, due_on=None) and not may(1, is_met=True)


def test_nobody_is_found_not_to_have_mended_before_the_time_is_up():
    waiting = DeficiencyFacts(due_on=TODAY)
    assert not deficiencies.may_close(waiting, is_met=False, today=TODAY)
    assert deficiencies.may_close(waiting, is_met=True, today=TODAY)
    assert deficiencies.may_close(waiting, is_met=False, today=TODAY + timedelta(days=1))
    answered = DeficiencyFacts(due_on=TODAY, is_answered=True)
    assert deficiencies.may_close(answered, is_met=False, today=TODAY)


facts_of_deficiencies = st.builds(
    DeficiencyFacts, st.booleans(), st.none() | days, st.booleans(), st.none() | st.booleans()
)


@given(facts=facts_of_deficiencies, today=days)
def test_what_is_closed_stays_closed(facts, today):
    if facts.is_closed:
        assert not deficiencies.may_order(facts, today + timedelta(days=1), today=today)
        assert not deficiencies.may_answer(facts)
        assert not deficiencies.may_close(facts, is_met=True, today=today)
        assert not deficiencies.may_dismiss(facts)


# --- twelve months without customers -------------------------------------------------------------------


def test_the_proposal_comes_on_the_very_day():
    last_customer = date(2025, 3, 15)
    facts = IdleFacts((YEARS_AGO,), no_customer_since=last_customer + timedelta(days=1))
    assert not may_propose(facts, date(2026, 3, 15))
    assert may_propose(facts, date(2026, 3, 16))


def test_who_has_been_authorised_for_less_than_a_year_is_left_alone():
    assert not may_propose(IdleFacts((Period(date(2025, 3, 17)),)), TODAY)
    assert may_propose(IdleFacts((Period(date(2025, 3, 16)),)), TODAY)
    assert not may_propose(IdleFacts((Period(date(2015, 1, 1), TODAY),)), TODAY)


def test_rights_that_follow_on_each_other_are_one_unbroken_time():
    two = (Period(date(2025, 1, 1), date(2025, 9, 1)), Period(date(2025, 9, 1)))
    broken = (Period(date(2025, 1, 1), date(2025, 8, 31)), Period(date(2025, 9, 1)))
    assert may_propose(IdleFacts(two), TODAY)
    assert not may_propose(IdleFacts(broken), TODAY)


def test_days_that_the_principal_had_paused_lengthen_the_window():
    pause = period(date(2025, 6, 1), 30)
    facts = IdleFacts((YEARS_AGO,), (pause,), no_customer_since=date(2025, 3, 1))
    assert window(facts, TODAY).period.start == date(2025, 2, 14)
    assert window(facts, TODAY).paused_days == 30
    assert not may_propose(facts, TODAY)
    assert may_propose(facts, TODAY + timedelta(days=15))


def test_what_a_human_has_answered_starts_a_new_year():
    assert not may_propose(IdleFacts((YEARS_AGO,), tried_on=date(2025, 12, 1)), TODAY)
    assert may_propose(IdleFacts((YEARS_AGO,), tried_on=date(2025, 3, 16)), TODAY)


pauses = st.lists(st.builds(period, days, st.integers(1, 300)), max_size=4).map(tuple)


@given(paused=pauses, today=days)
def test_a_year_of_unpaused_days_is_looked_at_however_the_pauses_lie(paused, today):
    seen = window(IdleFacts((), paused), today)
    assert seen.period.end == today
    assert seen.period.days - seen.paused_days == (today - add_months(today, -12)).days


@given(paused=pauses, since=st.none() | days, today=days, more=st.integers(0, 500))
def test_once_a_provider_is_idle_it_stays_so_until_a_customer_comes_or_the_intake_is_paused(
    paused, since, today, more
):
    facts = IdleFacts((Period(date(2010, 1, 1)),), paused, since)
    later = today + timedelta(days=more)
    if may_propose(facts, today) and not any(each.overlaps(Period(today)) for each in paused):
        # A leap day, or a pause that has come since, takes the window further back.
        before, after = window(facts, today).period, window(facts, later).period
        assert may_propose(facts, later) or after.start < before.start


def test_only_days_on_which_nothing_was_open_are_paused():
    january, half = Period.month(2026, 1), Period(date(2026, 1, 1), date(2026, 1, 16))
    assert all_paused([], [[january], [half]]) == [half]
    assert all_paused([january], [[], [half]]) == [january]
    assert all_paused([], [[january], []]) == []


def test_sources_are_asked_for_the_latest_day(monkeypatch):
    monkeypatch.setattr(idle, "_sources", [lambda _: {1: date(2025, 1, 1)}, lambda _: {1: TODAY, 2: TODAY}])
    assert idle.no_customer_since(1) == {1: TODAY, 2: TODAY}


# --- the life of a right ---------------------------------------------------------------------------------


def test_the_table_tells_every_pair_of_state_and_verb():
    legal = {(state, verb) for verb, sources in TRANSITIONS.items() for state in sources}
    for state in State:
        for verb in Verb:
            assert lifecycle.allows(state, verb) == ((state, verb) in legal)
            assert lifecycle.may(verb, state).ok == ((state, verb) in legal)


def test_nothing_is_revoked_for_good_without_a_proposal():
    assert lifecycle.may(Verb.REVOKE, State.PROPOSED)
    assert "föreslås av en annan" in str(lifecycle.may(Verb.REVOKE, State.HOLDS).problems)
    assert not lifecycle.allows(State.NONE, Verb.REVOKE)


def test_each_state_can_be_reached_and_a_given_right_can_be_lost():
    reached = {State.NONE} | {target for _, target, _ in lifecycle.arrows()}
    assert reached == set(State)
    for state in lifecycle.GIVEN:
        assert {State.SUSPENDED, State.ENDED} <= {
            to for source, to, _ in lifecycle.arrows() if source is state
        }


CUT = (Period(date(2025, 1, 1), TODAY),)
OPEN = (Period(date(2025, 1, 1)),)
LATER = TODAY + timedelta(days=30)


def taken(kind: str, day: date, until: date | None = None, key: int = 0) -> Decided:
    """A decision of today that takes the right from the day."""
    return Decided(kind, TODAY, day, (Period(day, until),), key)


def lifted(key: int) -> Decided:
    return Decided("lift", TODAY, TODAY, lifts=key)


@pytest.mark.parametrize(
    ("facts", "state"),
    [
        (RightFacts(()), State.NONE),
        (RightFacts(OPEN), State.HOLDS),
        (RightFacts((Period(date(2027, 1, 1)),)), State.HOLDS),
        (RightFacts(CUT), State.ENDED),
        (RightFacts(OPEN, (Decided("warn", TODAY, TODAY),)), State.WARNED),
        (RightFacts(OPEN, (Decided("warn", date(2024, 3, 16), TODAY),)), State.HOLDS),
        (RightFacts(OPEN, (Decided("warn", TODAY, TODAY), Decided("grant", TODAY, TODAY))), State.HOLDS),
        (RightFacts(OPEN, has_open_proposal=True), State.PROPOSED),
        (RightFacts(CUT, (taken("interim", TODAY),), has_open_proposal=True), State.SUSPENDED),
        (RightFacts(CUT, (taken("interim", TODAY, key=1), lifted(1))), State.ENDED),
        (RightFacts(CUT, (taken("interim", TODAY), Decided("revoke", TODAY, TODAY))), State.REVOKED),
        (RightFacts((*CUT, *OPEN[:1]), (taken("revoke", TODAY),)), State.HOLDS),
    ],
)
def test_the_state_follows_from_the_days_and_the_decisions(facts, state):
    assert lifecycle.state_of(facts, TODAY) is state


UNTIL_LATER = (Period(date(2025, 1, 1), LATER),)


@pytest.mark.parametrize(("kind", "state"), [("revoke", State.REVOKED), ("end", State.ENDED)])
def test_a_right_that_is_lost_from_a_day_to_come_is_in_force_until_then(kind, state):
    facts = RightFacts(UNTIL_LATER, (taken(kind, LATER),))
    assert lifecycle.state_of(facts, TODAY) is State.ENDING
    assert lifecycle.state_of(facts, LATER) is state
    nothing_before = RightFacts((), (taken(kind, LATER),))
    assert lifecycle.state_of(nothing_before, TODAY) is state


@pytest.mark.parametrize(("kind", "state"), [("revoke", State.REVOKED), ("end", State.ENDED)])
def test_a_lift_takes_away_its_own_loss_and_lets_the_coming_one_stand(kind, state):
    decisions = (taken(kind, LATER), taken("interim", TODAY, LATER, key=1))
    suspended = RightFacts(CUT, decisions)
    assert lifecycle.state_of(suspended, TODAY) is State.SUSPENDED
    assert lifecycle.interims_in_force(suspended, TODAY) == [1]
    assert lifecycle.state_of(suspended, LATER) is state
    assert lifecycle.interims_in_force(suspended, LATER) == []
    lifted_again = RightFacts(UNTIL_LATER, (*decisions, lifted(1)))
    assert lifecycle.state_of(lifted_again, TODAY) is State.ENDING
    assert lifecycle.state_of(lifted_again, LATER) is state


def test_the_part_stays_suspended_when_the_whole_is_let_back():
    decisions = (taken("interim", LATER, key=1), taken("interim", TODAY, LATER, key=2), lifted(2))
    assert lifecycle.state_of(RightFacts(UNTIL_LATER, decisions), TODAY) is State.SUSPENDED


def test_what_was_given_again_after_a_loss_is_taken_by_the_next_alone():
    decisions = (taken("revoke", LATER), taken("interim", TODAY, key=1))
    assert lifecycle.state_of(RightFacts(CUT, decisions), LATER) is State.SUSPENDED
    assert lifecycle.state_of(RightFacts(OPEN, (*decisions, lifted(1))), LATER) is State.HOLDS


def test_a_suspension_that_is_settled_for_good_holds_nothing_back_when_a_new_one_comes():
    decisions = (
        taken("interim", TODAY, key=1),
        Decided("revoke", TODAY, TODAY, key=2),
        Decided("grant", TODAY, TODAY, key=3),
        taken("interim", TODAY, key=4),
    )
    assert lifecycle.interims_in_force(RightFacts(CUT, decisions), TODAY) == [4]


@given(
    periods=st.lists(st.builds(period, days, st.integers(1, 900)), max_size=3).map(tuple),
    decisions=st.lists(
        st.builds(
            Decided,
            st.sampled_from(["grant", "warn", "interim", "lift", "revoke", "end"]),
            days,
            days,
            st.lists(st.builds(period, days, st.integers(1, 900)), max_size=1).map(tuple),
            st.integers(0, 4),
            st.integers(0, 4),
        ),
        max_size=5,
    ).map(tuple),
    proposed=st.booleans(),
    today=days,
    more=st.integers(1, 900),
)
def test_time_alone_takes_no_other_way_than_the_table_says(periods, decisions, proposed, today, more):
    facts = RightFacts(periods, decisions, proposed)
    before, after = (lifecycle.state_of(facts, day) for day in (today, today + timedelta(days=more)))
    assert after is before or after in TRANSITIONS[Verb.RUN_OUT].get(before, frozenset())
