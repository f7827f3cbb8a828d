"""A number for a person who is in the register."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms

from stegvis.casework.forms.identifying import ReserveNumberForm
from stegvis.core.identifiers import BadIdentifier, PersonalNumber, parse_personal_number
from stegvis.registry.numbers import Number


class GiveNumberForm(ReserveNumberForm):
    """A personal or coordination number, or a reserve number with who gave it."""

    personal_number = forms.CharField(
        label="Personnummer eller samordningsnummer",
        max_length=20,
        required=False,
        help_text="Tio eller tolv siffror. Födelsedatum och kön följer ett personnummer.",
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "numeric", "size": "16"}),
    )
    confirmed = forms.BooleanField(label="Numret är rätt. Jag har kontrollerat det.", required=False)

    field_order = ("personal_number", "reserve_number", "issuer", "confirmed")

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        self.fields["reserve_number"].help_text = "Fyll i om numret inte är svenskt."

    def clean_personal_number(self) -> PersonalNumber | None:
        typed = self.cleaned_data["personal_number"]
        if not typed.strip():
            return None
        try:
            return parse_personal_number(typed, today=self.today)
        except BadIdentifier as error:
            raise forms.ValidationError(error.reason) from error

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        told = [given.get("personal_number"), self.number]
        if all(told):
            self.add_error("personal_number", "Lägg till ett nummer i taget.")
        if not (any(told) or self.errors):
            self.add_error("personal_number", "Skriv ett nummer.")
        return given

    @property
    def given_number(self) -> Number:
        number: Number | None = self.cleaned_data["personal_number"] or self.number
        assert number is not None
        return number

    @property
    def asks_to_confirm(self) -> bool:
        """Only a number that tells something else than the register has to be confirmed."""
        return "confirmed" in self.errors or bool(self.data.get("confirmed"))
