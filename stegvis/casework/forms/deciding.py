"""Decisions on interventions and vouchers."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType
from typing import Any

from django import forms
from django.utils.html import escape

from stegvis.casework.rules.entry import EntryTerms, Verdict, Wanted, listed
from stegvis.core.days_form import DaysForm
from stegvis.core.forms import Form
from stegvis.core.money import format_kr
from stegvis.core.period import Period, add_months


class GrantForm(DaysForm):
    """Asks only for what the intervention's terms make needed."""

    start = forms.DateField(label="Första dag")
    last_day = forms.DateField(label="Sista dag", required=False)
    level = forms.ChoiceField(label="Nivå", widget=forms.RadioSelect)
    reason = forms.CharField(label="Motivering", widget=forms.Textarea)
    exception_reason = forms.CharField(label="Skäl för undantaget", required=False, widget=forms.Textarea)
    combination_confirmed = forms.BooleanField(label="Insatsen kombineras", required=False)

    def __init__(self, *args: Any, terms: EntryTerms | None, verdict: Verdict, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._ask_for_level(terms)
        self._ask_for_exception(terms, verdict)
        self._ask_for_combination(terms, verdict)
        if terms is not None and terms.max_months is not None:
            self.fields["last_day"].required = True
            self.fields["last_day"].help_text = f"Högst {terms.max_months} månader."

    def _ask_for_level(self, terms: EntryTerms | None) -> None:
        if terms is None or not terms.has_choice_of_level:
            del self.fields["level"]
            return
        field: Any = self.fields["level"]
        field.choices = [(level.code, f"{level.name}, {level.suited}") for level in terms.levels]

    def _ask_for_exception(self, terms: EntryTerms | None, verdict: Verdict) -> None:
        """Also when it is the level chosen that may call for one."""
        field = self.fields["exception_reason"]
        if verdict.exceptions:
            field.help_text = escape(" ".join(verdict.exceptions))
            field.required = terms is not None and not terms.has_choice_of_level
            field.error_messages["required"] = "Skriv skälet för undantaget."
        elif terms is not None and terms.has_choice_of_level:
            field.help_text = "Behövs när personens förmåga ligger utanför den nivå du väljer."
        else:
            del self.fields["exception_reason"]

    def _ask_for_combination(self, terms: EntryTerms | None, verdict: Verdict) -> None:
        """When what it is combined with is not found in the case; once sent, it may lack on the first day."""
        if terms is None or not (verdict.to_confirm or (terms.requires and self.is_bound)):
            del self.fields["combination_confirmed"]
            return
        needed = listed(verdict.to_confirm or terms.combine_with)
        self.fields["combination_confirmed"].label = f"Insatsen kombineras med {needed}"

    def wanted(self) -> Wanted:
        given = self.cleaned_data
        return Wanted(
            period=Period.inclusive(given["start"], given["last_day"]),
            reason=given["reason"],
            exception_reason=given.get("exception_reason", ""),
            combination_confirmed=given.get("combination_confirmed", False),
            level=given.get("level", ""),
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


NO_NOTES: Mapping[int, str] = MappingProxyType({})


class VoucherForm(Form):
    amount = forms.TypedChoiceField(label="Belopp", coerce=int, widget=forms.RadioSelect)

    def __init__(
        self, *args: Any, amounts: tuple[int, ...], notes: Mapping[int, str] = NO_NOTES, **kwargs: Any
    ) -> None:
        """`notes` = for amounts that another decides, who."""
        super().__init__(*args, **kwargs)
        field: Any = self.fields["amount"]
        field.choices = [(each, _amount_label(each, notes)) for each in amounts]


def _amount_label(amount: int, notes: Mapping[int, str]) -> str:
    label = format_kr(amount, decimals=False)
    return f"{label}. {notes[amount]}" if amount in notes else label
