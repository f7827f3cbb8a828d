"""What is asked for when a provider leaves the register on its own request."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms

from stegvis.catalogue.models import Intervention
from stegvis.core.forms import Form

ALL = "alla"


def name_of(intervention: Intervention | None) -> str:
    return intervention.name if intervention else "Allt"


class _RightForm(Form):
    """About all that the provider may do, or one intervention of it."""

    about = forms.ChoiceField(label="Vad ska avslutas?")

    def __init__(self, *args: Any, rights: Iterable[Intervention | None], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._rights = {ALL if each is None else str(each.pk): each for each in rights}
        field = self.fields["about"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(key, name_of(each)) for key, each in self._rights.items()]

    @property
    def intervention(self) -> Intervention | None:
        return self._rights[self.cleaned_data["about"]]


class EndOnRequestForm(_RightForm):
    last_day = forms.DateField(label="Sista dag", help_text="Uppdrag som pågår slutar samma dag.")
    reasons = forms.CharField(
        label="Skäl",
        max_length=4000,
        widget=forms.Textarea,
        help_text="När och hur anordnaren bad om det. Texten står i beslutet.",
    )


class AskToEndForm(_RightForm):
    last_day = forms.DateField(
        label="Sista dag",
        help_text="Den sista dag då ni har deltagare. Kommunen beslutar och kan bestämma en annan dag.",
    )
    reason = forms.CharField(
        label="Skäl",
        required=False,
        max_length=2000,
        widget=forms.Textarea,
        help_text="Skriv inga namn på deltagare.",
    )
