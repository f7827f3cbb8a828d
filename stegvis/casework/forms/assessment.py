"""The assessment, as it is made at the meeting."""

from __future__ import annotations

from typing import Any

from django import forms

from stegvis.casework.rules.assessment import Findings
from stegvis.casework.rules.capacity import ACTIVITY_BELOW
from stegvis.core.forms import Form

YES_NO = (("ja", "Ja"), ("nej", "Nej"))


class AssessmentForm(Form):
    units = {"capacity_percent": "% av heltid"}

    held_on = forms.DateField(label="Mötesdag", help_text="Dagen för det fysiska mötet.")
    own_goal = forms.CharField(label="Personens eget mål", widget=forms.Textarea)
    background = forms.CharField(label="Utbildning och erfarenhet", required=False, widget=forms.Textarea)
    obstacles = forms.CharField(label="Hinder", required=False, widget=forms.Textarea)
    capacity_percent = forms.IntegerField(
        label="Arbetsförmåga",
        min_value=0,
        max_value=100,
        help_text=f"Under {ACTIVITY_BELOW} % kallas den aktivitetsförmåga.",
        error_messages={
            "min_value": "Ange ett tal mellan 0 och 100.",
            "max_value": "Ange ett tal mellan 0 och 100.",
        },
    )
    capacity_source = forms.CharField(
        label="Vem har bedömt förmågan",
        max_length=200,
        required=False,
        help_text="Till exempel förtroendeläkare, Försäkringskassan eller du själv.",
    )
    state_could_serve = forms.ChoiceField(
        label="Kan Arbetsförmedlingens insatser räcka?", choices=YES_NO, widget=forms.RadioSelect
    )
    state_note = forms.CharField(label="Varför eller varför inte", widget=forms.Textarea)

    def findings(self) -> Findings:
        given: dict[str, Any] = dict(self.cleaned_data)
        given["state_could_serve"] = given["state_could_serve"] == "ja"
        return Findings(**given)
