"""What is asked for about providers."""

from __future__ import annotations

from typing import Any

from django import forms

from stegvis.catalogue.models import Intervention
from stegvis.core.actor import Actor
from stegvis.core.forms import FilterForm, Form
from stegvis.core.period import Period
from stegvis.providers.models import Provider, ProviderQuerySet


class ProviderFilter(FilterForm):
    """Search among providers by the beginning of a word in their name."""

    q = forms.CharField(
        label="Sök anordnare",
        required=False,
        max_length=100,
        widget=forms.TextInput(attrs={"type": "search", "placeholder": "Del av namnet"}),
    )

    def providers(self, actor: Actor) -> ProviderQuerySet:
        found = Provider.objects.visible_to(actor)
        wanted = self.cleaned_data["q"] if self.is_valid() else ""
        return found.filter(name__icontains=wanted) if wanted else found


class AuthoriseForm(Form):
    intervention = forms.ModelChoiceField(
        Intervention.objects.none(), label="Insats", required=False, empty_label="Alla insatser"
    )
    start = forms.DateField(label="Från och med")
    last_day = forms.DateField(
        label="Till och med", required=False, help_text="Lämna tomt om auktorisationen gäller tills vidare."
    )
    note = forms.CharField(label="Anteckning", required=False, widget=forms.Textarea)

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["intervention"]
        field.queryset = Intervention.objects.filter(principal_id=actor.principal_id).order_by("name")

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        start, last_day = given.get("start"), given.get("last_day")
        if start and last_day and last_day < start:
            self.add_error("last_day", "Sista dag kan inte vara före första dag.")
        return given

    @property
    def period(self) -> Period:
        return Period.inclusive(self.cleaned_data["start"], self.cleaned_data["last_day"])


class EndForm(Form):
    last_day = forms.DateField(label="Sista dag")
    note = forms.CharField(label="Skäl", help_text="Varför avslutas auktorisationen?", widget=forms.Textarea)
