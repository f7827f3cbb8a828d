"""Whatever is decided about a provider in whatever order: the table of the life cycle holds."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.db.models import Q
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from stegvis.assignments.models import Assignment
from stegvis.casework.models import Decision
from stegvis.catalogue.models import Intervention
from stegvis.core.actor import Role
from stegvis.core.answers import Refused
from stegvis.core.period import ONE_DAY, Period
from stegvis.providers.actions import decisions
from stegvis.providers.actions.authorise import end_authorisation, take_over
from stegvis.providers.actions.decide_application import decide_application
from stegvis.providers.actions.end_on_request import end_on_request
from stegvis.providers.actions.review import propose
from stegvis.providers.actions.sanctions import (
    dismiss_proposal,
    lift,
    propose_revocation,
    revoke,
    suspend,
    warn,
)
from stegvis.providers.models import Authorisation, Provider, ProviderDecision, RevocationProposal
from stegvis.providers.rules.lifecycle import GIVEN, TRANSITIONS, State, Verb, allows
from stegvis.providers.rules.reviewing import Outcome
from stegvis.providers.standing import current_state, facts_of
from tests import builders
from tests.builders import TODAY
from tests.providers.building import an_application

pytestmark = pytest.mark.django_db

DONE: Counter[Verb] = Counter()
"""How often each verb has been done, so that the test knows what it has tried."""
scopes = st.integers(0, 2)
ahead = st.sampled_from([0, 0, 10])
lengths = st.sampled_from([0, 40, 400])
some_levels = st.sampled_from([[], ["a"], ["b"]])


class OneProvider(RuleBasedStateMachine):
    """One provider with two interventions in the catalogue, while the days go by."""

    @initialize(authorised=st.booleans())
    def a_town(self, authorised: bool) -> None:
        self.today = TODAY
        self.principal = principal = builders.a_principal()
        self.administrator = builders.a_seat(Role.ADMINISTRATOR, principal).actor
        self.officer = builders.a_seat(Role.QUALITY_OFFICER, principal).actor
        self.chair = builders.a_seat(Role.CHAIR, principal).actor
        self.scopes: list[Intervention | None] = [
            None,
            builders.an_intervention(principal, "sai"),
            builders.an_intervention(principal, "jobbpeng"),
        ]
        self.pk = builders.a_provider(principal, authorised=None).pk
        self.kept: set[int] = set()
        if authorised:
            self.is_taken_over(0, 0)
        self.a_customer()

    def a_customer(self) -> None:
        """Of the first intervention, for a year, since a month."""
        case = builders.a_case(builders.a_unit(self.principal))
        year = Period(self.today - timedelta(days=30), self.today + timedelta(days=335))
        decision = builders.a_decision(case, self.scopes[1], period=year)
        self.assignment_pk = builders.an_assignment(
            case,
            provider=self.provider,
            decision=decision,
            choice=builders.a_choice(decision, self.provider),
            period=year,
        ).pk

    def where_the_customer_is(self) -> tuple[Period, bool]:
        """The days of the assignment, and whether its provider is still the person's."""
        assignment = Assignment.objects.get(pk=self.assignment_pk)
        return assignment.period, Decision.objects.get(pk=assignment.decision_id).choice is not None

    @property
    def provider(self) -> Provider:
        return Provider.objects.get(pk=self.pk)

    def states(self) -> list[State]:
        """Of the whole and of each intervention."""
        return [current_state(self.provider, scope, self.today) for scope in self.scopes]

    def attempt(self, verb: Verb, scope: int, act: Callable[[], Any]) -> bool:
        """Does it, and tells whether it was done. Refused or done, the table must say the same: of the
        right itself, and of every part when it was done to the whole."""
        before = self.states()
        try:
            with transaction.atomic():
                act()
        except Refused:
            assert self.states() == before
            return False
        assert allows(before[scope], verb), f"{verb} was done in {before[scope]}"
        touched = [scope] if scope else range(len(self.scopes))
        after = self.states()
        for was, now in ((before[each], after[each]) for each in touched):
            assert now is was or now in TRANSITIONS[verb].get(was, ()), f"{verb} took {was} to {now}"
        DONE[verb] += 1
        return True

    # --- the verbs, in any order -----------------------------------------------------------------

    @rule(which=st.integers(1, 2), begins=ahead, days=lengths, levels=some_levels)
    def is_authorised(self, which: int, begins: int, days: int, levels: list[str]) -> None:
        """By an application that is tried, proposed and decided."""
        period = self.days_from(self.today + timedelta(days=begins), days)
        self.attempt(Verb.GRANT, which, lambda: self.apply_for(which, levels, period))

    def apply_for(self, which: int, levels: list[str], period: Period) -> None:
        intervention, told = self.scopes[which], {"conditions": 0, "submitted_on": self.today}
        assert intervention is not None
        application = an_application(self.principal, intervention, provider=self.provider, **told)
        application.parts.update(levels=levels)
        propose(application, Outcome.GRANT, "Uppfyllt.", period, by=self.officer, today=self.today)
        decide_application(application, by=self.chair, today=self.today)

    @rule(which=scopes, days=lengths)
    def is_taken_over(self, which: int, days: int) -> None:
        """From an older register: never what has been taken here."""
        scope, period = self.scopes[which], self.days_from(self.today, days)
        told: dict[str, Any] = {"by": self.administrator, "today": self.today}
        taken = self.provider.decisions.filter(kind__in=("interim", "revoke", "end"))
        if scope is not None:
            taken = taken.filter(Q(intervention=scope) | Q(intervention=None))
        was_taken = taken.exists()
        made = self.attempt(
            Verb.GRANT, which, lambda: take_over(self.provider, scope, period, "AN 2019/14", **told)
        )
        assert not (made and was_taken)

    def days_from(self, start: date, days: int) -> Period:
        return Period(start, start + timedelta(days=days) if days else None)

    @rule(which=scopes)
    def is_warned(self, which: int) -> None:
        self.attempt(
            Verb.WARN,
            which,
            lambda: warn(self.provider, self.scopes[which], "Brister.", by=self.officer, today=self.today),
        )

    @rule(which=scopes)
    def is_proposed(self, which: int) -> None:
        self.attempt(
            Verb.PROPOSE,
            which,
            lambda: propose_revocation(
                self.provider, self.scopes[which], "Brister.", {}, by=self.officer, today=self.today
            ),
        )

    @rule(begins=ahead, first=st.booleans())
    def is_revoked(self, begins: int, first: bool) -> None:
        """By an open proposal; or by one that has been answered, or by none."""
        proposal = self.proposal(first)
        day = self.today + timedelta(days=begins)
        if proposal is not None:
            self.attempt(
                Verb.REVOKE,
                self.scope_of(proposal),
                lambda: revoke(proposal, day, "Brister.", by=self.chair, today=self.today),
            )

    @rule(first=st.booleans())
    def is_dismissed(self, first: bool) -> None:
        proposal = self.proposal(first)
        if proposal is not None:
            self.attempt(
                Verb.DISMISS,
                self.scope_of(proposal),
                lambda: dismiss_proposal(proposal, "Åtgärdat.", by=self.chair, today=self.today),
            )

    @rule(which=scopes, begins=ahead)
    def is_suspended(self, which: int, begins: int) -> None:
        day = self.today + timedelta(days=begins)
        self.attempt(
            Verb.SUSPEND,
            which,
            lambda: suspend(self.provider, self.scopes[which], day, "Fara.", by=self.chair, today=self.today),
        )

    @rule(which=scopes, begins=ahead)
    def is_suspended_and_let_back_before_it_was_felt(self, which: int, begins: int) -> None:
        """Then all is as if it had never been: also a loss that comes on another day."""
        before, days, customer = self.states(), self.days_with_a_right(), self.where_the_customer_is()
        may_go_on = self.may_take_customers(self.scopes[1], begins)
        day = self.today + timedelta(days=begins)
        told = {"by": self.chair, "today": self.today}
        try:
            with transaction.atomic():
                interim = suspend(self.provider, self.scopes[which], day, "Fara.", **told)
        except Refused:
            return
        lift(interim, day, "Utrett.", **told)
        assert (self.states(), self.days_with_a_right()) == (before, days)
        if may_go_on:
            assert self.where_the_customer_is() == customer

    @rule(which=scopes, ahead=st.sampled_from([0, 9]))
    def is_ended_on_its_own_request(self, which: int, ahead: int) -> None:
        last_day = self.today + timedelta(days=ahead)
        self.attempt(
            Verb.END,
            which,
            lambda: end_on_request(
                self.provider, self.scopes[which], last_day, "Läggs ner.", by=self.officer, today=self.today
            ),
        )

    @rule(begins=ahead, first=st.booleans())
    def is_let_back(self, begins: int, first: bool) -> None:
        interims = ProviderDecision.objects.filter(provider=self.pk, kind="interim").order_by("pk")
        interim = interims.first() if first else interims.last()
        if interim is None:
            return
        day = max(self.today, interim.holds_from) + timedelta(days=begins)
        self.attempt(
            Verb.LIFT,
            self.scope_of(interim),
            lambda: lift(interim, day, "Utrett.", by=self.chair, today=self.today),
        )

    @rule(begins=ahead)
    def an_authorisation_is_ended(self, begins: int) -> None:
        """By those who keep the register: a day later it has run out."""
        right = Authorisation.objects.filter(provider=self.pk).order_by("pk").last()
        last_day = self.today + timedelta(days=begins)
        if right is not None:
            try:
                end_authorisation(right, last_day, "Slut.", by=self.officer, today=self.today)
            except Refused:
                return
            self.days_go_by(1)

    @rule(days=st.sampled_from([1, 15, 60, 800]))
    def days_go_by(self, days: int) -> None:
        before = self.states()
        self.today += timedelta(days=days)
        for was, now in zip(before, self.states(), strict=True):
            assert now is was or now in TRANSITIONS[Verb.RUN_OUT].get(was, ()), f"time took {was} to {now}"
            DONE[Verb.RUN_OUT] += now is not was

    def days_with_a_right(self) -> list[tuple[int, int]]:
        """Of each intervention, looked at on some days."""
        return [
            (scope.pk, ahead)
            for scope in self.scopes
            if scope is not None
            for ahead in (0, 5, 9, 10, 39, 300)
            if self.may_take_customers(scope, ahead)
        ]

    def may_take_customers(self, scope: Intervention, ahead: int) -> bool:
        day = self.today + timedelta(days=ahead)
        return Provider.objects.authorised_for(scope.pk, day).filter(pk=self.pk).exists()

    def proposal(self, first: bool) -> RevocationProposal | None:
        proposals = RevocationProposal.objects.filter(provider=self.pk).order_by("pk")
        return proposals.first() if first else proposals.last()

    def scope_of(self, row: RevocationProposal | ProviderDecision) -> int:
        return self.scopes.index(row.intervention)

    # --- what always holds -----------------------------------------------------------------------

    @invariant()
    def the_database_agrees(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED")

    @invariant()
    def nobody_may_take_customers_without_a_right(self) -> None:
        """The authorisations say what the state says: of what comes, once it has come into force."""
        for scope, state in zip(self.scopes, self.states(), strict=True):
            if scope is None or state in GIVEN:
                continue
            assert not self.may_take_customers(scope, 20), f"{scope} is {state}"
            is_over = state not in (State.ENDING, State.SUSPENDED)
            assert not (is_over and self.may_take_customers(scope, 0)), f"{scope} is {state}"

    @invariant()
    def no_day_is_given_twice_for_the_same_reason(self) -> None:
        for scope in self.scopes[1:]:
            whole = facts_of(self.provider, None).periods
            assert all(period.end is None or period.end - period.start >= ONE_DAY for period in whole)
            own = Authorisation.objects.filter(provider=self.pk, intervention=scope)
            told = [(period, *levels) for period, levels in own.values_list("period", "levels")]
            assert len(set(told)) == len(told)

    @invariant()
    def no_decision_is_ever_lost_or_decided_by_who_proposed_it(self) -> None:
        now = set(ProviderDecision.objects.filter(provider=self.pk).values_list("pk", flat=True))
        assert self.kept <= now
        self.kept = now
        for proposal in RevocationProposal.objects.filter(provider=self.pk, answer__isnull=False):
            assert proposal.answer.answered_by_id != proposal.proposed_by_id


class Rolled(OneProvider):
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
    stateful_step_count=14,
    deadline=None,
    derandomize=TRIES == 6,
    phases=(Phase.explicit, Phase.generate),
    suppress_health_check=list(HealthCheck),
)
"""The same few each time; TRIES=1000 takes new ones. A failing try is told as it is: to look for a shorter
one takes minutes."""


def test_the_table_of_the_life_cycle_holds_in_any_order(monkeypatch):
    # The document of each decision is set and tried elsewhere; here it costs the time of all the rest.
    monkeypatch.setattr(decisions, "as_pdf", lambda document: document.title.encode())
    DONE.clear()
    run_state_machine_as_test(Rolled, settings=EVERY_TRY)
    assert DONE.total() > TRIES, "What is refused each time proves nothing."
