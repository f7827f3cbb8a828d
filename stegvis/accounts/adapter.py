"""How signing in works here: nobody opens an account by himself, and what goes wrong is told in our words."""

from __future__ import annotations

from functools import partial
from typing import Any, ClassVar

import requests
from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest

from stegvis.accounts.models import SignInDoor
from stegvis.accounts.proof import minutes_since_proof
from stegvis.accounts.sealing import opened, sealed
from stegvis.accounts.second_factor import is_vouched_for
from stegvis.core.database import scope

WRONG_CODE = "Koden stämmer inte. Vänta på nästa kod i appen och försök igen."

MINUTES_OF_TRUST = 5
"""How old the last proof of the user may be when he changes how he signs in."""
WAYS_TO_PROVE = {
    "reauthenticate": "Använd lösenordet",
    "mfa_reauthenticate": "Använd en kod",
    "mfa_reauthenticate:webauthn": "Använd säkerhetsnyckel",
}


class AccountAdapter(DefaultAccountAdapter):
    """Accounts are opened by an administrator, who knows the person."""

    error_messages: ClassVar[dict[str, object]] = {
        **DefaultAccountAdapter.error_messages,
        "account_inactive": "Kontot är stängt. Be den som administrerar Stegvis att öppna det.",
        "email_password_mismatch": "E-postadressen eller lösenordet stämmer inte. Försök igen.",
        "enter_current_password": "Skriv ditt nuvarande lösenord.",
        "incorrect_code": WRONG_CODE,
        "incorrect_password": "Lösenordet stämmer inte. Försök igen.",
        "invalid_password_reset": "Länken gäller inte längre. Beställ en ny.",
        "too_many_login_attempts": "För många försök. Vänta några minuter och försök igen.",
        "rate_limited": "För många försök. Vänta några minuter och försök igen.",
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_login_stages(self) -> list[str]:
        """The second step is left out when a login service has taken it already."""
        stages: list[str] = super().get_login_stages()
        if is_vouched_for(context.request):
            stages.remove("allauth.mfa.stages.AuthenticateStage")
        return stages

    def send_password_reset_mail(self, user: Any, email: str, context: dict[str, Any]) -> None:
        """Whom a login service vouches for has no password here, and shall not get one."""
        door = _door_of(user)
        if door is None:
            super().send_password_reset_mail(user, email, context)
        else:
            self.send_mail("account/email/single_sign_on", email, {"service": door.name})

    def is_reauthentication_required(self, *, app: str, **_: Any) -> bool:
        """Who has signed in a moment ago is not asked again at once."""
        return minutes_since_proof(context.request) >= MINUTES_OF_TRUST

    def get_reauthentication_methods(self, user: Any) -> list[dict[str, str]]:
        """The ways to prove anew who one is, in our words."""
        return [
            {**method, "description": WAYS_TO_PROVE[method["id"]]}
            for method in super().get_reauthentication_methods(user)
        ]


def _door_of(user: Any) -> SignInDoor | None:
    """The login service in use that vouches for the user."""
    with scope.user(user.pk):
        services = list(user.external_identities.values_list("identity_provider", flat=True))
    return SignInDoor.objects.filter(pk__in=services).order_by("pk").first()


class LoginServiceAdapter(DefaultSocialAccountAdapter):
    """Conversations with login services: short, and never led on to somewhere else."""

    def get_requests_session(self) -> requests.Session:
        session: requests.Session = super().get_requests_session()
        session.request = partial(session.request, allow_redirects=False)  # type: ignore[method-assign]
        return session


class SecondFactorAdapter(DefaultMFAAdapter):
    error_messages: ClassVar[dict[str, object]] = {
        **DefaultMFAAdapter.error_messages,
        "cannot_delete_authenticator": "Du kan inte stänga av inloggningen i två steg.",
        "cannot_generate_recovery_codes": "Koppla en app eller en säkerhetsnyckel innan du gör reservkoder.",
        "incorrect_code": WRONG_CODE,
    }

    def generate_authenticator_name(self, user: AbstractBaseUser, type: str) -> str:  # noqa: A002 - its name
        """What a new security key is called until the user names it."""
        number = Authenticator.objects.filter(user_id=user.pk, type=type).count() + 1
        return {1: "Min nyckel", 2: "Reservnyckel"}.get(number, f"Nyckel {number}")

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """Whom the browser says that the key is for. The key works at this host name only."""
        return {"id": context.request.get_host().partition(":")[0], "name": "Stegvis"}

    def encrypt(self, text: str) -> str:
        """An app's key and the recovery codes' seed lie sealed: a copy of the database opens no account."""
        return sealed(text)

    def decrypt(self, encrypted_text: str) -> str:
        return opened(encrypted_text)
