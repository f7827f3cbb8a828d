"""Forms of the statistics."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms

from stegvis.core.forms import FilterForm, Form
from stegvis.core.period import Period
from stegvis.statistics.memo import MemoDetails
from stegvis.statistics.rules import Schedule
from stegvis.statistics.words import MONTHS, capital

FIRST_YEAR, LAST_YEAR = 1990, 2100
MONTH_CHOICES = [(number, capital(name)) for number, name in enumerate(MONTHS, start=1)]


class PeriodForm(FilterForm):
    """Which period the report is about, both days included."""

    fran = forms.DateField(label="Från och med", error_messages={"required": "Ange periodens första dag."})
    till = forms.DateField(label="Till och med", error_messages={"required": "Ange periodens sista dag."})

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        first, last = values.get("fran"), values.get("till")
        for name, day in (("fran", first), ("till", last)):
            if day and not FIRST_YEAR <= day.year <= LAST_YEAR:
                self.add_error(name, f"Välj en dag mellan {FIRST_YEAR} och {LAST_YEAR}.")
        if first and last and last < first:
            self.add_error("till", "Sista dagen kan inte vara före första dagen. Byt plats på dem.")
        return values

    @property
    def period(self) -> Period:
        return Period.inclusive(self.cleaned_data["fran"], self.cleaned_data["till"])


class MemoForm(Form):
    """What the memo says beyond the figures."""

    reference = forms.CharField(
        label="Diarienummer", max_length=60, required=False, help_text="Till exempel AFN 2021/196."
    )
    unit = forms.CharField(label="Enhet", max_length=120, required=False)
    written_on = forms.DateField(label="Datum")
    author = forms.CharField(label="Handläggare", max_length=120, required=False)
    author_title = forms.CharField(label="Handläggarens titel", max_length=120, required=False)
    manager = forms.CharField(label="Ansvarig chef", max_length=120, required=False)
    manager_title = forms.CharField(label="Chefens titel", max_length=120, required=False)
    economy = forms.CharField(
        label="Ekonomiska konsekvenser", widget=forms.Textarea, initial=MemoDetails.economy, max_length=5000
    )
    children = forms.CharField(
        label="Konsekvenser för barn", widget=forms.Textarea, initial=MemoDetails.children, max_length=5000
    )

    def details(self) -> MemoDetails:
        return MemoDetails(**self.cleaned_data)


class UnemploymentForm(Form):
    file = forms.FileField(
        label="Månadsfil",
        help_text="En csv-fil med kolumnerna månad, öppet_arbetslösa, i_program och arbetskraften. "
        "Kolumnerna utrikes_födda_arbetslösa och utrikes_födda_i_arbetskraften är frivilliga.",
    )


class ReportingTimeForm(Form):
    units = {"months": "månader"}

    reported_in = forms.TypedChoiceField(label="Rapporteras i", choices=MONTH_CHOICES, coerce=int)
    first_month = forms.TypedChoiceField(label="Perioden börjar i", choices=MONTH_CHOICES, coerce=int)
    months = forms.IntegerField(label="Periodens längd", min_value=1, max_value=12)

    def schedule(self) -> Schedule:
        return Schedule(**self.cleaned_data)


def memo_start(today: date, author: str, unit: str) -> dict[str, Any]:
    """What the memo form says before anybody has written in it."""
    return {"written_on": today, "author": author, "unit": unit}
