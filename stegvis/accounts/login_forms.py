"""The login package's forms in our own words: no placeholders, labels that say what to write."""

from __future__ import annotations

from typing import Any, ClassVar

from allauth.account import forms as account
from allauth.mfa.base import forms as mfa
from allauth.mfa.totp import forms as totp
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
