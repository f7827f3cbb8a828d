"""Roles, money and exports ask the user to prove anew who he is, and nothing typed is lost by it."""

from __future__ import annotations

import re
from typing import Any

import pytest
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.urls import get_resolver

from stegvis.accounts import demo_logins
from stegvis.accounts.demo_logins import DemoLogin
from stegvis.accounts.models import User
from stegvis.core.actor import Role
from stegvis.core.pages import Access, StepUp
from tests import builders
from tests.accounts.time_passing import the_proof_grows_old

pytestmark = pytest.mark.django_db

NEW_ROLE = {"email": "ny@example.org", "first_name": "Ny", "last_name": "Testsson", "role": "analyst"}
ADDRESS = "/anvandare/ny/"
PROVE = "/bekrafta/?next=%2Fanvandare%2Fny%2F"


@pytest.fixture(autouse=True)
def no_second_factor(settings):
    settings.REQUIRE_SECOND_FACTOR = False


@pytest.fixture
def administrator():
    return builders.a_seat(Role.ADMINISTRATOR, builders.a_principal())


def fields_of(html: str) -> dict[str, str]:
    """What the form on the page would send."""
    return dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', html))


def test_who_has_just_signed_in_is_not_asked(client, administrator):
    client.force_login(administrator.user)
    assert client.get(ADDRESS).status_code == 200


def test_after_a_while_the_page_asks_for_a_proof_and_leads_back(client, administrator):
    client.force_login(administrator.user)
    the_proof_grows_old(client, minutes=16)
    assert client.get(ADDRESS).headers["Location"] == PROVE
    ask = client.get(PROVE).headers["Location"]
    assert ask == "/konto/reauthenticate/?next=%2Fanvandare%2Fny%2F"
    answer = client.post(ask, {"password": builders.PASSWORD, "next": ADDRESS})
    assert answer.headers["Location"] == ADDRESS
    assert client.get(ADDRESS).status_code == 200


def test_a_wrong_password_proves_nothing(client, administrator):
    client.force_login(administrator.user)
    the_proof_grows_old(client, minutes=16)
    client.post("/konto/reauthenticate/", {"password": "fel", "next": ADDRESS})
    assert client.get(ADDRESS).status_code == 302


def test_sending_has_ten_minutes_more_than_opening(client, administrator):
    client.force_login(administrator.user)
    the_proof_grows_old(client, minutes=24)
    assert client.post(ADDRESS, NEW_ROLE).headers["Location"] == "/anvandare/"
    assert User.objects.filter(email="ny@example.org").exists()


def test_what_was_sent_too_late_is_kept_and_sent_after_the_proof(client, administrator):
    client.force_login(administrator.user)
    the_proof_grows_old(client, minutes=26)
    assert client.post(ADDRESS, NEW_ROLE).headers["Location"] == "/bekrafta/?next=%2Ffortsatt%2F"
    assert not User.objects.filter(email="ny@example.org").exists()
    client.post("/konto/reauthenticate/", {"password": builders.PASSWORD, "next": "/fortsatt/"})
    page = client.get("/fortsatt/").content.decode()
    assert 'action="/anvandare/ny/"' in page
    assert client.post(ADDRESS, fields_of(page)).status_code == 302
    assert User.objects.get(email="ny@example.org").last_name == "Testsson"
    assert "Det finns inget att fortsätta med" in client.get("/fortsatt/").content.decode()


def test_a_kept_form_is_offered_to_nobody_else(client, administrator):
    client.force_login(administrator.user)
    the_proof_grows_old(client, minutes=26)
    client.post(ADDRESS, NEW_ROLE)
    kept = client.session["kept_form"]
    assert "ny@example.org" not in kept
    client.force_login(builders.a_seat(Role.ADMINISTRATOR, administrator.membership.principal).user)
    session = client.session
    session["kept_form"] = kept
    session.save()
    assert "ny@example.org" not in client.get("/fortsatt/").content.decode()


def test_a_kept_form_whose_key_is_gone_is_no_form(client, settings, administrator):
    client.force_login(administrator.user)
    the_proof_grows_old(client, minutes=26)
    client.post(ADDRESS, NEW_ROLE)
    assert "ny@example.org" in client.get("/fortsatt/").content.decode()
    kept = client.session["kept_form"]
    settings.SECRET_KEY = "another-key-that-opens-nothing-of-the-old-one"
    client.force_login(administrator.user)
    session = client.session
    session["kept_form"] = kept
    session.save()
    assert "ny@example.org" not in client.get("/fortsatt/").content.decode()


def test_a_wrong_role_is_refused_before_it_is_asked(client):
    client.force_login(builders.a_seat(Role.ANALYST, builders.a_principal()).user)
    the_proof_grows_old(client, minutes=60)
    assert client.get(ADDRESS).status_code == 403


def test_who_signs_in_elsewhere_signs_in_again_with_the_form_in_hand(client, administrator):
    administrator.user.set_unusable_password()
    administrator.user.save()
    client.force_login(administrator.user)
    the_proof_grows_old(client, minutes=26)
    client.post(ADDRESS, NEW_ROLE)
    assert "Logga in igen" in client.get("/bekrafta/?next=/fortsatt/").content.decode()
    answer = client.post("/bekrafta/logga-in-igen/", {"next": "/fortsatt/", "user": administrator.user.pk})
    assert answer.headers["Location"] == "/konto/login/?next=%2Ffortsatt%2F"
    client.force_login(administrator.user)
    assert "ny@example.org" in client.get("/fortsatt/").content.decode()


def test_the_way_back_never_leads_to_another_site(client, administrator):
    client.force_login(administrator.user)
    assert "evil" not in client.get("/bekrafta/?next=https://evil.example/").headers["Location"]


@pytest.fixture
def demo_user(settings, monkeypatch, administrator):
    """One of the demo's users, who signs in with a button."""
    settings.DEMO = True
    login = DemoLogin(Role.ADMINISTRATOR, "administratör", administrator.user.email, "Ada")
    monkeypatch.setattr(demo_logins, "_sources", [lambda: [login]])
    return administrator.user


def test_in_the_demo_a_button_is_the_proof(client, demo_user):
    client.post("/demo/logga-in/", {"email": demo_user.email})
    assert client.get(ADDRESS).status_code == 200
    the_proof_grows_old(client, minutes=26)
    client.post(ADDRESS, NEW_ROLE)
    page = client.get("/bekrafta/?next=/fortsatt/").content.decode()
    assert f'value="{demo_user.email}"' in page
    answer = client.post("/demo/logga-in/", {"email": demo_user.email, "next": "/fortsatt/"})
    assert answer.headers["Location"] == "/fortsatt/"
    assert client.post(ADDRESS, fields_of(client.get("/fortsatt/").content.decode())).status_code == 302
    assert User.objects.filter(email="ny@example.org").exists()


def test_outside_the_demo_the_button_is_not_there(client, settings, demo_user):
    settings.DEMO = False
    client.force_login(demo_user)
    assert client.get("/bekrafta/?next=/").headers["Location"].startswith("/konto/reauthenticate/")


def test_a_code_from_the_app_is_a_proof_too(client, administrator):
    client.force_login(administrator.user)
    secret = generate_totp_secret()
    TOTP.activate(administrator.user, secret)
    the_proof_grows_old(client, minutes=16)
    code = format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))
    client.post("/konto/2fa/reauthenticate/", {"code": code, "next": ADDRESS})
    assert client.get(ADDRESS).status_code == 200


def test_roles_and_money_declare_that_they_ask():
    asking = {name: access.step_up for name, access in declared()}
    always = {"add_role", "end_role", "prepare_settlement", "decide_settlement", "settlement_export"}
    assert {name for name in always if asking[name] is not StepUp.ALWAYS} == set()
    assert asking["bonus"] is StepUp.TO_SEND


def declared() -> list[tuple[str, Access]]:
    from tests.security.addresses import patterns

    found: list[Any] = [p for p in patterns(get_resolver()) if hasattr(p.callback, "access")]
    return [(p.name, p.callback.access) for p in found]
