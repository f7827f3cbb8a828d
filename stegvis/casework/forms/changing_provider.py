"""What is asked when a person wants another provider."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms

from stegvis.casework.models import ProviderChange
from stegvis.casework.rules.changing_provider import REVOKED, Wish
from stegvis.core.forms import Form

GROUNDS = [(value, label) for value, label in ProviderChange.Ground.choices if value != REVOKED]
ANSWERS = (("ja", "Bevilja bytet"), ("nej", "Bevilja inte bytet"))


class WishForm(Form):
    ground = forms.ChoiceField(label="Varför?", choices=GROUNDS, widget=forms.RadioSelect)
    reason = forms.CharField(
        label="Berätta mer",
        required=False,
        widget=forms.Textarea,
        max_length=2000,
        help_text="Skriv om du har valt Annat.",
    )

    @property
    def wish(self) -> Wish:
        return Wish(self.cleaned_data["ground"], self.cleaned_data["reason"])


class AnswerForm(Form):
    answer = forms.ChoiceField(label="Svar", choices=ANSWERS, widget=forms.RadioSelect)
    last_day = forms.DateField(
        label="Sista dag hos anordnaren",
        required=False,
        help_text="Ersättningen följer dagarna: den här anordnaren får betalt till och med dagen.",
    )
    reason = forms.CharField(
        label="Skäl",
        required=False,
        widget=forms.Textarea,
        max_length=2000,
        help_text="Skriv varför om du inte beviljar bytet. Personen får läsa skälet.",
    )

    @property
    def given(self) -> dict[str, Any]:
        granted = self.cleaned_data["answer"] == "ja"
        last_day: date | None = self.cleaned_data["last_day"]
        return {"granted": granted, "last_day": last_day, "reason": self.cleaned_data["reason"]}
