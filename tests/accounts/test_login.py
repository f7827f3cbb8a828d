"""Signing in: password and a second factor; one-click logins only in the demo."""

import re

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from allauth.mfa.utils import is_mfa_enabled

from stegvis.accounts import demo_logins
from stegvis.core.actor import Role
from tests import builders

pytestmark = pytest.mark.django_db


@pytest.fixture
def seat():
    return builders.a_seat(Role.CONTROLLER, builders.a_principal())


def sign_in(client, user, password=builders.PASSWORD):
    return client.post("/konto/login/", {"login": user.email, "password": password})


def set_up_second_factor(client, user) -> None:
    """As the pages lead: the password once more, the code of the new app, and a look at the reserve codes."""
    client.post("/konto/reauthenticate/", {"password": builders.PASSWORD})
    secret = client.get("/konto/2fa/totp/activate/").context["form"].secret
    client.post("/konto/2fa/totp/activate/", {"code": code_for(secret)})
    client.get("/konto/2fa/recovery-codes/")


def code_for(secret: str) -> str:
    return format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))


def test_a_wrong_password_lets_nobody_in(client, seat):
    response = sign_in(client, seat.user, "fel-lösenord-helt-enkelt")
    assert response.status_code == 200
    assert response.wsgi_request.user.is_anonymous


def test_a_wrong_password_is_told_in_the_log_without_whose_it_was(client, seat, caplog):
    for address in (seat.user.email, seat.user.email.upper(), "nobody@example.org"):
        client.post("/konto/login/", {"login": address, "password": "fel-lösenord-helt-enkelt"})
    told = [record for record in caplog.records if record.message == "A password was refused."]
    accounts = [record.account for record in told]
    assert accounts[0] == accounts[1] != accounts[2]
    assert seat.user.email not in str([vars(record) for record in told])


def test_who_asks_for_what_is_not_for_him_is_told_in_the_log_by_number(client, seat, caplog, settings):
    settings.REQUIRE_SECOND_FACTOR = False
    caplog.set_level("INFO", "stegvis.access")
    client.force_login(seat.user)
    assert client.get("/anvandare/").status_code == 403
    told = [vars(record) for record in caplog.records if record.name == "stegvis.access"]
    assert (told[-1]["route"], told[-1]["status"], told[-1]["user"]) == ("anvandare/", 403, seat.user.pk)


def test_a_password_alone_leads_to_setting_up_a_second_factor_and_nowhere_else(client, seat):
    sign_in(client, seat.user)
    for address in ("/", "/vantar/anything/", "/konto/password/change/"):
        assert client.get(address).headers["Location"] == "/konto/2fa/totp/activate/"


def test_with_password_and_code_the_start_page_opens(client, seat):
    sign_in(client, seat.user)
    set_up_second_factor(client, seat.user)
    assert client.get("/").status_code == 200


def test_next_time_the_code_is_asked_for_before_anything_opens(client, seat):
    sign_in(client, seat.user)
    set_up_second_factor(client, seat.user)
    client.post("/konto/logout/")
    assert sign_in(client, seat.user).headers["Location"].startswith("/konto/2fa/authenticate/")
    assert client.get("/").headers["Location"].startswith("/konto/login/")


def test_who_takes_the_second_factor_away_works_no_further_before_a_new_one_is_set_up(client, seat):
    sign_in(client, seat.user)
    set_up_second_factor(client, seat.user)
    assert client.get("/").status_code == 200
    assert client.post("/konto/2fa/totp/deactivate/").status_code == 302
    assert not is_mfa_enabled(seat.user)
    assert client.get("/").headers["Location"] == "/konto/2fa/totp/activate/"


def test_nobody_can_open_an_account_by_himself(client):
    page = client.get("/konto/signup/")
    assert not re.search(r'name="password1"', page.content.decode())


def test_outside_the_demo_there_is_no_one_click_login(client, seat, monkeypatch):
    demo = demo_logins.DemoLogin("controller", "Controller", seat.user.email, "Test")
    monkeypatch.setattr(demo_logins, "_sources", [lambda: [demo]])
    assert client.post("/demo/logga-in/", {"email": seat.user.email}).status_code == 404
    assert demo_logins.demo_logins() == []


def test_in_the_demo_one_click_signs_in_as_a_demo_user_and_as_nobody_else(
    client, seat, settings, monkeypatch
):
    settings.DEMO = True
    settings.REQUIRE_SECOND_FACTOR = False
    demo = demo_logins.DemoLogin("controller", "Controller", seat.user.email, "Test")
    monkeypatch.setattr(demo_logins, "_sources", [lambda: [demo]])
    other = builders.a_user()
    client.post("/demo/logga-in/", {"email": other.email})
    assert client.get("/").status_code == 302
    client.post("/demo/logga-in/", {"email": seat.user.email})
    assert client.get("/").status_code == 200
