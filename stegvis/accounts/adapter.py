"""How signing in works here: nobody opens an account by himself, and what goes wrong is told in our words."""

from __future__ import annotations

from typing import ClassVar

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.http import HttpRequest

WRONG_CODE = "Koden stämmer inte. Vänta på nästa kod i appen och försök igen."


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


class SecondFactorAdapter(DefaultMFAAdapter):
    error_messages: ClassVar[dict[str, object]] = {
        **DefaultMFAAdapter.error_messages,
        "cannot_delete_authenticator": "Du kan inte stänga av inloggningen i två steg.",
        "cannot_generate_recovery_codes": "Koppla en app innan du gör reservkoder.",
        "incorrect_code": WRONG_CODE,
    }
