"""An administrator connects a login service; a resident gets a code on paper and comes in with it."""

from __future__ import annotations

import re

import pytest

from stegvis.core.actor import Role
from tests import builders
from tests.browser.visitor import Visitor


@pytest.mark.parametrize("width", [1280], indirect=True)
def test_a_login_service_is_connected_and_offered(visitor: Visitor, transactional_db: None) -> None:
    principal = builders.a_principal("Provkommun")
    visitor.becomes(builders.a_seat(Role.ADMINISTRATOR, principal).user)
    visitor.opens("/inloggning/")
    visitor.looks("no-login-service")
    visitor.follows("Koppla in med OpenID Connect")
    visitor.presses("Spara")
    visitor.looks("login-service-refused")
    visitor.fills(
        name="Provkommun",
        audience="staff",
        issuer="https://login.example/v2.0",
        client_id="4711",
        secret="hemligt",
        email_domains="provkommun.se",
    )
    visitor.presses("Spara")
    visitor.sees("be sedan en annan administratör att ta den i bruk")
    visitor.looks("login-service")
    visitor.follows("Låt en grupp ge en roll")
    visitor.fills(group="Stegvis analys", role="analyst")
    visitor.looks("group-gives-role")
    visitor.presses("Spara")
    visitor.looks("login-service-with-group")
    visitor.becomes(builders.a_seat(Role.ADMINISTRATOR, principal).user)
    visitor.opens("/inloggning/")
    visitor.follows("Provkommun")
    visitor.follows("Ta i bruk")
    visitor.presses("Ta tjänsten i bruk")
    visitor.sees("Provkommun är i bruk")
    visitor.opens("/inloggning/")
    visitor.looks("login-services")
    visitor.page.context.clear_cookies()
    visitor.opens("/konto/login/")
    visitor.looks("login-with-service")
    visitor.opens("/konto/tjanst/")
    visitor.looks("all-login-services")


@pytest.mark.parametrize("width", [390], indirect=True)
def test_a_code_on_paper_opens_the_residents_own_pages(visitor: Visitor, transactional_db: None) -> None:
    case = builders.a_case(builders.a_unit(builders.a_principal("Provkommun")))
    caseworker = builders.a_seat(Role.CASEWORKER, case.principal, unit=case.unit)
    visitor.becomes(caseworker.user)
    visitor.opens(f"/arenden/{case.pk}/inloggningskod/")
    visitor.looks("ask-for-a-code")
    visitor.presses("Gör en kod")
    visitor.sees("Så loggar du in på dina sidor")
    visitor.looks("code-on-paper")
    found = re.search(r"[A-Z2-9]{4}(?:-[A-Z2-9]{4}){2}", visitor.page.content())
    assert found
    visitor.page.context.clear_cookies()
    visitor.opens("/kod/")
    visitor.looks("log-in-with-code")
    visitor.fills(who=case.number, code="ABCD-EFGH-JKLM")
    visitor.presses("Logga in")
    visitor.sees("Koden stämmer inte ihop med uppgifterna")
    visitor.looks("wrong-code")
    visitor.fills(code=found.group(0))
    visitor.presses("Logga in")
    visitor.sees(case.number)
