"""What is asked for about the accounts of a provider's staff."""

from __future__ import annotations

from typing import Any

from django import forms

from stegvis.core.actor import Duty
from stegvis.core.forms import Form

DUTIES = [
    (Duty.ADMINISTRATOR.value, "Administratör: sköter konton, ansökan och uppgifterna i registret"),
    (Duty.COORDINATOR.value, "Samordnare: ser alla era uppdrag"),
    (Duty.SUPERVISOR.value, "Handledare: ser de uppdrag som hen arbetar med"),
]


class DutiesField(forms.TypedMultipleChoiceField):
    def __init__(self) -> None:
        super().__init__(
            label="Uppgifter",
            coerce=Duty,
            choices=DUTIES,
            widget=forms.CheckboxSelectMultiple,
            error_messages={"required": "Välj minst en uppgift."},
        )


class NewStaffForm(Form):
    email = forms.EmailField(label="E-postadress", max_length=254, help_text="Personen loggar in med den.")
    first_name = forms.CharField(label="Förnamn", max_length=150)
    last_name = forms.CharField(label="Efternamn", max_length=150)
    duties = DutiesField()
    last_day = forms.DateField(
        label="Sista dag", required=False, help_text="Lämna tomt om personen arbetar hos er tills vidare."
    )


class DutiesForm(Form):
    duties = DutiesField()

    def __init__(self, *args: Any, held: list[Duty], **kwargs: Any) -> None:
        super().__init__(*args, initial={"duties": [duty.value for duty in held]}, **kwargs)
