"""Administrators who act at the same moment. Each race is first shown to be real with the lock off."""

from __future__ import annotations

from contextlib import contextmanager
from datetime import timedelta
from threading import Barrier, Event

import pytest
from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.models import Authenticator
from django.contrib.auth import login
from django.db import transaction
from django.test import RequestFactory

from stegvis.accounts import registering
from stegvis.accounts.actions import (
    approve_role,
    end_membership,
    giving,
    grant_role,
    proposals,
    propose_role,
    refuse_role,
    reset_second_factor,
    roles,
)
from stegvis.accounts.models import Membership, RoleDecision, SignIn, User
from stegvis.accounts.session_store import SessionStore
from stegvis.core.actor import Role
from stegvis.core.period import Period
from tests import builders
from tests.builders import TODAY
from tests.racing import race

pytestmark = pytest.mark.django_db(transaction=True)

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
IN_A_WEEK = TODAY + timedelta(days=7)
WAIT = 20
"""Seconds that two verbs wait for each other before the test gives up."""


@pytest.fixture
def two():
    principal = builders.a_principal()
    return tuple(builders.a_seat(Role.ADMINISTRATOR, principal) for _ in range(2))


def unlocked_user(email):
    return User.objects.filter(email=email.lower()).first()


@contextmanager
def unlocked(row):
    with transaction.atomic():
        yield type(row)._default_manager.get(pk=row.pk)


def meeting(call, together):
    """The call, made when both verbs have come that far."""

    def wait_and_call(*args, **kwargs):
        together.wait(timeout=WAIT)
        return call(*args, **kwargs)

    return wait_and_call


# --- the last administrator -----------------------------------------------------------------------


def each_ends_the_other(two):
    first, second = two
    return race(
        lambda: end_membership(second.membership, by=first.actor, today=TODAY),
        lambda: end_membership(first.membership, by=second.actor, today=TODAY),
    )


def administrators(two):
    return Membership.objects.administrators(two[0].actor.principal_id).on(TODAY).count()


def test_two_administrators_ending_each_other_at_once_leave_one(two):
    assert each_ends_the_other(two) == ["done", "refused"]
    assert administrators(two) == 1


def test_without_the_lock_nobody_would_be_left(two, monkeypatch):
    together = Barrier(2)

    def seen_by_both(principal_id, today):
        found = list(Membership.objects.administrators(principal_id).on(today))
        together.wait(timeout=WAIT)
        return found

    monkeypatch.setattr(roles, "_locked_administrators", seen_by_both)
    assert each_ends_the_other(two) == ["done", "done"]
    assert administrators(two) == 0


# --- two grants of opposites ----------------------------------------------------------------------


def opposites_at_once(two):
    first, second = two
    principal = first.membership.principal
    user, provider = builders.a_user(), builders.a_provider(principal)
    who = {"email": user.email, "first_name": "", "last_name": "", "today": TODAY}
    outcomes = race(
        lambda: grant_role(**who, role=Role.ANALYST, by=first.actor),
        lambda: grant_role(**who, role=Role.PROVIDER_STAFF, provider=provider, by=second.actor),
    )
    return outcomes, user.memberships.count()


def test_two_who_grant_opposites_at_once_give_one_of_them(two):
    assert opposites_at_once(two) == (["done", "refused"], 1)


def test_without_the_lock_opposites_would_meet_in_one_user(two, monkeypatch):
    monkeypatch.setattr(giving, "locked_user", unlocked_user)
    monkeypatch.setattr(giving, "database_refusals", meeting(giving.database_refusals, Barrier(2)))
    assert opposites_at_once(two) == (["done", "done"], 2)


# --- granted and taken away -----------------------------------------------------------------------


def prolonged_and_ended_at_once(two, ended=None):
    """When what is left begins, of a role that one administrator prolongs and another ends."""
    first, second = two
    seat = builders.a_seat(Role.ANALYST, first.membership.principal)
    Membership.objects.filter(pk=seat.membership.pk).update(period=Period(builders.ALWAYS.start, IN_A_WEEK))
    who = {"email": seat.user.email, "first_name": "", "last_name": "", "role": Role.ANALYST}

    def end():
        end_membership(seat.membership, by=second.actor, today=TODAY)
        if ended:
            ended.set()

    race(lambda: grant_role(**who, by=first.actor, today=TODAY), end)
    return [held.period.start for held in seat.user.memberships.not_over(TODAY)]


def test_a_role_prolonged_and_ended_at_once_is_gone_or_given_anew_today(two):
    assert prolonged_and_ended_at_once(two) in ([], [TODAY])


def test_without_the_lock_the_role_would_come_back_in_a_week(two, monkeypatch):
    looked, ended, write = Event(), Event(), giving.database_refusals

    def write_when_it_is_ended():
        looked.set()
        ended.wait(timeout=WAIT)
        return write()

    def end_when_both_have_looked(email):
        looked.wait(timeout=WAIT)

    monkeypatch.setattr(giving, "locked_user", unlocked_user)
    monkeypatch.setattr(giving, "database_refusals", write_when_it_is_ended)
    monkeypatch.setattr(roles, "locked_user", end_when_both_have_looked)
    assert prolonged_and_ended_at_once(two, ended) == [IN_A_WEEK]


# --- one proposal, two decisions ------------------------------------------------------------------


def decided_twice_at_once(two, other_verb):
    proposer = builders.a_seat(Role.ADMINISTRATOR, two[0].membership.principal)
    proposal = propose_role(
        "ny@example.org", "Ny", "Testsson", Role.CONTROLLER, "Vikariat.", by=proposer.actor, today=TODAY
    )
    outcomes = race(
        lambda: approve_role(proposal, by=two[0].actor, today=TODAY),
        lambda: other_verb(proposal, by=two[1].actor, today=TODAY),
    )
    seats = Membership.objects.filter(user__email="ny@example.org").count()
    return outcomes, seats == RoleDecision.objects.filter(approved=True).count()


def no(proposal, **by):
    return refuse_role(proposal, "Behövs inte.", **by)


@pytest.mark.parametrize("other_verb", [approve_role, no])
def test_two_decisions_on_one_proposal_at_once_are_one(two, other_verb):
    assert decided_twice_at_once(two, other_verb) == (["done", "refused"], True)
    assert RoleDecision.objects.count() == 1


@pytest.mark.parametrize("other_verb", [approve_role, no])
def test_the_database_refuses_the_second_also_without_the_lock(two, monkeypatch, other_verb):
    together = Barrier(2)
    monkeypatch.setattr(proposals, "locked", unlocked)
    monkeypatch.setattr(proposals, "_decide", meeting(proposals._decide, together))
    assert decided_twice_at_once(two, other_verb) == (["done", "refused"], True)
    assert RoleDecision.objects.count() == 1


# --- a factor taken away while its user signs in --------------------------------------------------


@pytest.fixture
def signing_in(two):
    """A user in the moment after the code was right: the session is about to begin."""
    seat = builders.a_seat(Role.ANALYST, two[0].membership.principal)
    factor = Authenticator.objects.create(user=seat.user, type="totp", data={})
    request = RequestFactory().get("/")
    request.session = SessionStore()
    record_authentication(request, seat.user, method="mfa", type="totp", id=factor.pk)
    return seat, request


def signed_in_while_reset(two, signing_in, monkeypatch):
    """Lets the reset come between the look at the factor and the session. How many sessions are open then?"""
    seat, request = signing_in
    looked, reset = Event(), Event()
    look = registering._stands_on_a_lost_factor

    def look_and_linger(*args):
        answer = look(*args)
        looked.set()
        reset.wait(timeout=0.5)  # with the lock the reset has to wait for us, not we for it
        return answer

    def take_away():
        looked.wait(timeout=WAIT)
        reset_second_factor(seat.membership, "Telefonen är borta.", by=two[0].actor, today=TODAY)
        reset.set()

    monkeypatch.setattr(registering, "_stands_on_a_lost_factor", look_and_linger)
    race(lambda: login(request, seat.user, backend=BACKEND), take_away)
    return SignIn.objects.of(seat.user.pk).open().count()


def test_no_session_stands_on_a_factor_that_is_taken_away_meanwhile(two, signing_in, monkeypatch):
    assert signed_in_while_reset(two, signing_in, monkeypatch) == 0


def test_without_the_lock_a_session_would_stand_on_the_lost_factor(two, signing_in, monkeypatch):
    monkeypatch.setattr(registering, "_lock", lambda user: None)
    assert signed_in_while_reset(two, signing_in, monkeypatch) == 1


def test_a_reset_that_comes_first_lets_no_session_begin(two, signing_in):
    seat, request = signing_in
    reset_second_factor(seat.membership, "Telefonen är borta.", by=two[0].actor, today=TODAY)
    login(request, seat.user, backend=BACKEND)
    assert not SignIn.objects.of(seat.user.pk).exists()
