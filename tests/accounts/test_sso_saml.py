"""Signing in through SAML, against pysaml2's identity provider in a process of its own."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
import requests
from django.core.cache import cache
from django.test import Client

from stegvis.accounts.models import ExternalIdentity, Membership, User
from stegvis.accounts.models.identity_providers import TWO_FACTORS
from stegvis.core.actor import Role
from tests import builders
from tests.accounts.sign_in_services import PATIENCE, Browser, a_group, a_service
from tests.peers import Peer, python, running

pytestmark = pytest.mark.django_db

HOST = "stegvis.example.test"
ANNA = {
    "mail": "anna.alm@provkommun.se",
    "givenName": "Anna",
    "sn": "Alm",
    "groups": ["Stegvis handläggare", "Alla"],
    "class_ref": TWO_FACTORS[1],
}


@pytest.fixture(scope="module")
def peer() -> Iterator[Peer]:
    with running(*python("tests.peers.saml_idp")) as started:
        yield started


@pytest.fixture(scope="module")
def metadata(peer: Peer) -> str:
    return requests.get(f"{peer.address}/metadata", timeout=PATIENCE).text


class SamlBrowser(Browser):
    """Carries the service's answer to us as a form that another site posts."""

    def answer_to(self, address: str, user: str) -> str:
        """What the service answers, as it lies in its form."""
        requests.get(f"{self.peer.address}/be/{user}", timeout=PATIENCE)
        page = requests.get(address, timeout=PATIENCE).text
        return re.findall(r'name="SAMLResponse" value="([^"]+)"', page)[0]

    def posts(self, answer: str, key: str = "jobbet") -> Any:
        """Our session's cookie does not come along with what another site posts."""
        kept = self.client.cookies.pop("sessionid", None)
        put_aside = self.client.post(f"/konto/tjanst/{key}/saml/", {"SAMLResponse": answer})
        if kept is not None:
            self.client.cookies["sessionid"] = kept.value
        assert put_aside.status_code == 302
        return self.client.get(put_aside.headers["Location"])

    def signs_in(self, key: str, user: str, **asked: str) -> Any:
        return self.posts(self.answer_to(self.goes_out(key, **asked), user), key)


@pytest.fixture(autouse=True)
def host(settings: Any) -> None:
    """SAML wants a host name with a dot."""
    settings.ALLOWED_HOSTS = [HOST]
    settings.SINGLE_SIGN_ON_WITHOUT_TLS = True
    cache.clear()


@pytest.fixture
def service(peer: Peer, metadata: str) -> Any:
    service = a_service(
        builders.a_principal(), "jobbet", kind="saml", issuer=f"{peer.address}/metadata", metadata=metadata
    )
    unit = builders.a_unit(service.principal)
    a_group(service, "Stegvis handläggare", Role.CASEWORKER, unit=unit)
    ours = Client(headers={"host": HOST}).get("/konto/tjanst/jobbet/saml/metadata/")
    requests.post(f"{peer.address}/knows", data=ours.content, timeout=PATIENCE)
    return service


@pytest.fixture
def browser(peer: Peer) -> SamlBrowser:
    return SamlBrowser(Client(headers={"host": HOST}), peer)


def says(peer: Peer, **changes: Any) -> None:
    peer.says("anna", **{**ANNA, **changes})


def test_the_first_sign_in_opens_the_account_with_the_role_of_the_group(
    browser: SamlBrowser, service: Any, peer: Peer
) -> None:
    says(peer)
    assert browser.signs_in("jobbet", "anna", next="/arenden/").headers["Location"] == "/arenden/"
    assert browser.client.get("/arenden/").status_code == 200
    user = User.objects.get(email="anna.alm@provkommun.se")
    assert (user.display_name, user.has_usable_password()) == ("Anna Alm", False)
    assert ExternalIdentity.objects.get().subject == "anna"
    assert Membership.objects.get().identity_provider == service


def test_roles_follow_the_groups_at_each_sign_in(browser: SamlBrowser, service: Any, peer: Peer) -> None:
    says(peer)
    browser.signs_in("jobbet", "anna")
    browser.client.post("/konto/logout/")
    says(peer, groups=["Alla"])
    answer = browser.signs_in("jobbet", "anna")
    assert "Du har ingen behörighet i Stegvis." in answer.content.decode()
    assert not Membership.objects.exists()


def test_our_own_second_step_is_asked_for_when_the_service_has_taken_one(
    browser: SamlBrowser, service: Any, peer: Peer
) -> None:
    says(peer, class_ref="urn:oasis:names:tc:SAML:2.0:ac:classes:PasswordProtectedTransport")
    browser.signs_in("jobbet", "anna")
    assert browser.client.get("/").headers["Location"] == "/konto/2fa/totp/activate/"


def test_an_id_that_is_new_each_time_is_nobodys(browser: SamlBrowser, service: Any, peer: Peer) -> None:
    says(peer, transient=True)
    assert "har inte sagt vem du är" in browser.signs_in("jobbet", "anna").content.decode()
    service.subject_claim = "employeeNumber"
    service.save()
    says(peer, transient=True, employeeNumber="4711")
    assert browser.signs_in("jobbet", "anna").status_code == 302
    assert ExternalIdentity.objects.get().subject == "4711"


def test_a_resident_comes_to_his_own_pages_by_his_personal_number(
    browser: SamlBrowser, service: Any, peer: Peer
) -> None:
    case = builders.a_case(builders.a_unit(service.principal))
    service.audience, service.number_claim = "residents", "personalIdentityNumber"
    service.save()
    peer.says("x", personalIdentityNumber=case.person.identifiers.get().value)
    browser.signs_in("jobbet", "x")
    assert case.number in browser.client.get("/mina-sidor/").content.decode()
    assert browser.client.get("/arenden/").status_code == 403
    peer.says("y", personalIdentityNumber=builders.a_personal_number().value)
    answer = browser.signs_in("jobbet", "y")
    assert "Vi hittar inget ärende för dig." in answer.content.decode()


FAULTS = ["unsigned", "changed", "wrapped", "expired", "audience", "issuer", "signature"]


def test_the_faults_are_what_is_refused_and_not_how_they_are_made(
    browser: SamlBrowser, service: Any, peer: Peer
) -> None:
    says(peer, fault="signed again")
    assert browser.signs_in("jobbet", "anna").status_code == 302


@pytest.mark.parametrize("fault", FAULTS)
def test_an_answer_that_cannot_be_trusted_signs_nobody_in(
    browser: SamlBrowser, service: Any, peer: Peer, fault: str
) -> None:
    says(peer, fault=fault)
    answer = browser.signs_in("jobbet", "anna")
    assert answer.status_code == 403
    assert "gick inte att lita på" in answer.content.decode()
    assert not User.objects.exists()


def test_an_answer_that_nobody_has_asked_for_is_not_taken(
    browser: SamlBrowser, service: Any, peer: Peer
) -> None:
    says(peer, fault="unsolicited")
    answer = browser.signs_in("jobbet", "anna")
    assert answer.status_code == 403
    assert not User.objects.exists()


def test_the_same_answer_is_taken_once(browser: SamlBrowser, service: Any, peer: Peer) -> None:
    says(peer)
    answer = browser.answer_to(browser.goes_out("jobbet"), "anna")
    assert browser.posts(answer).status_code == 302
    browser.client.post("/konto/logout/")
    assert browser.posts(answer).status_code == 403


def test_an_answer_to_another_browser_is_not_taken_even_when_it_is_readdressed(
    browser: SamlBrowser, service: Any, peer: Peer
) -> None:
    says(peer)
    stolen = browser.answer_to(browser.goes_out("jobbet"), "anna")
    thief = SamlBrowser(Client(headers={"host": HOST}), peer)
    assert thief.posts(stolen).status_code == 403
    xml = base64.b64decode(stolen).decode()
    own_request = next(iter(_asked(thief)))
    envelope, rest = xml.split(">", 1)
    readdressed = re.sub(r'InResponseTo="[^"]+"', f'InResponseTo="{own_request}"', envelope) + ">" + rest
    answer = thief.posts(base64.b64encode(readdressed.encode()).decode())
    assert answer.status_code == 403
    assert "gick inte att lita på" in answer.content.decode()


def _asked(browser: SamlBrowser) -> Any:
    browser.goes_out("jobbet")
    return browser.client.session["socialaccount_states"]


def test_an_assertion_that_has_been_used_is_not_taken_again_whatever_the_session_says(
    browser: SamlBrowser, service: Any, peer: Peer
) -> None:
    says(peer)
    address = browser.goes_out("jobbet")
    answer = browser.answer_to(address, "anna")
    states = browser.client.session["socialaccount_states"]
    browser.posts(answer)
    browser.client.post("/konto/logout/")
    browser.goes_out("jobbet")
    session = browser.client.session
    session["socialaccount_states"] = states  # as if the same request were asked again
    session.save()
    assert browser.posts(answer).status_code == 403


@pytest.mark.parametrize("rubbish", ["", "inte base64 alls", base64.b64encode(b"<x/>").decode(), "PD94"])
def test_what_is_no_answer_is_refused_in_words(browser: SamlBrowser, service: Any, rubbish: str) -> None:
    browser.goes_out("jobbet")
    assert browser.posts(rubbish).status_code == 403


def test_entities_of_other_files_are_not_read(browser: SamlBrowser, service: Any) -> None:
    browser.goes_out("jobbet")
    bomb = b'<!DOCTYPE r [<!ENTITY e SYSTEM "file:///etc/hostname">]><r InResponseTo="x">&e;</r>'
    assert browser.posts(base64.b64encode(bomb).decode()).status_code == 403


def test_the_answer_is_put_aside_in_a_cookie_that_no_script_reads(browser: SamlBrowser, service: Any) -> None:
    answer = browser.client.post("/konto/tjanst/jobbet/saml/", {"SAMLResponse": "x"})
    cookie = answer.cookies["saml_answer"]
    assert cookie["httponly"]
    assert cookie["path"] == urlsplit(answer.headers["Location"]).path


def test_our_metadata_say_where_the_answer_goes_and_that_it_must_be_signed(service: Any) -> None:
    page = Client(headers={"host": HOST}).get("/konto/tjanst/jobbet/saml/metadata/")
    text = page.content.decode()
    assert f"http://{HOST}/konto/tjanst/jobbet/saml/" in text
    assert 'WantAssertionsSigned="true"' in text


def test_a_service_of_the_other_kind_has_no_metadata_and_takes_no_such_answer(browser: SamlBrowser) -> None:
    a_service(builders.a_principal(), "annan", issuer="https://login.example")
    assert browser.client.get("/konto/tjanst/annan/saml/metadata/").status_code == 404
    assert browser.posts("x", "annan").status_code == 404
