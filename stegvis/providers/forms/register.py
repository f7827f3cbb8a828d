"""What is asked for about providers."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.db.models import Q

from stegvis.catalogue.models import Intervention
from stegvis.core.actor import Actor
from stegvis.core.days_form import DaysForm
from stegvis.core.forms import FilterForm, Form
from stegvis.core.period import Period
from stegvis.providers.models import Provider, ProviderQuerySet


class ProviderFilter(FilterForm):
    """Which providers: by a part of the name, what they may do, whether they take customers, and language."""

    q = forms.CharField(
        label="Sök anordnare",
        required=False,
        max_length=100,
        widget=forms.TextInput(attrs={"type": "search", "placeholder": "Del av namnet"}),
    )
    insats = forms.ModelChoiceField(
        Intervention.objects.none(),
        label="Auktoriserad för",
        required=False,
        to_field_name="code",
        empty_label="Alla insatser",
    )
    auktorisation = forms.ChoiceField(
        label="Auktorisation",
        required=False,
        choices=[("", "Alla"), ("ja", "Auktoriserade"), ("nej", "Inte auktoriserade")],
    )
    intag = forms.ChoiceField(
        label="Intag",
        required=False,
        choices=[("", "Alla"), ("oppet", "Öppet"), ("pausat", "Pausat"), ("plats", "Har lediga platser")],
    )
    sprak = forms.CharField(label="Språk", required=False, max_length=50)

    def __init__(self, data: Any, actor: Actor, today: date) -> None:
        super().__init__(data)
        self.actor, self.today = actor, today
        field: Any = self.fields["insats"]
        field.queryset = Intervention.objects.filter(principal_id=actor.principal_id).order_by("name")

    def providers(self) -> ProviderQuerySet:
        asked = self.cleaned_data if self.is_valid() else {}
        found = Provider.objects.visible_to(self.actor).in_list(self.today)
        found = found.named(asked.get("q", "")).speaking(asked.get("sprak", ""))
        if asked.get("insats"):
            found = found.authorised_for(asked["insats"].pk, self.today)
        if asked.get("auktorisation"):
            found = found.filter(Q(is_authorised=asked["auktorisation"] == "ja"))
        return _with_intake(found, asked.get("intag", ""))


def _with_intake(found: ProviderQuerySet, intake: str) -> ProviderQuerySet:
    match intake:
        case "oppet":
            return found.filter(Q(is_paused=False))
        case "pausat":
            return found.filter(Q(is_paused=True))
        case "plats":
            return found.filter(Q(is_paused=False)).with_room()
    return found


class TakeOverForm(DaysForm):
    """A right that an older register holds, as it stands there."""

    intervention = forms.ModelChoiceField(
        Intervention.objects.none(), label="Insats", required=False, empty_label="Alla insatser"
    )
    start = forms.DateField(label="Från och med")
    last_day = forms.DateField(
        label="Till och med", required=False, help_text="Lämna tomt om auktorisationen gäller tills vidare."
    )
    older_decision = forms.CharField(
        label="Beslutet som gav rätten",
        max_length=2000,
        widget=forms.Textarea,
        help_text="Nummer, dag och vem som beslutade, som det står i det äldre registret.",
    )

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["intervention"]
        field.queryset = Intervention.objects.filter(principal_id=actor.principal_id).order_by("name")

    @property
    def period(self) -> Period:
        return Period.inclusive(self.cleaned_data["start"], self.cleaned_data["last_day"])


class EndForm(Form):
    last_day = forms.DateField(label="Sista dag")
    note = forms.CharField(label="Skäl", help_text="Varför avslutas auktorisationen?", widget=forms.Textarea)
