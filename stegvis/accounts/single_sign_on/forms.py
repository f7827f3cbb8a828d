"""Forms about login services."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from stegvis.accounts.forms import _rows
from stegvis.accounts.models import IdentityProvider
from stegvis.accounts.models.identity_providers import PERSONAL_NUMBER_CLAIM
from stegvis.accounts.single_sign_on.rules import BY_GROUP
from stegvis.accounts.single_sign_on.services import VARIABLE_BEGINS
from stegvis.core.actor import Actor, Role
from stegvis.core.forms import Form

_DOMAIN = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}")


class WordsField(forms.CharField):
    """Several words in one field, apart by blanks, commas or lines."""

    def clean(self, value: Any) -> list[str]:
        return list(dict.fromkeys(re.split(r"[\s,;]+", super().clean(value).strip()))) if value else []

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list) else value


class DomainsField(WordsField):
    def clean(self, value: Any) -> list[str]:
        domains = [word.lower().lstrip("@") for word in super().clean(value)]
        for domain in domains:
            if not _DOMAIN.fullmatch(domain):
                raise ValidationError(f"”{domain}” är ingen e-postdomän. Skriv till exempel kommunen.se.")
        return domains


class AddressForm(Form):
    """Which login service an e-mail address belongs to."""

    email = forms.EmailField(label="E-postadress på jobbet", max_length=254)


class ServiceForm(Form):
    """What OpenID Connect and SAML have in common."""

    name = forms.CharField(
        label="Namn på knappen", max_length=80, help_text="Till exempel ”Sundsvalls kommun” eller ”BankID”."
    )
    audience = forms.ChoiceField(
        label="För vilka", choices=IdentityProvider.Audience.choices, widget=forms.RadioSelect
    )
    email_domains = DomainsField(
        label="E-postdomäner",
        required=False,
        max_length=2000,
        widget=forms.Textarea,
        help_text="En per rad. Bara adresser i dem får konto. Tomt: alla adresser.",
    )
    subject_claim = forms.CharField(
        label="Uppgift med användarens id",
        required=False,
        max_length=200,
        help_text="Tomt: sub i OpenID Connect, NameID i SAML. Välj en uppgift som aldrig ändras.",
    )
    groups_claim = forms.CharField(
        label="Uppgift med grupper", required=False, max_length=200, initial="groups"
    )
    number_claim = forms.CharField(
        label="Uppgift med personnummer",
        required=False,
        max_length=200,
        initial=PERSONAL_NUMBER_CLAIM,
        help_text="Bara för deltagare.",
    )
    two_factor_values = WordsField(
        label="Värden som betyder två steg",
        required=False,
        max_length=2000,
        widget=forms.Textarea,
        help_text="Värden av acr eller amr, ett per rad. Tomt: mfa. Annars frågar Stegvis själv.",
    )

    def __init__(self, *args: Any, service: IdentityProvider | None = None, **kwargs: Any) -> None:
        if service is not None:
            kwargs["initial"] = {name: getattr(service, name, None) for name in self.base_fields}
        super().__init__(*args, **kwargs)

    @property
    def settings(self) -> dict[str, Any]:
        return dict(self.cleaned_data)


class OIDCForm(ServiceForm):
    issuer = forms.URLField(
        label="Utfärdare (issuer)",
        max_length=300,
        assume_scheme="https",
        help_text="Precis som tjänsten skriver den, till exempel https://login.microsoftonline.com/…/v2.0",
    )
    client_id = forms.CharField(label="Klient-id", max_length=191)
    secret = forms.CharField(
        label="Klienthemlighet",
        required=False,
        max_length=500,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
        help_text="Visas aldrig igen. Lämna tomt för att behålla den som finns.",
    )
    secret_variable = forms.CharField(
        label="Eller: miljövariabel med hemligheten",
        required=False,
        max_length=100,
        help_text=f"Ett namn som börjar med {VARIABLE_BEGINS}.",
    )
    scopes = forms.CharField(label="Omfång (scope)", max_length=300, initial="openid profile email")

    field_order = ("name", "audience", "issuer", "client_id", "secret", "secret_variable", "scopes")


class SAMLForm(ServiceForm):
    metadata = forms.CharField(
        label="Tjänstens metadata (XML)",
        max_length=200_000,
        widget=forms.Textarea,
        help_text="Klistra in hela dokumentet. Här finns tjänstens adress och certifikat.",
    )

    field_order = ("name", "audience", "metadata")


class GroupForm(Form):
    """A group and the role that it gives."""

    group = forms.CharField(
        label="Grupp", max_length=300, help_text="Precis som tjänsten skriver den: ett namn eller ett id."
    )
    role = forms.TypedChoiceField(
        label="Roll", coerce=Role, choices=[(role.value, role.label.capitalize()) for role in BY_GROUP]
    )
    unit: forms.ModelChoiceField[Any] = forms.ModelChoiceField(
        label="Enhet", queryset=None, required=False, help_text="För handläggare och enhetschefer."
    )
    provider: forms.ModelChoiceField[Any] = forms.ModelChoiceField(
        label="Anordnare", queryset=None, required=False, help_text="För anordnares personal."
    )

    def __init__(self, actor: Actor, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("unit", "provider"):
            field: Any = self.fields[name]
            field.queryset = _rows(name, actor)
