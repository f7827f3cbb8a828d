"""Two records that may be one person."""

from __future__ import annotations

from typing import Any

from django import forms

from stegvis.core.forms import Form
from stegvis.registry.merging_rules import MergeWish


class MergeForm(Form):
    """Which record is kept, and why they are one person."""

    keep = forms.TypedChoiceField(label="Behåll", coerce=int, widget=forms.RadioSelect)
    reason = forms.CharField(
        label="Varför är det samma person?",
        help_text="Till exempel: personen har fått personnummer sedan första ärendet.",
        max_length=2000,
        widget=forms.Textarea,
    )
    confirmed = forms.BooleanField(
        label="Det är samma person, fast födelsedatum eller kön skiljer sig åt", required=False
    )

    def __init__(self, *args: Any, choices: list[tuple[int, str]], differ: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["keep"].choices = choices
        if not differ:
            del fields["confirmed"]

    @property
    def wish(self) -> MergeWish:
        given = self.cleaned_data
        return MergeWish(given["reason"], confirmed=given.get("confirmed", False))


class UndoMergeForm(Form):
    """Why they are two after all."""

    reason = forms.CharField(label="Varför är de två olika personer?", max_length=2000, widget=forms.Textarea)
