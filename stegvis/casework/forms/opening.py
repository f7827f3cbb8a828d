"""Opening a case: first whom it is about, then the rest."""

from __future__ import annotations

from typing import Any

from django import forms

from stegvis.accounts.models import User
from stegvis.casework.actions.open import Opening
from stegvis.casework.facts import caseworkers_in
from stegvis.casework.forms.identifying import WhoForm
from stegvis.casework.models import TargetGroup
from stegvis.core.actor import Actor
from stegvis.core.forms import Form
from stegvis.registry.models import Unit


class OpenCaseForm(WhoForm):
    """What is known when the case is opened. A person in the register keeps the name that stands there."""

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

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["unit"].queryset = Unit.objects.filter(pk__in=actor.unit_ids).order_by("name")
        fields["caseworker"].queryset = caseworkers_in(actor.unit_ids, self.today)

    def opening(self) -> Opening:
        given, newcomer = self.cleaned_data, self.newcomer
        return Opening(
            number=self.number,
            unit=given["unit"],
            target_group=given["target_group"],
            opened_on=given["opened_on"],
            caseworker=given["caseworker"],
            referred_by=given["referred_by"],
            first_name=newcomer.first_name,
            last_name=newcomer.last_name,
            birth_date=newcomer.told_birth_date,
            birth_date_is_certain=newcomer.told_birth_date_is_certain,
            sex=newcomer.told_sex,
            same_as=self.same_as,
            other_than=self.other_than,
        )


class HandOverForm(Form):
    """Who takes over the case?"""

    caseworker = forms.ModelChoiceField(
        User.objects.none(), label="Handläggare", empty_label="Välj handläggare"
    )
    note = forms.CharField(
        label="Att veta",
        required=False,
        max_length=2000,
        widget=forms.Textarea,
        help_text="Vad den nya handläggaren behöver veta. Står i ärendets historia.",
    )

    def __init__(self, *args: Any, candidates: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["caseworker"]
        field.queryset = candidates
