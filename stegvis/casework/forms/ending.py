"""Closing a case, taking it up again, and following up."""

from __future__ import annotations

from typing import Any

from django import forms

from stegvis.casework.models import ClosureReason, FollowUp
from stegvis.core.forms import Form

LASTING = (("ja", "Ja, den har varat"), ("nej", "Nej"))


class CloseForm(Form):
    reason = forms.ChoiceField(label="Avslutsorsak", choices=ClosureReason.choices, widget=forms.RadioSelect)
    closed_on = forms.DateField(label="Sista dag", help_text="Den sista dagen som ärendet är öppet.")
    note = forms.CharField(label="Anteckning", required=False, widget=forms.Textarea)


class ReopenForm(Form):
    reason = forms.CharField(label="Varför tas ärendet upp igen?", widget=forms.Textarea)


class FollowUpForm(Form):
    lasting = forms.ChoiceField(
        label="Har personen egen försörjning sedan avslutet?", choices=LASTING, widget=forms.RadioSelect
    )
    evidence = forms.ChoiceField(
        label="Underlag som du har granskat",
        required=False,
        choices=(("", "Inget underlag"), *FollowUp.Evidence.choices),
        widget=forms.RadioSelect,
    )
    note = forms.CharField(label="Anteckning", required=False, widget=forms.Textarea)

    def outcome_given(self) -> dict[str, Any]:
        given = self.cleaned_data
        return {"lasting": given["lasting"] == "ja", "evidence": given["evidence"], "note": given["note"]}
