"""What is asked for when the intake is paused and opened."""

from __future__ import annotations

from typing import Any

from django import forms

from stegvis.catalogue.models import Intervention
from stegvis.core.days_form import DaysForm
from stegvis.core.forms import Form
from stegvis.core.period import Period
from stegvis.providers.models import Provider


class PauseForm(DaysForm):
    intervention = forms.ModelChoiceField(
        Intervention.objects.none(), label="Insats", required=False, empty_label="Alla insatser"
    )
    start = forms.DateField(label="Från och med")
    last_day = forms.DateField(
        label="Till och med", required=False, help_text="Lämna tomt om du inte vet när intaget öppnar igen."
    )
    reason = forms.CharField(
        label="Skäl",
        max_length=300,
        help_text="Till exempel att en handledare är sjuk.",
        widget=forms.Textarea,
    )

    def __init__(self, *args: Any, provider: Provider, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["intervention"]
        field.queryset = Intervention.objects.filter(principal_id=provider.principal_id).order_by("name")

    @property
    def period(self) -> Period:
        return Period.inclusive(self.cleaned_data["start"], self.cleaned_data["last_day"])


class OpenForm(Form):
    opens_on = forms.DateField(
        label="Öppnar", help_text="Första dagen som nya deltagare kan välja anordnaren."
    )
