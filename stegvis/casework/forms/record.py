"""Searching in one record, and choosing what of it to print."""

from __future__ import annotations

from django import forms

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
