"""A login service that remembers the browser proves nothing anew: it must have asked the user."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client

from stegvis.accounts.models import User
from stegvis.accounts.single_sign_on.saml import asked_at
from stegvis.core.actor import Role
from tests import builders
from tests.accounts.sign_in_services import Browser, a_group, a_service
from tests.accounts.time_passing import the_proof_grows_old
from tests.peers import Peer, python, running

pytestmark = pytest.mark.django_db

ANNA = {"email": "anna@provkommun.se", "given_name": "Anna", "family_name": "Alm", "groups": ["Chefer"]}
PREPARE = "/ersattning/avrakna/"


@pytest.fixture(scope="module")
def peer() -> Iterator[Peer]:
    with running(*python("tests.peers.oidc_provider")) as started:
        yield started


@pytest.fixture(autouse=True)
def easy(settings: Any) -> None:
    settings.SINGLE_SIGN_ON_WITHOUT_TLS = True
    settings.REQUIRE_SECOND_FACTOR = False


@pytest.fixture
def browser(client: Client, peer: Peer) -> Browser:
    principal = builders.a_principal()
    service = a_service(principal, "jobbet", issuer=f"{peer.address}/o")
    a_group(service, "Chefer", Role.HEAD_OF_UNIT, unit=builders.a_unit(principal))
    return Browser(client, peer)


def arrives(browser: Browser, peer: Peer, fault: str = "") -> None:
    peer.says("anna", **ANNA, fault=fault)
    browser.signs_in("jobbet", "anna")
    assert User.objects.filter(email=ANNA["email"]).exists()


def asks_first(client: Client) -> bool:
    return bool(client.get(PREPARE).status_code == 302)


def signs_out_to_sign_in(client: Client) -> None:
    user = User.objects.get(email=ANNA["email"])
    answer = client.post("/bekrafta/logga-in-igen/", {"next": PREPARE, "user": user.pk})
    assert answer.headers["Location"].startswith("/konto/login/")


def test_who_has_just_been_asked_by_the_service_is_not_asked_again(client, browser, peer):
    arrives(browser, peer)
    assert not asks_first(client)


def test_who_the_service_remembered_for_an_hour_is_asked(client, browser, peer):
    arrives(browser, peer, "asked long ago")
    assert asks_first(client)


def test_a_service_that_does_not_say_when_is_not_believed_by_itself(client, browser, peer):
    arrives(browser, peer, "asked nobody knows when")
    assert asks_first(client)


def test_signing_in_anew_tells_the_service_to_ask(client, browser, peer):
    arrives(browser, peer)
    the_proof_grows_old(client, minutes=16)
    assert asks_first(client)
    signs_out_to_sign_in(client)
    asked = parse_qs(urlsplit(browser.goes_out("jobbet")).query)
    assert (asked["prompt"], asked["max_age"]) == (["login"], ["0"])


def test_taking_away_the_order_to_ask_helps_nobody(client, browser, peer):
    """Somebody at an unlocked computer edits the address on its way to the service, which lets him in."""
    arrives(browser, peer)
    signs_out_to_sign_in(client)
    peer.says("anna", **ANNA, fault="asked long ago")
    address = browser.goes_out("jobbet").replace("&prompt=login", "").replace("&max_age=0", "")
    assert "prompt" not in address
    client.get(browser.comes_back(address, "anna"))
    assert client.get("/").status_code == 200
    assert asks_first(client)


def test_a_saml_answer_tells_when_its_user_was_asked():
    statement = '<saml:AuthnStatement AuthnInstant="2026-03-16T08:00:00Z"/>'
    answer = (
        '<x xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion">'
        f'<saml:Assertion ID="other">{statement.replace("08:", "09:")}</saml:Assertion>'
        f'<saml:Assertion ID="checked">{statement}</saml:Assertion><saml:Assertion ID="silent"/></x>'
    )
    assert asked_at(answer, "checked") == 1773648000.0
    assert asked_at(answer, "silent") is None
