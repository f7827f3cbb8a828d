"""What is asked for about a provider's facts, places and owner."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from stegvis.core.forms import Form
from stegvis.core.identifiers import format_organisation_number, parse_organisation_number
from stegvis.providers.models import Provider, Site

DIGITS_OF_A_POSTAL_CODE = 5


class FactsForm(Form):
    """Who to contact, and what residents are told before they choose."""

    units = {"waiting_days": "dagar"}

    contact_name = forms.CharField(label="Kontaktperson", required=False, max_length=120)
    contact_email = forms.EmailField(label="E-post", required=False, max_length=254)
    contact_phone = forms.CharField(
        label="Telefon", required=False, max_length=40, widget=forms.TextInput(attrs={"type": "tel"})
    )
    address = forms.CharField(label="Postadress", required=False, max_length=200)
    website = forms.URLField(
        label="Webbplats",
        required=False,
        max_length=200,
        assume_scheme="https",
        help_text="Börja med https://.",
    )
    languages = forms.CharField(
        label="Språk", required=False, max_length=200, help_text="Skriv språken med komma emellan."
    )
    orientation = forms.CharField(
        label="Inriktning",
        required=False,
        max_length=2000,
        widget=forms.Textarea,
        help_text="Vad ni är bra på.",
    )
    methods = forms.CharField(
        label="Arbetssätt",
        required=False,
        max_length=4000,
        widget=forms.Textarea,
        help_text="Vad en deltagare gör hos er. Skriv enkelt: texten visas för den som ska välja.",
    )
    places = forms.IntegerField(
        label="Platser", required=False, min_value=0, max_value=10_000, help_text="Tomt = ingen gräns."
    )
    waiting_days = forms.IntegerField(label="Väntetid", required=False, min_value=0, max_value=730)

    @classmethod
    def of(cls, provider: Provider, data: Any = None) -> FactsForm:
        return cls(data, initial={name: getattr(provider, name) for name in cls.base_fields})


class SiteForm(Form):
    name = forms.CharField(label="Namn", required=False, max_length=120, help_text="Om stället har ett eget.")
    address = forms.CharField(label="Gatuadress", max_length=200)
    postal_code = forms.CharField(
        label="Postnummer", max_length=6, widget=forms.TextInput(attrs={"inputmode": "numeric", "size": "7"})
    )
    town = forms.CharField(label="Ort", max_length=80)
    latitude = forms.DecimalField(
        label="Latitud", required=False, min_value=-90, max_value=90, max_digits=8, decimal_places=5
    )
    longitude = forms.DecimalField(
        label="Longitud",
        required=False,
        min_value=-180,
        max_value=180,
        max_digits=8,
        decimal_places=5,
        help_text="Läget på kartan. Lämna båda tomma om du inte vet.",
    )

    @classmethod
    def of(cls, site: Site, data: Any = None) -> SiteForm:
        return cls(data, initial={name: getattr(site, name) for name in cls.base_fields})

    def clean_postal_code(self) -> str:
        digits = "".join(self.cleaned_data["postal_code"].split())
        if not (digits.isascii() and digits.isdecimal() and len(digits) == DIGITS_OF_A_POSTAL_CODE):
            raise ValidationError("Skriv fem siffror, till exempel 131 40.")
        return digits


class NewSiteForm(SiteForm):
    start = forms.DateField(label="Används från och med")


class CloseSiteForm(Form):
    last_day = forms.DateField(label="Sista dag")


class OwnerForm(Form):
    """A change of owner, name or number."""

    changed_on = forms.DateField(label="Gäller från")
    new_name = forms.CharField(label="Namn", max_length=200)
    new_organisation_number = forms.CharField(label="Organisationsnummer", max_length=13)
    description = forms.CharField(
        label="Vad har ändrats?",
        max_length=4000,
        widget=forms.Textarea,
        help_text="Vem äger organisationen nu, och hur vet ni det?",
    )

    @classmethod
    def of(cls, provider: Provider, data: Any = None) -> OwnerForm:
        number = format_organisation_number(provider.organisation_number)
        return cls(data, initial={"new_name": provider.name, "new_organisation_number": number})

    def clean_new_organisation_number(self) -> str:
        try:
            return parse_organisation_number(self.cleaned_data["new_organisation_number"])
        except ValueError as error:
            raise ValidationError(str(error)) from error
