"""Changing what has been granted, ending it, and answering a proposal."""

from __future__ import annotations

from typing import Any

from django import forms

from stegvis.casework.rules.changing import GrantFacts, NewContent, latest_last_day
from stegvis.core.forms import Form


class ChangeForm(Form):
    """What shall hold from a day on. Filled in with what holds now; asks only for what can differ."""

    from_day = forms.DateField(label="Gäller från")
    last_day = forms.DateField(label="Sista dag", required=False)
    level = forms.ChoiceField(label="Nivå", widget=forms.RadioSelect)
    combined_with = forms.CharField(label="Kombineras med", max_length=200, required=False)
    reason = forms.CharField(
        label="Motivering",
        help_text="Beslutet skickas till personen. Skriv så att det går att förstå.",
        widget=forms.Textarea,
    )
    exception_reason = forms.CharField(
        label="Skäl för undantag",
        required=False,
        help_text="Behövs när förmågan ligger utanför det som insatsen eller nivån är till för.",
        widget=forms.Textarea,
    )

    def __init__(
        self,
        *args: Any,
        known: GrantFacts,
        levels: list[tuple[str, str]],
        capacity: int | None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.known, self.capacity = known, capacity
        if len(levels) > 1:
            field: Any = self.fields["level"]
            field.choices = levels
        else:
            del self.fields["level"]
        latest = latest_last_day(known)
        if latest is not None:
            self.fields["last_day"].help_text = f"Senast {latest}."

    def wanted(self) -> NewContent:
        given = self.cleaned_data
        return NewContent(
            from_day=given["from_day"],
            last_day=given["last_day"],
            level=given.get("level", self.known.level),
            capacity=self.capacity,
            combined_with=given["combined_with"],
            reason=given["reason"],
            exception_reason=given["exception_reason"],
        )


class EndGrantForm(Form):
    reason = forms.CharField(
        label="Motivering",
        help_text="Beslutet skickas till personen. Skriv så att det går att förstå.",
        widget=forms.Textarea,
    )


class SendBackForm(Form):
    reason = forms.CharField(
        label="Varför återsänds det?",
        help_text="Skriv vad som behöver ändras, så att den som lade fram förslaget kan göra om det.",
        widget=forms.Textarea,
    )
