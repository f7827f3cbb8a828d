"""Writing the delegation and the texts of decisions."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms

from stegvis.casework.actions.delegate import NewPoint
from stegvis.casework.rules.delegation import DELEGATES, KINDS
from stegvis.casework.texts import Words
from stegvis.catalogue.models import Intervention
from stegvis.core.actor import Actor
from stegvis.core.forms import AmountField, FilterForm, Form


class DayForm(FilterForm):
    dag = forms.DateField(label="Gäller den", required=False)

    def day(self, today: date) -> date:
        """The day asked for; today when none, or none that is one."""
        return (self.cleaned_data.get("dag") or today) if self.is_valid() else today


class PointForm(Form):
    code = forms.CharField(label="Punkt", max_length=20, help_text="Numret i delegationsordningen.")
    text = forms.CharField(label="Ärende", max_length=200)
    role = forms.ChoiceField(
        label="Delegat",
        choices=[(role.value, role.label.capitalize()) for role in DELEGATES],
        widget=forms.RadioSelect,
    )
    kinds = forms.MultipleChoiceField(
        label="Slag av beslut", choices=KINDS, widget=forms.CheckboxSelectMultiple
    )
    intervention = forms.ModelChoiceField(
        label="Insats",
        queryset=Intervention.objects.none(),
        required=False,
        empty_label="Alla insatser",
        help_text="En punkt för en viss insats gäller i stället för de allmänna punkterna.",
    )
    max_voucher = AmountField(label="Högsta tilläggscheck", required=False)
    two_persons = forms.BooleanField(
        label="Två personer krävs: en lägger fram förslaget och en annan beslutar", required=False
    )
    from_day = forms.DateField(label="Gäller från")

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["intervention"]
        field.queryset = Intervention.objects.visible_to(actor).order_by("name")

    def point(self) -> NewPoint:
        given = {**self.cleaned_data, "kinds": tuple(self.cleaned_data["kinds"])}
        del given["from_day"]
        return NewPoint(**given)


class EndPointForm(Form):
    last_day = forms.DateField(label="Sista dag")


class StandardForm(Form):
    from_day = forms.DateField(label="Gäller från")


class TextForm(Form):
    from_day = forms.DateField(label="Gäller från")
    introduction = forms.CharField(label="Inledning", widget=forms.Textarea)
    law = forms.CharField(label="Lagrum", required=False, widget=forms.Textarea)
    appeal = forms.CharField(label="Så överklagar man", required=False, widget=forms.Textarea)

    def words(self) -> Words:
        given = self.cleaned_data
        return Words(given["introduction"], given["law"], given["appeal"])
