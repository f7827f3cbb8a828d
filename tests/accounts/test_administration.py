"""Opening accounts, granting roles and ending them."""

from datetime import date

import pytest
from django.core import mail

from stegvis.accounts.actions import end_membership, grant_role
from stegvis.accounts.models import Membership, User
from stegvis.accounts.rules import NOBODY_YET, STANDARD_CONFLICTS, Wanted, may_end, may_hold
from stegvis.core.actor import Role
from stegvis.core.answers import Forbidden, Refused
from stegvis.core.period import Period
from tests import builders

TODAY = builders.TODAY


@pytest.fixture(autouse=True)
def no_second_factor(settings):
    settings.REQUIRE_SECOND_FACTOR = False


@pytest.fixture
def administrator(db):
    return builders.a_seat(Role.ADMINISTRATOR, builders.a_principal())


def held(role):
    wanted = Wanted(role, has_unit=False, has_provider=False)
    return may_hold(wanted, NOBODY_YET, STANDARD_CONFLICTS, TODAY)


def test_a_caseworker_needs_a_unit_and_provider_staff_a_provider():
    assert not held(Role.CASEWORKER)
    assert not held(Role.PROVIDER_STAFF)
    assert held(Role.ANALYST)


def test_a_resident_role_is_not_granted_by_hand():
    assert not held(Role.RESIDENT)


def test_the_last_administrator_stays():
    assert not may_end(Role.ADMINISTRATOR, 0, own=False)
    assert may_end(Role.ADMINISTRATOR, 1, own=False)
    assert not may_end(Role.ANALYST, 1, own=True)


def test_a_new_account_gets_its_role_and_a_letter(client, administrator):
    client.force_login(administrator.user)
    sent = {"email": "Ny@Example.org", "first_name": "Ny", "last_name": "Testsson", "role": "analyst"}
    assert client.post("/anvandare/ny/", sent).status_code == 302
    user = User.objects.get(email="ny@example.org")
    assert user.memberships.get().role == Role.ANALYST
    assert not user.has_usable_password()
    assert [m.to for m in mail.outbox] == [["ny@example.org"]]


def test_what_is_missing_is_told_at_its_field_and_what_was_typed_stays(client, administrator):
    client.force_login(administrator.user)
    sent = {"email": "ny@example.org", "first_name": "Ny", "last_name": "Testsson", "role": "caseworker"}
    page = client.post("/anvandare/ny/", sent).content.decode()
    assert "Välj vilken enhet personen arbetar i." in page
    assert 'value="Testsson"' in page
    assert not User.objects.filter(email="ny@example.org").exists()


def test_the_same_role_is_not_given_twice(administrator):
    grant = {"email": "a@example.org", "first_name": "A", "last_name": "B", "role": Role.ANALYST}
    grant_role(**grant, by=administrator.actor, today=TODAY)
    with pytest.raises(Refused, match="redan"):
        grant_role(**grant, by=administrator.actor, today=TODAY)


def test_an_ended_role_stops_at_once_and_keeps_its_history(administrator):
    seat = builders.a_seat(Role.ANALYST, administrator.membership.principal)
    end_membership(seat.membership, by=administrator.actor, today=TODAY)
    seat.membership.refresh_from_db()
    assert not seat.membership.period.contains(TODAY)
    assert Membership.objects.on(date(2020, 1, 1)).filter(pk=seat.membership.pk).exists()


def test_a_role_that_ended_long_ago_is_not_ended_again(administrator):
    seat = builders.a_seat(Role.ANALYST, administrator.membership.principal)
    end_membership(seat.membership, by=administrator.actor, today=date(2024, 2, 29))
    with pytest.raises(Refused, match="redan avslutad"):
        end_membership(seat.membership, by=administrator.actor, today=TODAY)
    assert not Membership.objects.on(date(2025, 1, 1)).filter(pk=seat.membership.pk).exists()


def test_a_role_given_today_and_taken_away_in_two_windows_is_told_to_be_gone(administrator):
    seat = builders.a_seat(Role.ANALYST, administrator.membership.principal)
    Membership.objects.filter(pk=seat.membership.pk).update(period=Period(TODAY))
    end_membership(seat.membership, by=administrator.actor, today=TODAY)
    with pytest.raises(Refused, match="Någon annan hann före"):
        end_membership(seat.membership, by=administrator.actor, today=TODAY)


@pytest.mark.parametrize(
    "role", [role for role in Role if role not in (Role.ADMINISTRATOR, Role.RESIDENT, Role.PROVIDER_STAFF)]
)
def test_only_administrators_grant_roles(role, db):
    seat = builders.a_seat(role, builders.a_principal())
    with pytest.raises(Forbidden):
        grant_role("x@example.org", "X", "Y", Role.ANALYST, by=seat.actor, today=TODAY)


def test_an_administrator_elsewhere_cannot_end_a_role_here(client, administrator):
    elsewhere = builders.a_seat(Role.ADMINISTRATOR, builders.a_principal())
    seat = builders.a_seat(Role.ANALYST, elsewhere.membership.principal)
    with pytest.raises(Forbidden):
        end_membership(seat.membership, by=administrator.actor, today=TODAY)
    client.force_login(administrator.user)
    assert client.get(f"/anvandare/{seat.membership.pk}/avsluta/").status_code == 404
