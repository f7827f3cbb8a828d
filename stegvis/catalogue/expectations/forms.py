"""Forms of what is expected of people."""

from __future__ import annotations

from django import forms

from stegvis.core.forms import Form

NUMERIC = {"inputmode": "numeric", "size": "4"}


class FullTimeForm(Form):
    units = {"hours_per_week": "timmar per vecka"}

    first_day = forms.DateField(label="Första dag", help_text="Det som gäller nu upphör dagen före.")
    hours_per_week = forms.IntegerField(label="Heltid är", widget=forms.TextInput(attrs=NUMERIC))


class RequirementForm(Form):
    units = {"percent_of_full_time": "procent av heltid"}

    first_day = forms.DateField(label="Första dag", help_text="Det krav som gäller då upphör dagen före.")
    last_day = forms.DateField(
        label="Sista dag", required=False, help_text="Lämna tomt om det gäller tills vidare."
    )
    percent_of_full_time = forms.IntegerField(label="Omfattning", widget=forms.TextInput(attrs=NUMERIC))
    adapted_to_capacity = forms.BooleanField(label="Anpassas efter den bedömda förmågan", required=False)
    text = forms.CharField(label="Så lyder kravet", max_length=300, widget=forms.Textarea)
    source = forms.CharField(label="Källa", max_length=200, required=False)


class EndForm(Form):
    last_day = forms.DateField(label="Sista dag")
