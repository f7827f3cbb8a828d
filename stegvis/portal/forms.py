"""What the resident is asked."""

from __future__ import annotations

from typing import Any

from django import forms

from stegvis.core.forms import Form
from stegvis.providers.models import Provider


class PickForm(Form):
    """Which provider the person wants."""

    anordnare = forms.ChoiceField(
        label="Anordnare",
        error_messages={
            "required": "Välj en anordnare.",
            "invalid_choice": "Anordnaren har inga lediga platser längre. Välj en annan.",
        },
    )

    def __init__(self, *args: Any, offers: list[Provider], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offers = {str(provider.pk): provider for provider in offers}
        field: Any = self.fields["anordnare"]
        field.choices = [(pk, provider.name) for pk, provider in self.offers.items()]

    @property
    def picked(self) -> Provider:
        return self.offers[self.cleaned_data["anordnare"]]
