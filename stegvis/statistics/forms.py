"""Forms of the statistics."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django import forms

from stegvis.core.forms import FilterForm, Form
from stegvis.core.numbers import parse_decimal
from stegvis.core.period import Period
from stegvis.providers.results import MEASURES
from stegvis.statistics.comparison.rules import Limits
from stegvis.statistics.memo import MemoDetails
from stegvis.statistics.rules import Schedule
from stegvis.statistics.words import MONTHS, capital

MOST_DEVIATIONS = 10
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


class ComparisonForm(FilterForm):
    """Which results are compared: of an intervention, at a level, in a measure."""

    insats = forms.ChoiceField(label="Insats", required=False)
    niva = forms.ChoiceField(label="Nivå", required=False)
    matt = forms.ChoiceField(
        label="Mått", choices=[(each.value, each.label) for each in MEASURES], required=False
    )

    def __init__(
        self, data: Any, *, interventions: list[tuple[str, str]], levels: list[tuple[str, str]]
    ) -> None:
        super().__init__(data)
        self.choices("insats").choices = interventions
        self.choices("niva").choices = [("", "Alla nivåer"), *levels]

    def choices(self, name: str) -> forms.ChoiceField:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        return field


class ComparisonTermsForm(Form):
    units = {"min_starters": "deltagare", "min_months": "månader", "window_months": "månader"}

    from_day = forms.DateField(label="Gäller från")
    min_starters = forms.IntegerField(
        label="Visa resultat från", min_value=0, max_value=1000, help_text="Färre visas som för få."
    )
    min_months = forms.IntegerField(
        label="Anordnaren ska ha haft deltagare i minst", min_value=0, max_value=120
    )
    window_months = forms.IntegerField(
        label="Räkna med dem som har avslutat de senaste", min_value=0, max_value=240
    )
    star_limits = forms.CharField(
        label="Gränser för 2, 3 och 4 stjärnor",
        max_length=60,
        required=False,
        help_text="Tre tal med mellanslag, till exempel −0,5 0,5 1,5. Talen är standardavvikelser från "
        "anordnarnas mitt. Lämna tomt för att inte visa stjärnor.",
    )
    source = forms.CharField(
        label="Beslutad i", max_length=200, help_text="Till exempel nämndens protokoll och paragraf."
    )

    def clean_star_limits(self) -> tuple[Decimal, ...]:
        given = self.cleaned_data["star_limits"].replace(";", " ").split()
        try:
            limits = tuple(parse_decimal(each) for each in given)
        except ValueError:
            raise forms.ValidationError("Skriv tre tal med mellanslag, till exempel −0,5 0,5 1,5.") from None
        if any(abs(each) >= MOST_DEVIATIONS or each != each.quantize(Decimal("0.01")) for each in limits):
            raise forms.ValidationError("Skriv tal mellan −10 och 10 med högst två decimaler.")
        return limits

    def terms(self) -> tuple[Limits, date, str]:
        given = dict(self.cleaned_data)
        from_day, source = given.pop("from_day"), given.pop("source")
        return Limits(**given), from_day, source
