"""A form sent too late, a role that two give, and support that looks on, in a real browser."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from stegvis.accounts.models import RoleProposal, SignIn
from stegvis.core import clock
from stegvis.core.actor import Role
from tests import builders
from tests.accounts.time_passing import nobody_touches
from tests.browser.visitor import Visitor


@pytest.fixture(autouse=True)
def the_day_of_the_builders() -> Iterator[None]:
    with clock.frozen(builders.TODAY):
        yield


def test_what_was_typed_survives_the_time_out_and_another_approves_it(visitor: Visitor) -> None:
    principal = builders.a_principal()
    first, second = (builders.a_seat(Role.ADMINISTRATOR, principal) for _ in range(2))
    visitor.becomes(first.user)
    visitor.opens("/anvandare/ny/")
    visitor.fills(email="vera@example.org", first_name="Vera", last_name="Vikarie", role="controller")
    visitor.fills(reason="Vikariat.")
    nobody_touches(SignIn.objects.of(first.user.pk), minutes=31)
    visitor.presses("Ge behörigheten")
    visitor.sees("Du har inte gjort något på 30 minuter")
    visitor.looks("access-time-out")
    visitor.fills(login=first.user.email, password=builders.PASSWORD)
    visitor.presses("Logga in")
    visitor.sees("Det du skrev finns kvar")
    visitor.looks("access-kept-form")
    visitor.presses("Skicka det jag skrev")
    proposal = RoleProposal.objects.get()
    visitor.becomes(second.user)
    visitor.opens("/")
    visitor.follows("Vera Vikarie som controller")
    visitor.looks("access-proposal")
    visitor.presses("Godkänn")
    visitor.sees("Vera Vikarie har fått ett konto")
    assert proposal.decision.approved


def test_support_looks_on_under_a_banner_and_stops(visitor: Visitor) -> None:
    principal = builders.a_principal()
    support = builders.a_seat(Role.SUPPORT, principal)
    worker = builders.a_seat(Role.CASEWORKER, principal, user=builders.a_user("Kim Handläggarsson"))
    visitor.becomes(support.user)
    visitor.opens("/support/")
    visitor.follows("Se sidorna som Kim Handläggarsson")
    visitor.fills(reason="Felanmälan.", minutes="15")
    visitor.presses("Se sidorna")
    visitor.sees("Du ser Stegvis som Kim Handläggarsson")
    visitor.looks("access-support")
    visitor.presses("Sluta")
    visitor.sees("Du är dig själv igen")
    visitor.becomes(worker.user)
    visitor.opens("/mina-inloggningar/")
    visitor.sees("Felanmälan.")
    visitor.looks("access-sign-ins")
