"""Decisions on interventions and vouchers, and the choice of provider."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.functional import cached_property

from stegvis.casework.models import Choice
from stegvis.casework.rules.entry import EntryTerms, Verdict, Wanted, listed
from stegvis.core.forms import Form
from stegvis.core.money import format_kr
from stegvis.core.period import Period, add_months
from stegvis.providers.models import Provider


class GrantForm(Form):
    """Asks only for what the intervention's terms make needed."""

    start = forms.DateField(label="Första dag")
    last_day = forms.DateField(label="Sista dag", required=False)
    reason = forms.CharField(label="Motivering", widget=forms.Textarea)
    exception_reason = forms.CharField(label="Skäl för undantaget", required=False, widget=forms.Textarea)
    combination_confirmed = forms.BooleanField(label="Insatsen kombineras", required=False)

    def __init__(self, *args: Any, terms: EntryTerms | None, verdict: Verdict, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not verdict.exceptions:
            del self.fields["exception_reason"]
        else:
            self.fields["exception_reason"].help_text = " ".join(verdict.exceptions)
        if terms is None or not terms.combine_with:
            del self.fields["combination_confirmed"]
        else:
            confirmed = f"Insatsen kombineras med {listed(terms.combine_with)}"
            self.fields["combination_confirmed"].label = confirmed
        if terms is not None and terms.max_months is not None:
            self.fields["last_day"].required = True
            self.fields["last_day"].help_text = f"Högst {terms.max_months} månader."

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        start, last_day = given.get("start"), given.get("last_day")
        if start and last_day and last_day < start:
            self.add_error("last_day", "Sista dag kan inte vara före första dag.")
        return given

    def wanted(self) -> Wanted:
        given = self.cleaned_data
        return Wanted(
            period=Period.inclusive(given["start"], given["last_day"]),
            reason=given["reason"],
            exception_reason=given.get("exception_reason", ""),
            combination_confirmed=given.get("combination_confirmed", False),
        )


def proposed_period(terms: EntryTerms | None, today: date) -> dict[str, date]:
    """From today and as long as the terms allow, at most half a year."""
    months = 6 if terms is None or terms.max_months is None else min(6, terms.max_months)
    proposed = Period(today, add_months(today, months))
    return {"start": today, "last_day": proposed.last_day or today}


class RefuseForm(Form):
    reason = forms.CharField(
        label="Motivering",
        help_text="Beslutet skickas till personen. Skriv så att det går att förstå.",
        widget=forms.Textarea,
    )


class VoucherForm(Form):
    amount = forms.TypedChoiceField(label="Belopp", coerce=int, widget=forms.RadioSelect)

    def __init__(self, *args: Any, amounts: tuple[int, ...], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["amount"]
        field.choices = [(each, format_kr(each, decimals=False)) for each in amounts]


class ChooseForm(Form):
    """The choice as the caseworker records it, for the person or when the person does not choose."""

    provider = forms.ChoiceField(label="Anordnare", error_messages={"required": "Välj en anordnare."})
    made = forms.ChoiceField(
        label="Hur valet gjordes",
        choices=[(made.value, made.label) for made in (Choice.Made.TOGETHER, Choice.Made.NON_CHOICE)],
        initial=Choice.Made.TOGETHER,
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label="Kommentar",
        required=False,
        help_text="Behövs vid ickeval: varför väljer personen inte?",
        widget=forms.Textarea,
    )

    def __init__(self, *args: Any, offers: list[Provider], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offers = {str(provider.pk): provider for provider in offers}
        field: Any = self.fields["provider"]
        field.choices = [(pk, provider.name) for pk, provider in self.offers.items()]

    @cached_property
    def chosen(self) -> Provider:
        return self.offers[self.cleaned_data["provider"]]
