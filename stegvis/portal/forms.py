"""What the resident is asked."""

from __future__ import annotations

from django import forms

from stegvis.casework.forms.choosing import LARGEST_KEY
from stegvis.core.forms import Form

IN_THE_LIST = "Välj en anordnare i listan."


class PickForm(Form):
    """Which provider the person wants. What it may take is asked when it is chosen."""

    anordnare = forms.IntegerField(
        label="Anordnare",
        min_value=1,
        max_value=LARGEST_KEY,
        error_messages={
            "required": "Välj en anordnare.",
            "invalid": IN_THE_LIST,
            "min_value": IN_THE_LIST,
            "max_value": IN_THE_LIST,
        },
    )


class HelpForm(Form):
    wish = forms.CharField(
        label="Vad vill du ha hjälp med?",
        required=False,
        max_length=1000,
        help_text="Du behöver inte skriva något.",
        widget=forms.Textarea,
    )
