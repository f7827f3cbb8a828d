"""Opening a case: first whom it is about, then the rest."""

from __future__ import annotations

from typing import Any

from django import forms

from stegvis.accounts.models import User
from stegvis.casework.actions.open import Opening
from stegvis.casework.facts import caseworkers_in
from stegvis.casework.models import TargetGroup
from stegvis.core.actor import Actor
from stegvis.core.forms import Form
from stegvis.core.names import tidy_name
from stegvis.core.standard_forms import PersonalNumberForm
from stegvis.registry.models import Unit


class NameField(forms.CharField):
    """A name as it will be stored, so that its length is told before and not by the database."""

    def to_python(self, value: Any) -> str:
        return tidy_name(super().to_python(value) or "")


class OpenCaseForm(PersonalNumberForm):
    """What is known when the case is opened. A person in the register keeps the name that stands there."""

    first_name = NameField(label="Förnamn", max_length=120, required=False)
    last_name = NameField(label="Efternamn", max_length=120, required=False)
    opened_on = forms.DateField(label="Ärendet öppnas")
    target_group = forms.ChoiceField(label="Målgrupp", choices=TargetGroup.choices, widget=forms.RadioSelect)
    referred_by = forms.CharField(
        label="Hänvisad av",
        max_length=120,
        required=False,
        help_text="Till exempel Ekonomiskt bistånd eller Arbetsförmedlingen. Tomt om personen kom själv.",
    )
    unit = forms.ModelChoiceField(Unit.objects.none(), label="Enhet", empty_label=None)
    caseworker = forms.ModelChoiceField(
        User.objects.none(), label="Handläggare", required=False, empty_label="Ingen än"
    )

    def __init__(self, *args: Any, actor: Actor, is_known: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["personal_number"].widget = forms.HiddenInput()
        fields["unit"].queryset = Unit.objects.filter(pk__in=actor.unit_ids).order_by("name")
        fields["caseworker"].queryset = caseworkers_in(actor.unit_ids, self.today)
        for name in ("first_name", "last_name"):
            if is_known:
                del fields[name]
            else:
                fields[name].required = True

    def opening(self) -> Opening:
        given = self.cleaned_data
        return Opening(
            number=given["personal_number"],
            unit=given["unit"],
            target_group=given["target_group"],
            opened_on=given["opened_on"],
            caseworker=given["caseworker"],
            referred_by=given["referred_by"],
            first_name=given.get("first_name", ""),
            last_name=given.get("last_name", ""),
        )


class HandOverForm(Form):
    """Who takes over the case?"""

    caseworker = forms.ModelChoiceField(
        User.objects.none(), label="Handläggare", empty_label="Välj handläggare"
    )

    def __init__(self, *args: Any, candidates: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["caseworker"]
        field.queryset = candidates
