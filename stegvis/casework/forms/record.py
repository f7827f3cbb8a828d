"""Searching in one record, and choosing what of it to print."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import QueryDict

from stegvis.casework import record_print
from stegvis.casework.record import words_of
from stegvis.core.forms import FilterForm


class RecordSearchForm(FilterForm):
    q = forms.CharField(
        label="Sök i akten",
        required=False,
        max_length=100,
        widget=forms.TextInput(attrs={"type": "search"}),
        help_text="Ett eller flera ord. Alla orden ska finnas i samma text.",
    )

    @property
    def words(self) -> list[str]:
        return words_of(self.cleaned_data["q"]) if self.is_valid() else []


class PrintForm(FilterForm):
    """Which parts; all of them unless something else is chosen."""

    delar = forms.MultipleChoiceField(
        label="Delar att ta med", widget=forms.CheckboxSelectMultiple, required=True
    )

    def __init__(self, sent: QueryDict) -> None:
        asked = sent.getlist("delar")
        every = [part.key for part in record_print.parts()]
        super().__init__({"delar": asked or every})
        fields: dict[str, Any] = self.fields
        fields["delar"].choices = [(part.key, part.title) for part in record_print.parts()]

    @property
    def parts(self) -> list[record_print.Part]:
        return record_print.chosen(self.cleaned_data["delar"]) if self.is_valid() else []
