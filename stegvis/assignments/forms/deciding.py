"""Extending, and ending before the time."""

from __future__ import annotations

from django import forms

from stegvis.core.forms import Form


class ExtendForm(Form):
    last_day = forms.DateField(label="Ny sista dag")
    reason = forms.CharField(
        label="Motivering",
        help_text="Varför behövs mer tid, och vad ska den leda till?",
        widget=forms.Textarea,
    )


class EndForm(Form):
    last_day = forms.DateField(label="Sista dag", help_text="Den sista dagen som uppdraget pågår.")
    reason = forms.CharField(label="Motivering", widget=forms.Textarea)
