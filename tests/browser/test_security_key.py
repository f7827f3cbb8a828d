"""A security key in a real browser: Chromium's own virtual key is registered and signs in."""

from __future__ import annotations

from typing import Any

import pytest
from allauth.mfa.models import Authenticator

from stegvis.core.actor import Role
from tests import builders
from tests.browser.visitor import Visitor


@pytest.fixture
def at_localhost(visitor: Visitor, settings: Any) -> Visitor:
    """A key belongs to a host name, never to a number; and a second factor is asked for, as in production."""
    settings.REQUIRE_SECOND_FACTOR = True
    visitor.address = visitor.address.replace("127.0.0.1", "localhost")
    return visitor


@pytest.fixture
def key(at_localhost: Visitor) -> Any:
    """A key in the browser's USB port that is touched whenever it blinks."""
    devices = at_localhost.page.context.new_cdp_session(at_localhost.page)
    devices.send("WebAuthn.enable")
    kind = {"protocol": "ctap2", "transport": "usb", "automaticPresenceSimulation": True}
    answer = devices.send("WebAuthn.addVirtualAuthenticator", {"options": kind})
    yield lambda: devices.send(
        "WebAuthn.setAutomaticPresenceSimulation",
        {"authenticatorId": answer["authenticatorId"], "enabled": False},
    )
    devices.detach()


def sign_in(visitor: Visitor, user: Any) -> None:
    visitor.opens("/konto/login/")
    visitor.fills(login=user.email, password=builders.PASSWORD)
    visitor.presses("Logga in")


@pytest.mark.parametrize("width", [390], indirect=True)
def test_a_key_is_registered_and_signs_in(at_localhost: Visitor, key: Any) -> None:
    visitor, user = at_localhost, builders.a_seat(Role.ADMINISTRATOR, builders.a_principal()).user
    sign_in(visitor, user)
    visitor.sees("Koppla en app i telefonen")
    visitor.follows("Använd en säkerhetsnyckel i stället")
    visitor.looks("add-security-key")
    visitor.fills(name="Blå nyckel")
    visitor.presses("Lägg till nyckeln")
    visitor.sees("Reservkoder")
    visitor.looks("reserve-codes")
    assert Authenticator.objects.get(type="webauthn").wrap().name == "Blå nyckel"
    visitor.opens("/konto/2fa/webauthn/")
    visitor.looks("security-keys")

    visitor.page.context.clear_cookies()
    sign_in(visitor, user)
    visitor.sees("Med säkerhetsnyckel")
    visitor.looks("sign-in-with-key")
    visitor.presses("Använd säkerhetsnyckel")
    visitor.sees("Det här väntar på dig")
    assert Authenticator.objects.get(type="webauthn").last_used_at is not None
