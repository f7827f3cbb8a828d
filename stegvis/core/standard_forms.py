"""Forms that several rooms ask with: whom it is about, and yes or no to what another has put forward."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms

from stegvis.core.forms import Form
from stegvis.core.identifiers import BadIdentifier, PersonalNumber, parse_personal_number


class PersonalNumberForm(Form):
    """Whom is it about?"""

    personal_number = forms.CharField(
        label="Personnummer",
        max_length=20,
        help_text="Tio eller tolv siffror. Samordningsnummer går också bra.",
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "numeric", "size": "16"}),
    )

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today

    def clean_personal_number(self) -> PersonalNumber:
        try:
            return parse_personal_number(self.cleaned_data["personal_number"], today=self.today)
        except BadIdentifier as error:
            raise forms.ValidationError(error.reason) from error


class DecideForm(Form):
    """Yes or no to what another person has put forward."""

    decision = forms.ChoiceField(
        label="Ditt beslut",
        choices=[("approve", "Godkänn"), ("refuse", "Avslå")],
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label="Motivering",
        help_text="Behövs när du avslår.",
        required=False,
        widget=forms.Textarea,
        max_length=2000,
    )

    @property
    def approves(self) -> bool:
        return bool(self.cleaned_data["decision"] == "approve")
