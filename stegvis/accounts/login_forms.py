"""The login package's forms in our own words: no placeholders, labels that say what to write."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, ClassVar

from allauth.account import forms as account
from allauth.mfa.base import forms as mfa
from allauth.mfa.totp import forms as totp
from allauth.mfa.webauthn import forms as webauthn
from cryptography.exceptions import InvalidSignature
from django import forms

APP_CODE = "Skriv de sex siffrorna utan mellanslag."
ADVICE = "Minst 12 tecken. Flera ord som inte hör ihop är lätta att minnas och svåra att gissa."


class InOurWords(forms.Form):
    """Puts our labels and descriptions in place of the package's."""

    words: ClassVar[dict[str, tuple[str, str]]] = {}
    """Label and description per field."""
    use_required_attribute = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.widget.attrs.pop("placeholder", None)
            if name in self.words:
                field.label, field.help_text = self.words[name]


class LoginForm(InOurWords, account.LoginForm):  # type: ignore[misc]
    words = {"login": ("E-postadress", ""), "password": ("Lösenord", "")}


class ReauthenticateForm(InOurWords, account.ReauthenticateForm):  # type: ignore[misc]
    words = {"password": ("Lösenord", "")}


class ChangePasswordForm(InOurWords, account.ChangePasswordForm):  # type: ignore[misc]
    words = {
        "oldpassword": ("Nuvarande lösenord", ""),
        "password1": ("Nytt lösenord", ADVICE),
        "password2": ("Nytt lösenord igen", ""),
    }


class ResetPasswordForm(InOurWords, account.ResetPasswordForm):  # type: ignore[misc]
    words = {"email": ("E-postadress", "")}


class ResetPasswordKeyForm(InOurWords, account.ResetPasswordKeyForm):  # type: ignore[misc]
    words = {"password1": ("Nytt lösenord", ADVICE), "password2": ("Nytt lösenord igen", "")}


class AuthenticateForm(InOurWords, mfa.AuthenticateForm):  # type: ignore[misc]
    words = {"code": ("Kod", APP_CODE)}


class ReauthenticateCodeForm(InOurWords, mfa.ReauthenticateForm):  # type: ignore[misc]
    words = {"code": ("Kod", APP_CODE)}


class ActivateTOTPForm(InOurWords, totp.ActivateTOTPForm):  # type: ignore[misc]
    words = {"code": ("Kod från appen", APP_CODE)}


UNREADABLE_KEY = "Nyckelns svar gick inte att läsa. Försök igen."


@contextmanager
def an_answer_of_a_key() -> Iterator[None]:
    """What the browser sends as the answer of a key may be anything; what is no answer is a wrong one."""
    try:
        yield
    except (ArithmeticError, AttributeError, InvalidSignature, LookupError, TypeError, ValueError) as error:
        raise forms.ValidationError(UNREADABLE_KEY) from error


class AddKeyForm(InOurWords, webauthn.AddWebAuthnForm):  # type: ignore[misc]
    words = {
        "name": ("Nyckelns namn", "Så att du känner igen den, till exempel ”Blå nyckel” eller ”Min telefon”.")
    }

    def clean(self) -> Any:
        with an_answer_of_a_key():
            return super().clean()


class RenameKeyForm(InOurWords, webauthn.EditWebAuthnForm):  # type: ignore[misc]
    words = {"name": ("Nyckelns namn", "")}


class UseKeyForm(webauthn.AuthenticateWebAuthnForm):  # type: ignore[misc]
    def clean_credential(self) -> Any:
        with an_answer_of_a_key():
            return super().clean_credential()


class ReauthenticateKeyForm(UseKeyForm):
    reauthenticated = True
