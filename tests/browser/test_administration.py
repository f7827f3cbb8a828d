"""An administrator gives a colleague a role, by the pages."""

import pytest

from stegvis.core.actor import Role
from tests import builders
from tests.browser.visitor import Visitor


@pytest.fixture
def administrator(transactional_db):
    return builders.a_seat(Role.ADMINISTRATOR, builders.a_principal("Provkommun"))


def test_an_administrator_grants_and_ends_a_role(visitor: Visitor, administrator):
    visitor.becomes(administrator.user)
    visitor.opens("/")
    visitor.looks("start-nothing-waits")
    visitor.opens("/anvandare/")
    visitor.looks("users")
    visitor.follows("Ge en behörighet")
    visitor.fills(email="ny@example.org", first_name="Ny", last_name="Testsson", role="caseworker")
    visitor.presses("Ge behörigheten")
    visitor.sees("Välj vilken enhet personen arbetar i.")
    visitor.looks("unit-is-missing")
    visitor.fills(role="analyst")
    visitor.presses("Ge behörigheten")
    visitor.sees("Ny Testsson har fått ett konto.")
    visitor.looks("role-is-granted")
    visitor.follows("Avsluta Analytiker för Ny Testsson")
    visitor.looks("confirm-the-end")
    visitor.presses("Avsluta behörigheten")
    visitor.sees("Behörigheten för Ny Testsson är avslutad.")


def test_the_pages_for_signing_in(visitor: Visitor, transactional_db):
    visitor.opens("/konto/login/")
    visitor.looks("log-in")
    visitor.fills(login="ingen@example.org", password="fel-lösenord")
    visitor.page.get_by_role("button", name="Logga in").click()
    visitor.looks("log-in-refused")
    visitor.opens("/konto/password/reset/")
    visitor.looks("forgotten-password")
