"""A unit with its people, a provider with its staff, and a case whose person may become protected."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace

import pytest

from stegvis.accounts.models import Membership
from stegvis.accounts.seats import actor_in
from stegvis.casework.actions import protect
from stegvis.core import clock
from stegvis.core.actor import Role
from stegvis.core.period import Period
from tests import builders
from tests.builders import TODAY

PROTECTED, MARKED, NONE = "protected", "marked", "none"
LONG_REASON = "Skatteverkets beslut 2026-03-10"
HALF_A_YEAR = Period(TODAY, date(2026, 9, 16))


@pytest.fixture(autouse=True)
def _today(settings):
    settings.REQUIRE_SECOND_FACTOR = False
    with clock.frozen(TODAY):
        yield


@pytest.fixture
def town():
    """A case with its caseworker, a colleague and two heads; a provider with two of its staff."""
    principal = builders.a_principal()
    unit, provider = builders.a_unit(principal), builders.a_provider(principal)

    def seat(role, name, **place):
        return builders.a_seat(role, principal, user=builders.a_user(name), **place)

    worker = seat(Role.CASEWORKER, "Karin Karriär", unit=unit)
    person = builders.a_person(principal, first_name="Xerxes", last_name="Qvarnqvist")
    case = builders.a_case(unit, person=person, caseworker=worker.user)
    return SimpleNamespace(
        principal=principal,
        unit=unit,
        provider=provider,
        person=person,
        case=case,
        worker=worker,
        colleague=seat(Role.CASEWORKER, "Kalle Kollega", unit=unit),
        head=seat(Role.HEAD_OF_UNIT, "Chefa Chef", unit=unit),
        other_head=seat(Role.HEAD_OF_UNIT, "Andra Chefen", unit=unit),
        stranger=seat(Role.HEAD_OF_UNIT, "Främmande Chef", unit=builders.a_unit(principal)),
        staff=seat(Role.PROVIDER_STAFF, "Stina Stöd", provider=provider),
        other_staff=seat(Role.PROVIDER_STAFF, "Olle Stöd", provider=provider),
        assignment=builders.an_assignment(case, provider=provider),
    )


def as_now(seat):
    """The actor as the next request makes him."""
    membership = Membership.objects.select_related("user").get(pk=seat.membership.pk)
    membership.held_together = [membership]
    return actor_in(membership)


def reread(town):
    town.case.refresh_from_db()
    town.person.refresh_from_db()
    town.case.person = town.person
    return town.case


def protected(town):
    protect.set_protection(town.case, PROTECTED, TODAY, LONG_REASON, by=as_now(town.worker), today=TODAY)
    return reread(town)
