"""What is asked for when a provider leaves the register on its own request."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms

from stegvis.catalogue.models import Intervention
from stegvis.core.forms import Form

ALL = "alla"


class EndOnRequestForm(Form):
    about = forms.ChoiceField(label="Vad ska avslutas?")
    last_day = forms.DateField(label="Sista dag", help_text="Uppdrag som pågår slutar samma dag.")
    reasons = forms.CharField(
        label="Skäl",
        max_length=4000,
        widget=forms.Textarea,
        help_text="När och hur anordnaren bad om det. Texten står i beslutet.",
    )

    def __init__(self, *args: Any, rights: Iterable[Intervention | None], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._rights = {ALL if each is None else str(each.pk): each for each in rights}
        field = self.fields["about"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(key, each.name if each else "Allt") for key, each in self._rights.items()]

    @property
    def intervention(self) -> Intervention | None:
        return self._rights[self.cleaned_data["about"]]
