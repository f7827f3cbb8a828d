"""Signing in through a certified OpenID provider, oidc-provider of npm: `make test-sso`, with Node."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
import requests

from stegvis.accounts.models import ExternalIdentity, Membership, User
from stegvis.core.actor import Role
from tests import builders
from tests.accounts.sign_in_services import PATIENCE, Browser, a_group, a_service
from tests.peers import ROOT, Peer, running

FOLDER = ROOT / "tests/peers/oidc_provider_node"
ANNA = {
    "email": "anna.alm@provkommun.se",
    "given_name": "Anna",
    "family_name": "Alm",
    "groups": ["Stegvis analys"],
    "amr": ["pwd", "mfa"],
}

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.node,
    pytest.mark.skipif(not shutil.which("node"), reason="Node is missing: the certified provider needs it."),
    pytest.mark.skipif(not (FOLDER / "node_modules").is_dir(), reason="Run make test-sso: it installs it."),
]


@pytest.fixture(scope="module")
def peer() -> Iterator[Peer]:
    with running("node", str(FOLDER / "server.mjs")) as started:
        yield started


class FollowingBrowser(Browser):
    """This provider sends the browser around among its own pages first."""

    def comes_back(self, address: str, user: str) -> str:
        self.elsewhere.get(f"{self.peer.address}/be/{user}", timeout=PATIENCE)
        while True:
            answer = self.elsewhere.get(address, allow_redirects=False, timeout=PATIENCE)
            assert answer.is_redirect, answer.text
            address = requests.compat.urljoin(address, answer.headers["Location"])  # type: ignore[attr-defined]
            parts = urlsplit(address)
            if parts.hostname == "testserver":
                return f"{parts.path}?{parts.query}"


@pytest.fixture
def service(peer: Peer, settings: Any) -> Any:
    settings.SINGLE_SIGN_ON_WITHOUT_TLS = True
    service = a_service(builders.a_principal(), "jobbet", issuer=peer.address)
    a_group(service, "Stegvis analys", Role.ANALYST)
    return service


@pytest.fixture
def browser(client: Any, peer: Peer) -> FollowingBrowser:
    return FollowingBrowser(client, peer)


def test_a_member_of_the_group_comes_in_with_its_role(
    browser: FollowingBrowser, service: Any, peer: Peer
) -> None:
    peer.says("anna", **ANNA)
    assert browser.signs_in("jobbet", "anna").headers["Location"] == "/"
    assert browser.client.get("/").status_code == 200
    assert User.objects.get().display_name == "Anna Alm"
    assert Membership.objects.get().role == Role.ANALYST
    assert ExternalIdentity.objects.get().subject == "anna"


def test_who_has_left_the_group_is_shut_out(browser: FollowingBrowser, service: Any, peer: Peer) -> None:
    peer.says("anna", **ANNA)
    browser.signs_in("jobbet", "anna")
    browser.client.post("/konto/logout/")
    peer.says("anna", **{**ANNA, "groups": []})
    assert browser.signs_in("jobbet", "anna").status_code == 403
    assert not Membership.objects.exists()


def test_the_same_answer_is_taken_once(browser: FollowingBrowser, service: Any, peer: Peer) -> None:
    peer.says("anna", **ANNA)
    address = browser.comes_back(browser.goes_out("jobbet"), "anna")
    assert browser.client.get(address).status_code == 302
    assert browser.client.get(address).status_code == 403


def test_without_two_factors_there_our_own_is_asked_for(
    browser: FollowingBrowser, service: Any, peer: Peer
) -> None:
    peer.says("anna", **{**ANNA, "amr": ["pwd"]})
    browser.signs_in("jobbet", "anna")
    assert browser.client.get("/").headers["Location"] == "/konto/2fa/totp/activate/"
