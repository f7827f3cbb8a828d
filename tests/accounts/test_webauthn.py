"""Security keys and reserve codes beside the app; with a real key in tests/browser/test_security_key.py."""

from __future__ import annotations

import re
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from cryptography.fernet import InvalidToken
from django.test import Client

from stegvis.accounts.sealing import opened, sealed
from stegvis.core.actor import Role
from tests import builders
from tests.accounts.test_login import code_for, set_up_second_factor, sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def user() -> Any:
    return builders.a_seat(Role.CONTROLLER, builders.a_principal()).user


def a_key(user: Any, name: str = "Blå nyckel") -> Authenticator:
    """A key as the database keeps it; its secret half is in nobody's hands."""
    return Authenticator.objects.create(
        user=user, type=Authenticator.Type.WEBAUTHN, data={"name": name, "credential": {}}
    )


def heading(answer: Any) -> str:
    return re.findall(r"<h1>(.*?)</h1>", answer.content.decode(), re.DOTALL)[0].strip()


def test_with_an_app_comes_a_set_of_reserve_codes_that_must_be_seen_before_the_work(
    client: Client, user: Any
) -> None:
    sign_in(client, user)
    client.post("/konto/reauthenticate/", {"password": builders.PASSWORD})
    secret = client.get("/konto/2fa/totp/activate/").context["form"].secret
    answer = client.post("/konto/2fa/totp/activate/", {"code": code_for(secret)})
    assert answer.headers["Location"] == "/konto/2fa/recovery-codes/"
    assert client.get("/").headers["Location"] == "/konto/2fa/recovery-codes/"
    assert (
        len(re.findall(r"<code>\d{8}</code>", client.get("/konto/2fa/recovery-codes/").content.decode()))
        == 10
    )
    assert client.get("/").status_code == 200


def test_who_has_a_factor_but_no_codes_is_led_to_make_them(client: Client, user: Any) -> None:
    sign_in(client, user)
    a_key(user)
    assert client.get("/").headers["Location"] == "/konto/2fa/recovery-codes/generate/"


def test_reserve_codes_alone_are_no_second_factor(client: Client, user: Any) -> None:
    RecoveryCodes.activate(user)
    sign_in(client, user)
    assert client.get("/").headers["Location"] == "/konto/2fa/totp/activate/"


def test_a_reserve_code_opens_once(client: Client, user: Any) -> None:
    sign_in(client, user)
    set_up_second_factor(client, user)
    code = Authenticator.objects.get(user=user, type="recovery_codes").wrap().get_unused_codes()[0]
    for expected in (200, 302):
        client.post("/konto/logout/")
        sign_in(client, user)
        client.post("/konto/2fa/authenticate/", {"code": code})
        assert client.get("/").status_code == expected


def test_who_removes_the_last_key_sets_up_a_factor_before_the_work_goes_on(client: Client, user: Any) -> None:
    sign_in(client, user)
    key = a_key(user)
    RecoveryCodes.activate(user).mark_as_viewed()
    client.post("/konto/reauthenticate/", {"password": builders.PASSWORD})
    assert client.get("/").status_code == 200
    client.post(f"/konto/2fa/webauthn/keys/{key.pk}/remove/")
    assert client.get("/").headers["Location"] == "/konto/2fa/totp/activate/"


def test_nobody_reaches_the_key_of_another(client: Client, user: Any) -> None:
    anothers = a_key(builders.a_user())
    sign_in(client, user)
    client.post("/konto/reauthenticate/", {"password": builders.PASSWORD})
    for page in ("edit", "remove"):
        assert client.get(f"/konto/2fa/webauthn/keys/{anothers.pk}/{page}/").status_code == 404
        assert client.post(f"/konto/2fa/webauthn/keys/{anothers.pk}/{page}/").status_code == 404
    assert Authenticator.objects.filter(pk=anothers.pk).exists()


def test_the_pages_about_keys_speak_swedish(client: Client, user: Any, settings: Any) -> None:
    settings.REQUIRE_SECOND_FACTOR = False
    sign_in(client, user)
    client.post("/konto/reauthenticate/", {"password": builders.PASSWORD})
    assert "Du har ingen säkerhetsnyckel." in client.get("/konto/2fa/webauthn/").content.decode()
    assert heading(client.get("/konto/2fa/webauthn/add/")) == "Lägg till en säkerhetsnyckel"
    key = a_key(user)
    assert "Blå nyckel" in client.get("/konto/2fa/webauthn/").content.decode()
    page = f"/konto/2fa/webauthn/keys/{key.pk}"
    assert heading(client.get(f"{page}/remove/")) == "Ta bort säkerhetsnyckeln Blå nyckel?"
    assert heading(client.get(f"{page}/edit/")) == "Byt namn på säkerhetsnyckeln"
    client.post(f"{page}/edit/", {"name": "Röd nyckel"})
    assert "Röd nyckel" in client.get("/konto/2fa/webauthn/").content.decode()


@pytest.mark.parametrize("answer", ["", "{}", "[]", "null", '{"id": "x"}', '{"response": 1}', "inte json"])
def test_an_answer_that_is_no_keys_is_refused_in_words(client: Client, user: Any, answer: str) -> None:
    TOTP.activate(user, "JBSWY3DPEHPK3PXP")
    sign_in(client, user)
    page = client.post("/konto/2fa/authenticate/", {"credential": answer})
    assert page.status_code == 200
    assert page.wsgi_request.user.is_anonymous


def test_the_secret_of_an_app_lies_sealed_in_the_database(user: Any) -> None:
    TOTP.activate(user, "JBSWY3DPEHPK3PXP")
    RecoveryCodes.activate(user)
    for authenticator in Authenticator.objects.all():
        assert "JBSWY3DPEHPK3PXP" not in str(authenticator.data)
        kept = authenticator.data.get("secret") or authenticator.data["seed"]
        assert kept.startswith("sealed:")


def test_what_is_sealed_is_opened_with_the_same_key_or_the_one_before_and_no_other(settings: Any) -> None:
    text = sealed("hemligt")
    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [settings.SECRET_KEY], "en-annan-nyckel"
    assert opened(text) == "hemligt"
    settings.SECRET_KEY_FALLBACKS = []
    with pytest.raises(InvalidToken):
        opened(text)
    assert opened("skrivet innan något förseglades") == "skrivet innan något förseglades"


def test_a_change_of_how_one_signs_in_asks_for_proof_when_the_last_is_old(client: Client, user: Any) -> None:
    sign_in(client, user)
    assert client.get("/konto/2fa/totp/activate/").status_code == 200
    session = client.session
    session["proved_at"] -= 6 * 60
    session.save()
    for page in ("totp/activate/", "webauthn/add/"):
        assert client.get(f"/konto/2fa/{page}").headers["Location"].startswith("/konto/reauthenticate/")
