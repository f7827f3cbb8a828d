"""Closing a case, taking it up again, and following up."""

from __future__ import annotations

from typing import Any

from django import forms

from stegvis.casework.models import Attachment, Case, ClosureReason, FollowUp
from stegvis.casework.rules.opening import LONGEST_EVIDENCE
from stegvis.core.forms import Form

LASTING = (("ja", "Ja, den har varat"), ("nej", "Nej"))


class CloseForm(Form):
    reason = forms.ChoiceField(label="Avslutsorsak", choices=ClosureReason.choices, widget=forms.RadioSelect)
    closed_on = forms.DateField(label="Sista dag", help_text="Den sista dagen som ärendet är öppet.")
    evidence = forms.CharField(
        label="Underlag",
        required=False,
        max_length=LONGEST_EVIDENCE,
        help_text="Vid egen försörjning: vad du har sett, till exempel anställningsavtal från 2026-03-01.",
    )
    attachment = forms.ModelChoiceField(
        Attachment.objects.none(),
        label="Bilaga som visar det",
        required=False,
        empty_label="Ingen bilaga",
    )
    evidence_lacking = forms.CharField(
        label="Varför underlag saknas",
        required=False,
        widget=forms.Textarea,
        max_length=2000,
        help_text="Fyll i bara om du avslutar som egen försörjning utan underlag.",
    )
    note = forms.CharField(label="Anteckning", required=False, widget=forms.Textarea, max_length=5000)

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        papers = Attachment.objects.filter(case=case, withdrawal__isnull=True).order_by("-id")
        fields["attachment"].queryset = papers
        if not papers.exists():
            del fields["attachment"]


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
