"""What an organisation is asked for when it applies."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.boundfield import BoundField

from stegvis.catalogue.models import Intervention
from stegvis.core.files.fields import CheckedFileField
from stegvis.core.forms import Form
from stegvis.core.identifiers import BadIdentifier, parse_organisation_number
from stegvis.providers.actions.apply import Organisation
from stegvis.providers.actions.fill_in import Facts, Place
from stegvis.providers.models import Application

MOST_PLACES = 10_000
LONGEST_LANGUAGE, MOST_LANGUAGES = 40, 40


class StartForm(Form):
    """Who applies, and where the link goes."""

    organisation_number = forms.CharField(label="Organisationsnummer", max_length=20, help_text="NNNNNN-NNNN")
    organisation_name = forms.CharField(label="Organisationens namn", max_length=200)
    contact_name = forms.CharField(label="Kontaktperson", max_length=120)
    contact_email = forms.EmailField(
        label="E-post", max_length=254, help_text="Hit skickar vi länken till ansökan."
    )

    def clean_organisation_number(self) -> str:
        try:
            return parse_organisation_number(self.cleaned_data["organisation_number"])
        except BadIdentifier as error:
            raise ValidationError(error.reason) from error

    @property
    def organisation(self) -> Organisation:
        return Organisation(**self.cleaned_data)


class LinkAgainForm(Form):
    email = forms.EmailField(
        label="E-post", max_length=254, help_text="Adressen till kontaktpersonen i ansökan."
    )


class FactsForm(Form):
    organisation_name = forms.CharField(label="Organisationens namn", max_length=200)
    contact_name = forms.CharField(label="Kontaktperson", max_length=120)
    contact_email = forms.EmailField(label="E-post", max_length=254)
    contact_phone = forms.CharField(label="Telefon", max_length=40, required=False)
    orientation = forms.CharField(
        label="Inriktning",
        required=False,
        max_length=4_000,
        widget=forms.Textarea,
        help_text="Till exempel yrkesområden. Deltagaren läser det när hen väljer anordnare.",
    )
    methods = forms.CharField(
        label="Arbetssätt",
        required=False,
        max_length=8_000,
        widget=forms.Textarea,
        help_text="Hur ni arbetar, på vanlig svenska.",
    )
    languages = forms.CharField(
        label="Språk",
        required=False,
        max_length=400,
        help_text="Med komma mellan, som svenska, arabiska.",
    )
    places = forms.IntegerField(
        label="Antal platser",
        required=False,
        min_value=1,
        max_value=MOST_PLACES,
        help_text="Hur många deltagare ni kan ta emot samtidigt. Lämna tomt om det inte finns någon gräns.",
    )
    wanted_from = forms.DateField(label="Önskad start", required=False)

    def clean_languages(self) -> list[str]:
        words = [" ".join(word.split()) for word in self.cleaned_data["languages"].split(",")]
        named = list(dict.fromkeys(word for word in words if word))
        if len(named) > MOST_LANGUAGES or any(len(word) > LONGEST_LANGUAGE for word in named):
            raise ValidationError(f"Skriv högst {MOST_LANGUAGES} språk, med komma mellan.")
        return named

    @property
    def facts(self) -> Facts:
        return Facts(**self.cleaned_data)


def facts_initial(application: Application) -> dict[str, Any]:
    named = {name: getattr(application, name) for name in FactsForm.base_fields}
    return named | {"languages": ", ".join(application.languages)}


class PartsForm(Form):
    """A box for each intervention that is offered, and its levels where it has several."""

    def __init__(self, *args: Any, interventions: Iterable[Intervention], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offered = list(interventions)
        for each in self.offered:
            self.fields[_box(each)] = forms.BooleanField(
                label=each.name, required=False, help_text=each.purpose
            )
            if levels := levels_of(each):
                self.fields[_levels(each)] = forms.MultipleChoiceField(
                    label=f"Nivåer av {each.name}",
                    choices=levels,
                    required=False,
                    widget=forms.CheckboxSelectMultiple,
                    help_text="Kryssa inte i någon om ni söker för alla nivåer.",
                )

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if not self.wanted:
            raise ValidationError("Välj minst en insats.")
        return given

    @property
    def wanted(self) -> dict[int, list[str]]:
        """The levels sought of each intervention that is sought."""
        given = self.cleaned_data
        return {each.pk: given.get(_levels(each), []) for each in self.offered if given.get(_box(each))}

    @property
    def rows(self) -> Iterator[tuple[BoundField, BoundField | None]]:
        for each in self.offered:
            yield self[_box(each)], self[_levels(each)] if _levels(each) in self.fields else None


def parts_initial(application: Application) -> dict[str, Any]:
    initial: dict[str, Any] = {}
    for part in application.parts.all():
        initial |= {f"insats_{part.intervention_id}": True, f"nivaer_{part.intervention_id}": part.levels}
    return initial


def levels_of(intervention: Intervention) -> list[tuple[str, str]]:
    """What there is to choose between (`with_what_holds_on`); a single level is nothing to choose."""
    found = [(level.code, level.name) for terms in intervention.current_terms for level in terms.levels.all()]
    return found if len(found) > 1 else []


class SiteForm(Form):
    name = forms.CharField(
        label="Namn på platsen", max_length=120, required=False, help_text="Till exempel Centrum."
    )
    address = forms.CharField(label="Gatuadress", max_length=200)
    postal_code = forms.CharField(label="Postnummer", max_length=10)
    town = forms.CharField(label="Ort", max_length=80)

    def clean_postal_code(self) -> str:
        digits = "".join(self.cleaned_data["postal_code"].split())
        if not re.fullmatch(r"[1-9][0-9]{4}", digits):
            raise ValidationError("Skriv postnumret med fem siffror, till exempel 131 40.")
        return digits

    @property
    def place(self) -> Place:
        return Place(**self.cleaned_data)


class AnswerForm(Form):
    confirms = forms.BooleanField(label="Vi uppfyller villkoret", required=False)
    text = forms.CharField(
        label="Så uppfyller vi villkoret",
        required=False,
        max_length=10_000,
        widget=forms.Textarea,
        help_text="Berätta kort. Uppfyller ni inte villkoret ännu skriver ni varför, och när det blir klart.",
    )
    file = CheckedFileField(label="Lägg till ett underlag", required=False)


def _box(intervention: Intervention) -> str:
    return f"insats_{intervention.pk}"


def _levels(intervention: Intervention) -> str:
    return f"nivaer_{intervention.pk}"
