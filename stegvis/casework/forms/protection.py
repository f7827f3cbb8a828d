"""Protecting a person, and saying who may know who the person is."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet

from stegvis.accounts.models import User
from stegvis.core.forms import Form
from stegvis.core.period import Period
from stegvis.registry.models import Person

LEVELS = (
    (Person.Protection.NONE.value, "Inget skydd"),
    (Person.Protection.MARKED.value, "Sekretessmarkering: namnet visas med en varning"),
    (
        Person.Protection.PROTECTED.value,
        "Skyddad folkbokföring: bara namngiven personal får veta vem personen är",
    ),
)


class ProtectionForm(Form):
    """The new level. The box is there so that nobody takes a name from his colleagues by a slip."""

    level = forms.ChoiceField(label="Skydd", choices=LEVELS, widget=forms.RadioSelect)
    valid_from = forms.DateField(
        label="Gäller från", help_text="Ett högre skydd börjar gälla genast. Ett lägre kan börja senare."
    )
    reason = forms.CharField(
        label="Skäl",
        help_text="Till exempel vilket beslut hos Skatteverket det bygger på.",
        widget=forms.Textarea,
        max_length=2000,
    )
    understood = forms.BooleanField(
        label="Jag förstår att anordnare och kollegor genast slutar se vem personen är när skyddet höjs.",
        error_messages={"required": "Bekräfta att du förstår vad som händer."},
    )


class NameStaffForm(Form):
    """Who gets to know, how long and why."""

    user = forms.ModelChoiceField(User.objects.none(), label="Medarbetare", empty_label="Välj medarbetare")
    starts_on = forms.DateField(label="Från och med")
    last_day = forms.DateField(label="Till och med", help_text="Högst två år. Det går att förnya.")
    reason = forms.CharField(
        label="Varför behöver medarbetaren veta vem personen är?", widget=forms.Textarea, max_length=2000
    )

    def __init__(self, *args: Any, candidates: QuerySet[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["user"]
        field.queryset = candidates

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        start, last = given.get("starts_on"), given.get("last_day")
        if start and last and last < start:
            self.add_error("last_day", "Sista dagen är före den första.")
        return given

    @property
    def period(self) -> Period:
        return Period.inclusive(self.cleaned_data["starts_on"], self.cleaned_data["last_day"])


class ReviewForm(Form):
    note = forms.CharField(
        label="Vad har du gjort?",
        help_text="Till exempel vilka du har bett ta bort filer och brev.",
        widget=forms.Textarea,
        max_length=4000,
    )
