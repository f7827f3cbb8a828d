"""Administrators connect a login service, say what its groups mean, and shut it."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from stegvis.accounts.models import GroupRole, IdentityProvider, SignInDoor
from stegvis.accounts.sealing import opened
from stegvis.accounts.single_sign_on.services import secret_of
from stegvis.core.actor import Role
from stegvis.core.answers import Forbidden
from tests import builders
from tests.accounts.sign_in_services import a_group, a_service

pytestmark = pytest.mark.django_db

ENTRA = {
    "name": "Provkommun",
    "audience": "staff",
    "issuer": "https://login.example/tenant/v2.0",
    "client_id": "4711",
    "secret": "mycket-hemligt",
    "scopes": "openid profile email",
    "email_domains": "Provkommun.se, @skola.provkommun.se",
    "groups_claim": "groups",
}


@pytest.fixture
def administrator(settings: Any) -> Any:
    settings.REQUIRE_SECOND_FACTOR = False
    return builders.a_seat(Role.ADMINISTRATOR, builders.a_principal())


@pytest.fixture
def page(client: Client, administrator: Any) -> Client:
    client.force_login(administrator.user)
    return client


@pytest.fixture
def service(administrator: Any) -> Any:
    return a_service(administrator.membership.principal, "jobbet", issuer="https://login.example")


@pytest.fixture
def colleague(administrator: Any) -> Client:
    """Another administrator at a desk of her own."""
    client = Client()
    client.force_login(builders.a_seat(Role.ADMINISTRATOR, administrator.membership.principal).user)
    return client


def test_a_service_is_connected_and_then_says_what_the_other_side_must_know(
    page: Client, colleague: Client
) -> None:
    answer = page.post("/inloggning/ny/oidc/", ENTRA, follow=True)
    service = IdentityProvider.objects.get()
    assert service.email_domains == ["provkommun.se", "skola.provkommun.se"]
    assert f"http://testserver/konto/tjanst/{service.key}/svar/" in answer.content.decode()
    assert not SignInDoor.objects.exists()
    colleague.post(f"/inloggning/{service.pk}/stang/")
    assert SignInDoor.objects.get().key == service.key == f"{service.principal.slug}-provkommun"
    assert "Provkommun" in page.get("/inloggning/").content.decode()


def test_whose_word_is_believed_is_decided_by_two(page: Client, colleague: Client, service: Any) -> None:
    form = {**ENTRA, "name": "Jobbet", "issuer": "https://mine.example"}
    html = page.post(f"/inloggning/{service.pk}/andra/", form, follow=True).content.decode()
    assert "stängd tills en annan administratör tar den i bruk" in html
    assert "Du har själv ställt in tjänsten." in html
    refused = page.post(f"/inloggning/{service.pk}/stang/").content.decode()
    assert "Be en annan administratör att ta den i bruk." in refused
    assert not SignInDoor.objects.exists()
    asked = colleague.get(f"/inloggning/{service.pk}/stang/").content.decode()
    assert "https://mine.example" in asked
    colleague.post(f"/inloggning/{service.pk}/stang/")
    assert SignInDoor.objects.get().key == "jobbet"


def test_another_name_holds_at_once(page: Client, colleague: Client) -> None:
    page.post("/inloggning/ny/oidc/", ENTRA)
    service = IdentityProvider.objects.get()
    colleague.post(f"/inloggning/{service.pk}/stang/")
    page.post(f"/inloggning/{service.pk}/andra/", {**ENTRA, "secret": "", "name": "Nytt namn"})
    assert SignInDoor.objects.get().name == "Nytt namn"


def test_the_secret_lies_sealed_and_is_never_shown_again(page: Client) -> None:
    page.post("/inloggning/ny/oidc/", ENTRA)
    service = IdentityProvider.objects.get()
    assert "mycket-hemligt" not in service.sealed_secret
    assert secret_of(service) == opened(service.sealed_secret) == "mycket-hemligt"
    for address in ("", "andra/"):
        html = page.get(f"/inloggning/{service.pk}/{address}").content.decode()
        assert "mycket-hemligt" not in html
        assert service.sealed_secret not in html
    refused = page.post("/inloggning/ny/oidc/", {**ENTRA, "issuer": ""}).content.decode()
    assert "mycket-hemligt" not in refused


def test_an_empty_secret_leaves_the_one_that_is_there(page: Client) -> None:
    page.post("/inloggning/ny/oidc/", ENTRA)
    service = IdentityProvider.objects.get()
    page.post(f"/inloggning/{service.pk}/andra/", {**ENTRA, "secret": "", "name": "Nytt namn"})
    service.refresh_from_db()
    assert (service.name, secret_of(service)) == ("Nytt namn", "mycket-hemligt")


def test_the_secret_may_be_in_the_environment_under_a_name_of_its_own(
    page: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("STEGVIS_SSO_PROV", "ur miljön")
    wanted = {**ENTRA, "secret": "", "secret_variable": "SECRET_KEY"}
    assert "Namnet ska börja med STEGVIS_SSO_." in page.post("/inloggning/ny/oidc/", wanted).content.decode()
    page.post("/inloggning/ny/oidc/", {**wanted, "secret_variable": "STEGVIS_SSO_PROV"})
    service = IdentityProvider.objects.get()
    assert secret_of(service) == "ur miljön"
    IdentityProvider.objects.update(secret_variable="SECRET_KEY")
    service.refresh_from_db()
    assert secret_of(service) == ""


def test_every_problem_is_told_at_its_field_and_what_was_typed_stays(page: Client) -> None:
    wrong = {**ENTRA, "issuer": "http://login.example", "secret": ""}
    html = page.post("/inloggning/ny/oidc/", wrong).content.decode()
    assert "Adressen ska börja med https://." in html
    assert "Fyll i klienthemligheten, eller var den finns." in html
    assert 'value="4711"' in html
    html = page.post("/inloggning/ny/oidc/", {**ENTRA, "email_domains": "inte en domän"}).content.decode()
    assert "är ingen e-postdomän" in html
    assert not IdentityProvider.objects.exists()


def test_what_is_no_metadata_is_refused_at_its_field(page: Client) -> None:
    doctype = '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><x>&e;</x>'
    for metadata in ("inte xml", "<x/>", doctype):
        wanted = {"name": "Intern", "audience": "staff", "metadata": metadata, "number_claim": "x"}
        html = page.post("/inloggning/ny/saml/", wanted).content.decode()
        assert "Det här är inte metadata för en inloggningstjänst." in html
    assert page.get("/inloggning/ny/annat/").status_code == 404


def test_two_services_of_the_same_name_get_addresses_of_their_own(page: Client) -> None:
    for _ in range(2):
        page.post("/inloggning/ny/oidc/", ENTRA)
    assert len(set(IdentityProvider.objects.values_list("key", flat=True))) == 2


def test_a_group_is_given_a_role_in_a_unit_and_loses_it_again(
    page: Client, service: Any, administrator: Any
) -> None:
    unit = builders.a_unit(service.principal)
    address = f"/inloggning/{service.pk}/grupp/"
    html = page.post(address, {"group": "Handläggare", "role": "caseworker"}).content.decode()
    assert "Välj vilken enhet personen arbetar i." in html
    page.post(address, {"group": "Handläggare", "role": "caseworker", "unit": unit.pk})
    again = page.post(address, {"group": "Handläggare", "role": "caseworker", "unit": unit.pk})
    assert "Gruppen har redan den rollen." in again.content.decode()
    mapping = GroupRole.objects.get()
    assert "Handläggare" in page.get(f"/inloggning/{service.pk}/").content.decode()
    page.post(f"/inloggning/grupper/{mapping.pk}/ta-bort/")
    assert not GroupRole.objects.exists()


def test_sensitive_roles_and_others_units_cannot_be_given_by_a_group(page: Client, service: Any) -> None:
    address = f"/inloggning/{service.pk}/grupp/"
    elsewhere = builders.a_unit(builders.a_principal())
    for sent in (
        {"role": "administrator"},
        {"role": "resident"},
        {"role": "caseworker", "unit": elsewhere.pk},
    ):
        html = page.post(address, {"group": "G", **sent}).content.decode()
        assert "Välj ett av alternativen i listan." in html
    assert not GroupRole.objects.exists()


def test_a_service_that_is_shut_leaves_the_login_page_and_comes_back(page: Client, service: Any) -> None:
    assert "Vill du stänga av Jobbet?" in page.get(f"/inloggning/{service.pk}/stang/").content.decode()
    page.post(f"/inloggning/{service.pk}/stang/")
    assert not SignInDoor.objects.exists()
    page.post(f"/inloggning/{service.pk}/stang/")
    assert SignInDoor.objects.get().key == "jobbet"


def test_a_stranger_who_administers_another_principal_changes_nothing_here(service: Any) -> None:
    from stegvis.accounts.single_sign_on import configuring

    stranger = builders.a_seat(Role.ADMINISTRATOR, builders.a_principal()).actor
    mapping = a_group(service, "G", Role.ANALYST)
    for verb in (
        lambda: configuring.change_service(service, {"name": "X"}, by=stranger),
        lambda: configuring.use_service(service, active=False, by=stranger),
        lambda: configuring.map_group(service, "H", Role.ANALYST, by=stranger, today=builders.TODAY),
        lambda: configuring.unmap_group(mapping, by=stranger),
    ):
        with pytest.raises(Forbidden):
            verb()


def test_changing_how_people_sign_in_needs_a_fresh_proof(page: Client, service: Any) -> None:
    session = page.session
    session["proved_at"] = 0
    session.save()
    answer = page.post(f"/inloggning/{service.pk}/stang/")
    assert answer.headers["Location"].startswith("/bekrafta/")
    assert SignInDoor.objects.exists()
