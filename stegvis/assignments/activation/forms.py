"""Forms of full time: what the person does, what stands in the way, and what to look at."""

from __future__ import annotations

from typing import Any

from django import forms

from stegvis.casework.models import CaseActivity, Hindrance
from stegvis.core.forms import Form

UNTIL_FURTHER_NOTICE = "Lämna tomt om det gäller tills vidare."


class ActivityForm(Form):
    units = {"hours_per_week": "timmar per vecka"}

    kind = forms.ChoiceField(label="Aktivitet", choices=(("", "Välj"), *CaseActivity.Kind.choices))
    hours_per_week = forms.IntegerField(
        label="Omfattning", widget=forms.TextInput(attrs={"inputmode": "numeric", "size": "4"})
    )
    first_day = forms.DateField(label="Första dag")
    last_day = forms.DateField(label="Sista dag", required=False, help_text=UNTIL_FURTHER_NOTICE)
    note = forms.CharField(label="Kommentar", required=False, max_length=2000, widget=forms.Textarea)


class HindranceForm(Form):
    kind = forms.ChoiceField(label="Skäl", choices=Hindrance.Kind.choices, widget=forms.RadioSelect)
    first_day = forms.DateField(label="Första dag")
    last_day = forms.DateField(label="Sista dag", required=False, help_text=UNTIL_FURTHER_NOTICE)
    note = forms.CharField(label="Kommentar", required=False, max_length=2000, widget=forms.Textarea)


class LastDayForm(Form):
    last_day = forms.DateField(label="Sista dag", required=False, help_text=UNTIL_FURTHER_NOTICE)


def typed(sent: Any) -> Any:
    """What was sent, also when it was nothing but the button: an empty form that is sent is sent."""
    return sent.POST if sent.method == "POST" else None
