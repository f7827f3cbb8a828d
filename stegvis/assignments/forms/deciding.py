"""Extending, and ending before the time."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from stegvis.core.forms import Form
from stegvis.core.period import ONE_DAY


class ExtendForm(Form):
    last_day = forms.DateField(label="Ny sista dag")
    reason = forms.CharField(
        label="Motivering",
        help_text="Varför behövs mer tid, och vad ska den leda till?",
        widget=forms.Textarea,
    )

    def __init__(self, *args: Any, begins: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.begins = begins

    def clean_last_day(self) -> date:
        """An extension is at least a day; `begins` is its first."""
        last_day: date = self.cleaned_data["last_day"]
        if last_day < self.begins:
            ends = self.begins - ONE_DAY
            raise ValidationError(f"Insatsen pågår redan till {ends}. Ange en senare dag.")
        return last_day


class EndForm(Form):
    last_day = forms.DateField(label="Sista dag", help_text="Den sista dagen som uppdraget pågår.")
    reason = forms.CharField(label="Motivering", widget=forms.Textarea)
