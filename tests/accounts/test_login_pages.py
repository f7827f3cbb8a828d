"""The pages around signing in: in Swedish, in the page language, and the way back in by e-mail."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.core import mail
from django.test import Client

from stegvis.core.actor import Role
from tests import builders

pytestmark = pytest.mark.django_db

OPEN_TO_ALL = {
    "/konto/login/": "Logga in",
    "/konto/signup/": "Du kan inte öppna ett konto själv",
    "/konto/inactive/": "Kontot är stängt",
    "/konto/password/reset/": "Har du glömt lösenordet?",
    "/konto/password/reset/done/": "Titta i din e-post",
    "/konto/password/reset/key/1-set-password/": "Länken gäller inte längre",
    "/konto/password/reset/key/done/": "Lösenordet är bytt",
}

FOR_THE_SIGNED_IN = {
    "/konto/logout/": "Vill du logga ut?",
    "/konto/reauthenticate/": "Bekräfta att det är du",
    "/konto/2fa/": "Inloggning i två steg",
    "/konto/password/change/": "Byt lösenord",
}


@pytest.fixture
def user() -> Any:
    return builders.a_seat(Role.CONTROLLER, builders.a_principal()).user


def heading_of(html: str) -> str:
    return re.findall(r"<h1>(.*?)</h1>", html, re.DOTALL)[0].strip()


@pytest.mark.parametrize(("address", "heading"), OPEN_TO_ALL.items())
def test_a_page_open_to_all_speaks_our_words(client: Client, address: str, heading: str) -> None:
    assert heading_of(client.get(address).content.decode()) == heading


@pytest.mark.parametrize(("address", "heading"), FOR_THE_SIGNED_IN.items())
def test_a_page_for_the_signed_in_speaks_our_words(
    client: Client, user: Any, settings: Any, address: str, heading: str
) -> None:
    settings.REQUIRE_SECOND_FACTOR = False
    client.force_login(user)
    assert heading_of(client.get(address).content.decode()) == heading


def test_a_wrong_password_is_told_without_saying_which_was_wrong(client: Client, user: Any) -> None:
    for login in (user.email, "ingen@example.org"):
        html = client.post("/konto/login/", {"login": login, "password": "fel"}).content.decode()
        assert "E-postadressen eller lösenordet stämmer inte. Försök igen." in html
        assert "fel" not in re.findall(r'type="password"[^>]*', html)[0]


def test_a_forgotten_password_is_chosen_anew_by_a_link_in_a_letter(client: Client, user: Any) -> None:
    client.post("/konto/password/reset/", {"email": user.email})
    letter = mail.outbox[0]
    assert letter.subject.endswith("Välj lösenord till Stegvis")
    link = re.findall(r"https?://testserver(/\S+)", str(letter.body))[0]
    form_address = client.get(link).headers["Location"]
    assert heading_of(client.get(form_address).content.decode()) == "Välj nytt lösenord"
    new = "fyra-ord-utan-samband"
    client.post(form_address, {"password1": new, "password2": new})
    user.refresh_from_db()
    assert user.check_password(new)


def test_an_unknown_address_gets_a_letter_that_says_so_and_the_page_tells_nothing(client: Client) -> None:
    page = client.post("/konto/password/reset/", {"email": "ingen@example.org"})
    assert page.headers["Location"] == "/konto/password/reset/done/"
    assert "det finns inget konto med den adressen" in mail.outbox[0].body
