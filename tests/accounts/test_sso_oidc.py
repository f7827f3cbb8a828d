"""Signing in through OpenID Connect, against django-oauth-toolkit in a process of its own."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from allauth.mfa.totp.internal.auth import TOTP
from django.core import mail
from django.core.cache import cache
from django.test import Client

from stegvis.accounts.models import ExternalIdentity, Membership, User
from stegvis.accounts.models.identity_providers import PERSONAL_NUMBER_CLAIM
from stegvis.core import clock
from stegvis.core.actor import Role
from stegvis.core.period import Period
from tests import builders
from tests.accounts.sign_in_services import Browser, a_group, a_service
from tests.peers import Peer, python, running

pytestmark = pytest.mark.django_db

ANNA = {
    "email": "anna.alm@provkommun.se",
    "given_name": "Anna",
    "family_name": "Alm",
    "groups": ["Stegvis handläggare"],
    "amr": ["pwd", "mfa"],
}


@pytest.fixture(scope="module")
def peer() -> Iterator[Peer]:
    with running(*python("tests.peers.oidc_provider")) as started:
        yield started


@pytest.fixture(autouse=True)
def without_tls(settings: Any) -> None:
    """The peer listens on this machine only."""
    settings.SINGLE_SIGN_ON_WITHOUT_TLS = True
    cache.clear()


@pytest.fixture
def principal() -> Any:
    return builders.a_principal()


@pytest.fixture
def unit(principal: Any) -> Any:
    return builders.a_unit(principal)


@pytest.fixture
def service(principal: Any, unit: Any, peer: Peer) -> Any:
    service = a_service(principal, "jobbet", issuer=f"{peer.address}/o")
    a_group(service, "Stegvis handläggare", Role.CASEWORKER, unit=unit)
    a_group(service, "Stegvis analys", Role.ANALYST)
    return service


@pytest.fixture
def browser(client: Client, peer: Peer) -> Browser:
    return Browser(client, peer)


def says(peer: Peer, user: str, **changes: Any) -> None:
    peer.says(user, **{**ANNA, **changes})


def roles_of(user: User) -> list[str]:
    return sorted(m.role for m in Membership.objects.filter(user=user).on(clock.today()))


# --- Coming in ------------------------------------------------------------------------------------


def test_the_first_sign_in_opens_the_account_with_the_role_of_the_group(
    browser: Browser, service: Any, unit: Any, peer: Peer
) -> None:
    says(peer, "anna")
    assert browser.signs_in("jobbet", "anna").headers["Location"] == "/"
    assert browser.client.get("/").status_code == 200
    user = User.objects.get(email="anna.alm@provkommun.se")
    assert (user.display_name, user.has_usable_password()) == ("Anna Alm", False)
    seat = Membership.objects.get(user=user)
    assert (seat.role, seat.unit, seat.identity_provider) == (Role.CASEWORKER, unit, service)


def test_the_user_goes_on_to_the_page_that_was_asked_for(browser: Browser, service: Any, peer: Peer) -> None:
    says(peer, "anna")
    answer = browser.signs_in("jobbet", "anna", next="/arenden/?sida=2")
    assert answer.headers["Location"] == "/arenden/?sida=2"
    answer = browser.signs_in("jobbet", "anna", next="https://elsewhere.example/")
    assert answer.headers["Location"] == "/"


def test_the_second_time_the_same_account_is_used_by_the_services_own_key(
    browser: Browser, service: Any, peer: Peer
) -> None:
    says(peer, "anna")
    browser.signs_in("jobbet", "anna")
    says(peer, "anna", email="anna.ek@provkommun.se", family_name="Ek")
    browser.signs_in("jobbet", "anna")
    assert [user.display_name for user in User.objects.all()] == ["Anna Ek"]


def test_the_request_carries_what_only_this_browser_can_answer_to(
    browser: Browser, service: Any, peer: Peer
) -> None:
    asked = parse_qs(urlsplit(browser.goes_out("jobbet", scope="admin", auth_params="nonce=mine")).query)
    assert asked["code_challenge_method"] == ["S256"]
    assert asked["nonce"] != ["mine"]
    assert set(asked["scope"][0].split()) == {"openid", "profile", "email"}
    assert asked["redirect_uri"] == ["http://testserver/konto/tjanst/jobbet/svar/"]


def test_the_login_page_offers_the_services_in_use(client: Client, service: Any) -> None:
    assert 'href="/konto/tjanst/jobbet/"' in client.get("/konto/login/").content.decode()
    service.door.delete()
    assert "/konto/tjanst/jobbet/" not in client.get("/konto/login/").content.decode()


def test_an_address_leads_to_the_service_of_its_domain(client: Client, service: Any) -> None:
    answer = client.post("/konto/tjanst/", {"email": "bo@PROVKOMMUN.se"})
    assert answer.headers["Location"] == "/konto/tjanst/jobbet/"
    page = client.post("/konto/tjanst/", {"email": "bo@elsewhere.example"}).content.decode()
    assert "Adressen hör inte till någon av tjänsterna." in page


# --- Roles from groups ----------------------------------------------------------------------------


def test_who_leaves_a_group_loses_its_role_and_keeps_what_was_given_by_hand(
    browser: Browser, service: Any, peer: Peer
) -> None:
    says(peer, "anna")
    with clock.frozen(builders.TODAY):
        browser.signs_in("jobbet", "anna")
        user = User.objects.get()
        Membership.objects.create(
            principal=service.principal, user=user, role=Role.QUALITY_OFFICER, period=Period(builders.TODAY)
        )
    says(peer, "anna", groups=["Stegvis analys", "Något annat"])
    browser.signs_in("jobbet", "anna")
    assert roles_of(user) == ["analyst", "quality_officer"]
    ended = Membership.objects.get(user=user, role=Role.CASEWORKER)
    assert ended.period == Period(builders.TODAY, clock.today())
    assert Membership.pgh_event_model.objects.filter(pgh_obj=ended).count() == 1


def test_who_has_left_all_groups_has_no_seat_and_is_told_so(
    browser: Browser, service: Any, peer: Peer
) -> None:
    says(peer, "anna")
    browser.signs_in("jobbet", "anna")
    browser.client.post("/konto/logout/")
    says(peer, "anna", groups=[])
    answer = browser.signs_in("jobbet", "anna")
    assert answer.status_code == 403
    assert "Du har ingen behörighet i Stegvis." in answer.content.decode()
    assert browser.client.get("/").headers["Location"].startswith("/konto/login/")
    assert roles_of(User.objects.get()) == []


def test_nobody_without_a_mapped_group_gets_an_account(browser: Browser, service: Any, peer: Peer) -> None:
    says(peer, "bo", email="bo@provkommun.se", groups=["Alla anställda"])
    assert browser.signs_in("jobbet", "bo").status_code == 403
    assert not User.objects.exists()


def test_a_group_of_another_principal_gives_nothing_here(browser: Browser, service: Any, peer: Peer) -> None:
    neighbour = builders.a_principal()
    theirs = a_service(neighbour, "grannen", issuer=f"{peer.address}/o", email_domains=[])
    a_group(theirs, "Grannens handläggare", Role.CASEWORKER, unit=builders.a_unit(neighbour))
    says(peer, "bo", email="bo@provkommun.se", groups=["Grannens handläggare"])
    assert browser.signs_in("jobbet", "bo").status_code == 403
    assert browser.signs_in("grannen", "bo").status_code == 302
    assert [m.principal for m in Membership.objects.all()] == [neighbour]


def test_roles_that_do_not_go_together_are_not_given_and_the_user_is_told_why(
    browser: Browser, service: Any, peer: Peer
) -> None:
    a_group(service, "Anordnaren", Role.PROVIDER_STAFF, provider=builders.a_provider(service.principal))
    says(peer, "anna", groups=["Anordnaren", "Stegvis analys"])
    answer = browser.signs_in("jobbet", "anna")
    assert "arbetar inte för kommunen" in answer.content.decode()
    assert not Membership.objects.exists()


def test_a_sensitive_role_never_follows_from_a_group(browser: Browser, service: Any, peer: Peer) -> None:
    a_group(service, "Chefer", Role.ADMINISTRATOR)
    says(peer, "anna", groups=["Chefer", "Stegvis analys"])
    browser.signs_in("jobbet", "anna")
    assert roles_of(User.objects.get()) == ["analyst"]


def test_who_has_been_shut_out_here_is_not_let_in_by_the_service(
    browser: Browser, service: Any, peer: Peer
) -> None:
    says(peer, "anna")
    browser.signs_in("jobbet", "anna")
    browser.client.post("/konto/logout/")
    User.objects.update(is_active=False)
    assert "Kontot är stängt." in browser.signs_in("jobbet", "anna").content.decode()
    assert browser.client.get("/").headers["Location"].startswith("/konto/login/")


# --- Addresses and accounts -----------------------------------------------------------------------


def test_an_address_alone_opens_nobodys_account(browser: Browser, service: Any, peer: Peer) -> None:
    own = builders.a_seat(Role.ANALYST, service.principal).user
    User.objects.filter(pk=own.pk).update(email=ANNA["email"])
    says(peer, "anna")
    answer = browser.signs_in("jobbet", "anna")
    assert "Det finns redan ett konto med din e-postadress." in answer.content.decode()
    assert not ExternalIdentity.objects.exists()


def test_the_password_connects_an_account_that_was_there_and_then_opens_nothing(
    browser: Browser, service: Any, peer: Peer, settings: Any
) -> None:
    settings.REQUIRE_SECOND_FACTOR = False
    own = builders.a_seat(Role.ANALYST, service.principal).user
    User.objects.filter(pk=own.pk).update(email=ANNA["email"])
    says(peer, "anna")
    browser.signs_in("jobbet", "anna")
    secret = {"login": ANNA["email"], "password": builders.PASSWORD}
    browser.client.post("/konto/login/?next=/konto/tjanst/koppla/", secret)
    assert "Vill du logga in med Jobbet?" in browser.client.get("/konto/tjanst/koppla/").content.decode()
    assert browser.client.post("/konto/tjanst/koppla/").headers["Location"] == "/"
    assert browser.client.get("/").status_code == 200
    browser.client.post("/konto/logout/")
    browser.client.post("/konto/login/", secret)
    assert browser.client.get("/").status_code == 302
    browser.signs_in("jobbet", "anna")
    assert browser.client.get("/").status_code == 200
    assert roles_of(own) == ["analyst", "caseworker"]


def test_a_providers_staff_connect_their_accounts_too(
    browser: Browser, service: Any, peer: Peer, settings: Any
) -> None:
    settings.REQUIRE_SECOND_FACTOR = False
    provider = builders.a_provider(service.principal)
    own = builders.a_seat(Role.PROVIDER_STAFF, service.principal, provider=provider).user
    User.objects.filter(pk=own.pk).update(email=ANNA["email"])
    says(peer, "anna")
    browser.signs_in("jobbet", "anna")
    browser.client.post("/konto/login/", {"login": ANNA["email"], "password": builders.PASSWORD})
    assert browser.client.post("/konto/tjanst/koppla/").headers["Location"] == "/"
    assert ExternalIdentity.objects.get().user == own


def test_nobody_connects_an_account_with_what_another_was_vouched_for(
    browser: Browser, service: Any, peer: Peer, settings: Any
) -> None:
    settings.REQUIRE_SECOND_FACTOR = False
    own = builders.a_seat(Role.ANALYST, service.principal).user
    User.objects.filter(pk=own.pk).update(email=ANNA["email"])
    another = builders.a_seat(Role.ANALYST, service.principal).user
    says(peer, "anna")
    browser.signs_in("jobbet", "anna")
    browser.client.post("/konto/login/", {"login": another.email, "password": builders.PASSWORD})
    assert browser.client.post("/konto/tjanst/koppla/").status_code == 404
    assert not ExternalIdentity.objects.exists()


def test_an_address_of_another_domain_is_refused(browser: Browser, service: Any, peer: Peer) -> None:
    says(peer, "anna", email="anna@elsewhere.example")
    answer = browser.signs_in("jobbet", "anna")
    assert "Din e-postadress hör inte till den här inloggningstjänsten." in answer.content.decode()


def test_who_signs_in_at_work_gets_no_password_by_mail(
    browser: Browser, service: Any, peer: Peer, client: Client
) -> None:
    says(peer, "anna")
    browser.signs_in("jobbet", "anna")
    Client().post("/konto/password/reset/", {"email": ANNA["email"]})
    assert "Du loggar in i Stegvis med Jobbet" in str(mail.outbox[0].body)
    assert "/password/reset/key/" not in str(mail.outbox[0].body)


# --- The second step ------------------------------------------------------------------------------


def test_the_service_may_have_taken_the_second_step(browser: Browser, service: Any, peer: Peer) -> None:
    says(peer, "anna")
    browser.signs_in("jobbet", "anna")
    TOTP.activate(User.objects.get(), "JBSWY3DPEHPK3PXP")
    browser.client.post("/konto/logout/")
    assert browser.signs_in("jobbet", "anna").headers["Location"] == "/"


def test_otherwise_our_own_is_asked_for(browser: Browser, service: Any, peer: Peer) -> None:
    says(peer, "anna", amr=["pwd"])
    browser.signs_in("jobbet", "anna")
    assert browser.client.get("/").headers["Location"] == "/konto/2fa/totp/activate/"
    TOTP.activate(User.objects.get(), "JBSWY3DPEHPK3PXP")
    browser.client.post("/konto/logout/")
    answer = browser.signs_in("jobbet", "anna")
    assert answer.headers["Location"].startswith("/konto/2fa/authenticate/")


def test_what_counts_as_two_steps_is_for_the_principal_to_say(
    browser: Browser, service: Any, peer: Peer
) -> None:
    service.two_factor_values = ["urn:loa3"]
    service.save()
    says(peer, "anna")
    browser.signs_in("jobbet", "anna")
    assert browser.client.get("/").status_code == 302
    browser.client.post("/konto/logout/")
    says(peer, "anna", acr="urn:loa3")
    browser.signs_in("jobbet", "anna")
    assert browser.client.get("/").status_code == 200


# --- What is not taken ----------------------------------------------------------------------------

FAULTS = [
    "expired",
    "audience",
    "issuer",
    "nonce",
    "azp",
    "signature",
    "unsigned",
    "signed with the secret",
    "user page of another",
]


def test_the_faults_are_what_is_refused_and_not_how_they_are_made(
    browser: Browser, service: Any, peer: Peer
) -> None:
    says(peer, "anna", fault="signed again")
    assert browser.signs_in("jobbet", "anna").status_code == 302


@pytest.mark.parametrize("fault", FAULTS)
def test_an_answer_that_cannot_be_trusted_signs_nobody_in(
    browser: Browser, service: Any, peer: Peer, fault: str, caplog: pytest.LogCaptureFixture
) -> None:
    says(peer, "anna", fault=fault)
    with caplog.at_level(logging.WARNING, "stegvis"):
        answer = browser.signs_in("jobbet", "anna")
    assert answer.status_code == 403
    assert "gick inte att lita på" in answer.content.decode()
    assert "An answer of a login service was not taken" in caplog.text
    assert ANNA["email"] not in caplog.text
    assert not User.objects.exists()


def test_the_same_answer_is_taken_once(browser: Browser, service: Any, peer: Peer) -> None:
    says(peer, "anna")
    address = browser.comes_back(browser.goes_out("jobbet"), "anna")
    assert browser.client.get(address).status_code == 302
    browser.client.post("/konto/logout/")
    for client in (browser.client, Client()):
        answer = client.get(address)
        assert answer.status_code == 403
        assert "var redan använd" in answer.content.decode()


def test_an_answer_to_another_browser_is_not_taken(browser: Browser, service: Any, peer: Peer) -> None:
    says(peer, "anna")
    address = browser.comes_back(browser.goes_out("jobbet"), "anna")
    stranger = Client()
    stranger.get("/konto/tjanst/jobbet/")
    assert stranger.get(address).status_code == 403


def test_an_answer_to_one_service_is_not_taken_at_another(browser: Browser, service: Any, peer: Peer) -> None:
    a_service(builders.a_principal(), "grannen", issuer=f"{peer.address}/o")
    says(peer, "anna")
    address = browser.comes_back(browser.goes_out("jobbet"), "anna")
    assert browser.client.get(address.replace("/jobbet/", "/grannen/")).status_code == 403


def test_who_changes_his_mind_at_the_service_is_told_so(browser: Browser, service: Any) -> None:
    state = parse_qs(urlsplit(browser.goes_out("jobbet")).query)["state"][0]
    answer = browser.client.get("/konto/tjanst/jobbet/svar/", {"error": "access_denied", "state": state})
    assert "Du avbröt inloggningen." in answer.content.decode()


def test_a_service_that_is_shut_or_unknown_does_not_exist(browser: Browser, service: Any, peer: Peer) -> None:
    says(peer, "anna")
    address = browser.comes_back(browser.goes_out("jobbet"), "anna")
    service.active = False
    service.save()
    for path in ("/konto/tjanst/jobbet/", "/konto/tjanst/finns-inte/", address):
        assert browser.client.get(path).status_code == 404


def test_a_service_that_does_not_answer_is_told_in_words(client: Client, service: Any) -> None:
    service.issuer = "http://127.0.0.1:9/o"
    service.save()
    answer = client.get("/konto/tjanst/jobbet/")
    assert answer.status_code == 403
    assert "Inloggningstjänsten svarar inte." in answer.content.decode()


def test_nothing_is_said_to_a_service_without_tls(client: Client, service: Any, settings: Any) -> None:
    settings.SINGLE_SIGN_ON_WITHOUT_TLS = False
    assert "utan https" in client.get("/konto/tjanst/jobbet/").content.decode()


# --- Residents ------------------------------------------------------------------------------------


@pytest.fixture
def e_id(principal: Any, peer: Peer) -> Any:
    return a_service(
        principal,
        "eid",
        audience="residents",
        issuer=f"{peer.address}/o",
        scopes="openid number",
        email_domains=[],
    )


def test_a_resident_comes_to_his_own_pages_by_his_personal_number(
    browser: Browser, e_id: Any, unit: Any, peer: Peer
) -> None:
    case = builders.a_case(unit)
    peer.says("x", **{PERSONAL_NUMBER_CLAIM: case.person.identifiers.get().value})
    for _ in range(2):
        browser.signs_in("eid", "x")
        assert case.number in browser.client.get("/mina-sidor/", follow=True).content.decode()
        browser.client.post("/konto/logout/")
    seat = Membership.objects.get(person=case.person)
    assert (seat.role, seat.user.has_usable_password()) == (Role.RESIDENT, False)
    assert case.person.identifiers.get().value not in seat.user.email


def test_an_unknown_number_opens_nothing(browser: Browser, e_id: Any, peer: Peer) -> None:
    elsewhere = builders.a_person(builders.a_principal())
    peer.says("x", **{PERSONAL_NUMBER_CLAIM: elsewhere.identifiers.get().value})
    answer = browser.signs_in("eid", "x")
    assert "Vi hittar inget ärende för dig." in answer.content.decode()
    assert not User.objects.exists()
    assert not Membership.objects.exists()


@pytest.mark.parametrize("number", ["", "199005171234", "inte ett nummer", 199005170000])
def test_what_is_no_personal_number_opens_nothing(
    browser: Browser, e_id: Any, peer: Peer, number: Any
) -> None:
    peer.says("x", **{PERSONAL_NUMBER_CLAIM: number})
    assert "inget personnummer" in browser.signs_in("eid", "x").content.decode()


def test_a_resident_who_works_here_comes_to_his_own_pages_and_no_others(
    browser: Browser, e_id: Any, unit: Any, peer: Peer
) -> None:
    case = builders.a_case(unit)
    worker = builders.a_seat(Role.CASEWORKER, unit.principal, unit=unit).user
    builders.a_seat(Role.RESIDENT, unit.principal, person=case.person, user=worker)
    peer.says("x", **{PERSONAL_NUMBER_CLAIM: case.person.identifiers.get().value})
    browser.signs_in("eid", "x")
    assert browser.client.get("/arenden/").status_code == 403
    assert browser.client.session["_auth_user_id"] != str(worker.pk)
