"""Whatever is done with a case in whatever order: the table of states holds, and no period goes astray."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable
from datetime import date, timedelta
from functools import partial
from itertools import combinations
from typing import Any

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from stegvis.assignments.actions.end import end_early
from stegvis.assignments.actions.extend import extend
from stegvis.assignments.actions.give import give_assignment
from stegvis.assignments.actions.meet import record_meeting
from stegvis.assignments.models import Assignment
from stegvis.assignments.rules.giving import GoalText, NewAssignment
from stegvis.assignments.rules.meetings import HeldMeeting
from stegvis.casework import facts
from stegvis.casework.actions import (
    choose_provider,
    close_case,
    grant_intervention,
    hold_follow_up,
    open_case,
    refuse_intervention,
    reopen_case,
    sign_assessment,
)
from stegvis.casework.actions.open import Opening
from stegvis.casework.models import Case, Choice, ClosureReason, Decision, FollowUp, TargetGroup
from stegvis.casework.rules.assessment import Findings
from stegvis.casework.rules.entry import Wanted
from stegvis.casework.rules.states import TRANSITIONS, State, Verb, allows
from stegvis.casework.states import current_state
from stegvis.catalogue.models import Intervention
from stegvis.core.answers import Refused
from stegvis.core.period import Period
from tests import builders
from tests.builders import TODAY
from tests.casework.conftest import build_town

pytestmark = pytest.mark.django_db

MAX_MONTHS = 6
LONGEST = timedelta(days=7 * 31)
DONE: Counter[Verb] = Counter()
"""How often each verb has been done, so that the test knows what it has tried."""


class OneCase(RuleBasedStateMachine):
    """One person's case with two interventions to decide about, while the days go by."""

    @initialize(steps=st.integers(0, 5))
    def a_town(self, steps: int) -> None:
        """With a case that has come some steps on its way."""
        self.today = TODAY
        self.town = build_town()
        builders.full_time(self.town.principal)
        terms = {"max_months": MAX_MONTHS, "max_extensions": 1, "extension_months": 3}
        self.interventions = [
            builders.an_intervention(self.town.principal, code, terms=terms)
            for code in ("grund", "forstarkt")
        ]
        self.provider = builders.a_provider(self.town.principal)
        self.pk: int | None = None
        self.decided: set[int] = set()
        self.open()
        way = [
            self.assess,
            lambda: self.grant(0, 60),
            lambda: self.give(self.grants()[-1]),
            self.come_to_an_end,
        ]
        for step in way[:steps]:
            step()

    # --- doing -----------------------------------------------------------------------------------

    def attempt(self, verb: Verb, act: Callable[[], Any]) -> Any:
        """Does it; whether it is refused or done, the table of states must say the same."""
        before = self.state
        try:
            with transaction.atomic():
                outcome = act()
        except Refused:
            assert self.state is before
            return None
        assert allows(before, verb), f"{verb} was done in {before}"
        assert self.state in TRANSITIONS[verb][before], f"{verb} took {before} to {self.state}"
        DONE[verb] += 1
        return outcome

    @property
    def state(self) -> State | None:
        return None if self.pk is None else current_state(self.case, self.today)

    @property
    def case(self) -> Case:
        return Case.objects.get(pk=self.pk)

    @property
    def by(self) -> dict[str, Any]:
        return {"by": self.town.worker.actor, "today": self.today}

    def grants(self) -> list[Decision]:
        return list(Decision.objects.granting().in_force().filter(case=self.pk).order_by("pk"))

    def assignments(self) -> list[Assignment]:
        return list(Assignment.objects.filter(case=self.pk).order_by("pk"))

    # --- the verbs -------------------------------------------------------------------------------

    def open(self) -> None:
        opening = Opening(
            number=builders.a_personal_number(),
            unit=self.town.unit,
            target_group=TargetGroup.INCOME_SUPPORT,
            opened_on=self.today,
            caseworker=self.town.worker.user,
            first_name="Anna",
            last_name="Provperson",
        )
        self.pk = open_case(opening, **self.by).pk
        assert self.state in TRANSITIONS[Verb.OPEN][None]

    def assess(self, percent: int = 75) -> None:
        findings = Findings(
            held_on=self.today,
            own_goal="Arbeta i kök.",
            capacity_percent=percent,
            state_could_serve=False,
            state_note="Behöver mer stöd.",
            state_checked_on=self.today,
        )
        self.attempt(Verb.ASSESS, lambda: sign_assessment(self.case, findings, **self.by))

    def grant(self, begins: int, days: int, which: int = 0, wrong: Decision | None = None) -> None:
        start = self.today + timedelta(days=begins)
        wanted = Wanted(Period(start, start + timedelta(days=days)), "Leder till arbete.")
        self.attempt(
            Verb.CORRECT if wrong else Verb.GRANT,
            lambda: grant_intervention(
                self.case, self.wanted(which, wrong), wanted, corrects=wrong, **self.by
            ),
        )

    def refuse(self, which: int = 0, wrong: Decision | None = None) -> None:
        self.attempt(
            Verb.CORRECT if wrong else Verb.REFUSE,
            lambda: refuse_intervention(
                self.case, self.wanted(which, wrong), "Passar inte.", corrects=wrong, **self.by
            ),
        )

    def wanted(self, which: int, wrong: Decision | None) -> Intervention:
        return wrong.intervention if wrong else self.interventions[which]

    def give(self, grant: Decision, begins: int = 0) -> None:
        """To the provider. Nothing is decided, so the state stays."""
        before = self.state
        assert grant.period is not None
        asked = NewAssignment(
            starts_on=max(grant.period.start, self.today) + timedelta(days=begins),
            hours_per_week=40,
            coordination="caseworker",
            description="Stöd mot arbete.",
            goals=(GoalText("Praktik", "Antal timmar"),),
        )
        try:
            with transaction.atomic():
                chosen = choose_provider(grant, self.provider, Choice.Made.TOGETHER, **self.by)
                give_assignment(chosen, asked, **self.by)
        except Refused:
            pass
        assert self.state is before

    def extend(self, assignment: Assignment, days: int) -> None:
        end = assignment.period.end
        assert end is not None
        self.attempt(
            Verb.EXTEND,
            lambda: extend(assignment, Period(end, end + timedelta(days=days)), "Nära arbete.", **self.by),
        )

    def meet(self, assignment: Assignment) -> None:
        held = HeldMeeting(self.today, "Det går framåt.", person_present=True, provider_present=True)
        try:
            with transaction.atomic():
                record_meeting(assignment, held, **self.by)
        except Refused:
            pass

    def end(self, assignment: Assignment, after: int = 0) -> None:
        last_day = self.today + timedelta(days=after)
        self.attempt(Verb.END, lambda: end_early(assignment, last_day, "Har fått arbete.", **self.by))

    def close(self, reason: str = ClosureReason.WORK, ago: int = 0) -> None:
        day = self.today - timedelta(days=ago)
        self.attempt(Verb.CLOSE, lambda: close_case(self.case, reason, day, evidence="Avtal.", **self.by))

    def reopen(self) -> None:
        self.attempt(Verb.REOPEN, lambda: reopen_case(self.case, "Har blivit av med arbetet.", **self.by))

    def follow_up(self, lasting: bool = True) -> None:
        planned = FollowUp.objects.filter(case=self.pk).order_by("-due_on").first()
        evidence = FollowUp.Evidence.CONTRACT if lasting else ""
        if planned is not None:
            self.attempt(Verb.FOLLOW_UP, lambda: hold_follow_up(planned, lasting, evidence, **self.by))

    def come_to_an_end(self, reason: str = ClosureReason.WORK, ago: int = 0) -> None:
        for assignment in self.assignments():
            self.end(assignment)
        if self.assignments():
            self.time_goes(1)
        self.close(reason, ago)

    # --- in any order ----------------------------------------------------------------------------

    @rule(percent=st.integers(0, 100))
    @precondition(lambda self: allows(self.state, Verb.ASSESS))
    def is_assessed(self, percent: int) -> None:
        self.assess(percent)

    @rule(which=st.integers(0, 1), begins=st.integers(-5, 20), days=st.integers(20, 120))
    @precondition(lambda self: allows(self.state, Verb.GRANT))
    def is_granted(self, which: int, begins: int, days: int) -> None:
        self.grant(begins, days, which)

    @rule(which=st.integers(0, 1))
    @precondition(lambda self: allows(self.state, Verb.REFUSE))
    def is_refused(self, which: int) -> None:
        self.refuse(which)

    @rule(days=st.none() | st.integers(1, 200))
    @precondition(lambda self: self.grants())
    def is_corrected(self, days: int | None) -> None:
        """Also when it is too late: a provider has been chosen."""
        wrong = self.grants()[-1]
        if days is None:
            self.refuse(wrong=wrong)
        else:
            self.grant(0, days, wrong=wrong)

    @rule(begins=st.integers(0, 10))
    @precondition(lambda self: self.grants())
    def is_given_to_the_provider(self, begins: int) -> None:
        self.give(self.grants()[-1], begins)

    @rule(before_the_end=st.integers(0, 30), days=st.integers(1, 92))
    @precondition(lambda self: self.assignments())
    def is_extended(self, before_the_end: int, days: int) -> None:
        """Near its end, after a meeting; the days until then go by."""
        assignment = self.assignments()[-1]
        self.time_goes((assignment.period.end - self.today).days - before_the_end)
        self.meet(assignment)
        self.extend(assignment, days)

    @rule(after=st.integers(-5, 40))
    @precondition(lambda self: self.assignments())
    def is_ended(self, after: int) -> None:
        self.end(self.assignments()[-1], after)

    @rule(reason=st.sampled_from([ClosureReason.WORK, ClosureReason.MOVED]), ago=st.integers(0, 2))
    @precondition(lambda self: allows(self.state, Verb.CLOSE))
    def is_closed(self, reason: str, ago: int) -> None:
        self.come_to_an_end(reason, ago)

    @rule()
    @precondition(lambda self: allows(self.state, Verb.REOPEN))
    def is_reopened(self) -> None:
        self.reopen()

    @rule(lasting=st.booleans())
    @precondition(lambda self: allows(self.state, Verb.FOLLOW_UP))
    def is_followed_up(self, lasting: bool) -> None:
        self.time_goes(190)
        self.follow_up(lasting)

    @rule(days=st.integers(1, 100))
    def days_go_by(self, days: int) -> None:
        self.time_goes(days)

    def time_goes(self, days: int) -> None:
        before = self.state
        self.today += timedelta(days=max(days, 0))
        if self.state is not before:
            assert self.state in TRANSITIONS[Verb.RUN_OUT][before]
            DONE[Verb.RUN_OUT] += 1

    @rule(verb=st.sampled_from(Verb))
    def is_tried_whatever_the_state(self, verb: Verb) -> None:
        """Also what the table does not allow; `attempt` sees to it that it is refused."""
        tries: dict[Verb, Callable[[], None]] = {
            Verb.ASSESS: self.assess,
            Verb.GRANT: lambda: self.grant(0, 30),
            Verb.REFUSE: self.refuse,
            Verb.CLOSE: self.close,
            Verb.REOPEN: self.reopen,
            Verb.FOLLOW_UP: self.follow_up,
        }
        for grant in self.grants()[-1:]:
            tries[Verb.CORRECT] = partial(self.refuse, wrong=grant)
        for assignment in self.assignments()[-1:]:
            tries[Verb.EXTEND] = partial(self.extend, assignment, 30)
            tries[Verb.END] = partial(self.end, assignment)
        tries.get(verb, self.assess)()

    # --- what always holds -------------------------------------------------------------------------

    @invariant()
    def the_database_agrees(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED")

    @invariant()
    def the_days_granted_are_told_apart_and_lie_in_the_case(self) -> None:
        if self.pk is None:
            return
        case = self.case
        for intervention in self.interventions:
            granted = facts.granted_periods(case, intervention.pk)
            assert not any(one.overlaps(other) for one, other in combinations(granted, 2))
            assert all(period.start >= case.opened_on for period in granted)
            assert all(days_of(period) <= LONGEST * 2 for period in granted)

    @invariant()
    def an_assignment_has_granted_days_alone(self) -> None:
        if self.pk is None:
            return
        for assignment in self.assignments():
            granted = facts.granted_periods(self.case, assignment.intervention_id)
            assert any(within(assignment.period, period) for period in granted)

    @invariant()
    def no_decision_is_ever_lost(self) -> None:
        now = set(Decision.objects.filter(case=self.pk).values_list("pk", flat=True)) if self.pk else set()
        assert self.decided <= now
        self.decided = now

    @invariant()
    def a_closed_case_has_its_reason_and_at_most_one_follow_up_to_come(self) -> None:
        if self.pk is None:
            return
        case = self.case
        assert case.is_open == (case.closure_reason == "")
        to_come = FollowUp.objects.filter(case=case, held_on__isnull=True).count()
        assert to_come == (self.state is State.AWAITING_FOLLOW_UP)


def days_of(period: Period) -> timedelta:
    return (period.end or date.max) - period.start


def within(inner: Period, outer: Period) -> bool:
    return inner.start >= outer.start and (outer.end is None or (inner.end or date.max) <= outer.end)


class Rolled(OneCase):
    """Each try starts from an empty database and leaves none of its rows."""

    def __init__(self) -> None:
        super().__init__()
        self._all = transaction.atomic()
        self._all.__enter__()

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self._all.__exit__(None, None, None)


TRIES = int(os.environ.get("TRIES", "6"))
EVERY_TRY = settings(
    max_examples=TRIES,
    stateful_step_count=10,
    deadline=None,
    derandomize=TRIES == 6,
    suppress_health_check=list(HealthCheck),
)
"""The same few each time; `make soak` sets TRIES and takes new ones."""


def test_the_table_of_states_holds_in_any_order():
    DONE.clear()
    run_state_machine_as_test(Rolled, settings=EVERY_TRY)
    assert DONE.total() > TRIES, "What is refused each time proves nothing."


def test_every_verb_is_done_once_on_a_long_road():
    """The other way round: none of what the machine tries is refused whatever is done."""
    DONE.clear()
    road = Rolled()
    try:
        walk_the_long_road(road)
    finally:
        road.teardown()
    assert set(DONE) == set(Verb) - {Verb.OPEN, Verb.CHANGE}


def walk_the_long_road(road: OneCase) -> None:
    road.a_town(steps=1)
    road.refuse()
    road.grant(0, 30)
    road.grant(0, 60, wrong=road.grants()[-1])
    road.give(road.grants()[-1])
    road.is_extended(before_the_end=5, days=30)
    road.end(road.assignments()[-1], after=10)
    road.time_goes(20)
    road.close()
    road.time_goes(190)
    road.follow_up()
    road.reopen()
