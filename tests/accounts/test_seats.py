"""Who acts, for whom: seats, roles held together, and what is gone when a membership ends."""

from datetime import date

import pytest

from stegvis.accounts.models import Membership
from stegvis.accounts.seats import VOUCHED_AT
from stegvis.core.actor import Role
from stegvis.core.period import Period
from tests import builders

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def no_second_factor(settings):
    settings.REQUIRE_SECOND_FACTOR = False


def actor_of(client):
    return client.get("/").wsgi_request.actor


def test_a_stranger_is_asked_to_sign_in(client):
    assert client.get("/").headers["Location"].startswith("/konto/login/")


def test_a_user_without_a_membership_today_gets_no_page(client):
    user = builders.a_user()
    client.force_login(user)
    assert client.get("/").status_code == 403


def test_an_ended_membership_is_gone_on_the_next_request(client):
    seat = builders.a_seat(Role.ANALYST, builders.a_principal())
    client.force_login(seat.user)
    assert client.get("/").status_code == 200
    Membership.objects.update(period=Period(date(2015, 1, 1), date(2016, 1, 1)))
    assert client.get("/").status_code == 403


def test_roles_at_the_same_principal_are_held_together(client):
    principal = builders.a_principal()
    seat = builders.a_seat(Role.HEAD_OF_UNIT, principal)
    builders.a_seat(Role.CASEWORKER, principal, user=seat.user)
    client.force_login(seat.user)
    actor = actor_of(client)
    assert actor.roles == {Role.HEAD_OF_UNIT, Role.CASEWORKER}
    assert len(actor.unit_ids) == 2


def test_who_heads_one_unit_is_no_head_in_the_other_where_he_is_a_caseworker(client):
    principal = builders.a_principal()
    head = builders.a_seat(Role.HEAD_OF_UNIT, principal)
    caseworker = builders.a_seat(Role.CASEWORKER, principal, user=head.user)
    client.force_login(head.user)
    actor = actor_of(client)
    assert actor.leads(head.membership.unit_id)
    assert not actor.leads(caseworker.membership.unit_id)


def test_a_unit_of_another_role_opens_no_cases_of_that_unit(client):
    principal = builders.a_principal()
    caseworker = builders.a_seat(Role.CASEWORKER, principal)
    elsewhere = builders.a_unit(principal)
    builders.a_seat(Role.ANALYST, principal, unit=elsewhere, user=caseworker.user)
    client.force_login(caseworker.user)
    assert actor_of(client).unit_ids == {caseworker.membership.unit_id}


def test_roles_at_two_principals_are_never_held_at_once(client):
    here = builders.a_seat(Role.ANALYST, builders.a_principal())
    there = builders.a_seat(Role.CONTROLLER, builders.a_principal(), user=here.user)
    client.force_login(here.user)
    assert actor_of(client).roles == {Role.ANALYST}
    client.post("/konto/plats/", {"seat": there.membership.pk})
    actor = actor_of(client)
    assert (actor.principal_id, actor.roles) == (there.actor.principal_id, {Role.CONTROLLER})


def test_whom_a_login_service_vouches_for_takes_no_seat_at_another_principal(client):
    here = builders.a_seat(Role.ANALYST, builders.a_principal())
    there = builders.a_seat(Role.CONTROLLER, builders.a_principal(), user=here.user)
    client.force_login(here.user)
    session = client.session
    session[VOUCHED_AT] = there.membership.principal_id
    session.save()
    assert actor_of(client).principal_id == there.membership.principal_id
    assert client.get("/").context["other_seats"] == []
    assert client.post("/konto/plats/", {"seat": here.membership.pk}).status_code == 404
    Membership.objects.filter(pk=there.membership.pk).delete()
    assert client.get("/").status_code == 403


@pytest.mark.parametrize("wanted", ["999999999", "abc", "", "-1"])
def test_a_seat_that_is_not_ones_own_does_not_exist(client, wanted):
    seat = builders.a_seat(Role.ANALYST, builders.a_principal())
    client.force_login(seat.user)
    assert client.post("/konto/plats/", {"seat": wanted}).status_code == 404


def test_another_users_seat_cannot_be_taken(client):
    seat = builders.a_seat(Role.ANALYST, builders.a_principal())
    other = builders.a_seat(Role.ADMINISTRATOR, builders.a_principal())
    client.force_login(seat.user)
    assert client.post("/konto/plats/", {"seat": other.membership.pk}).status_code == 404
