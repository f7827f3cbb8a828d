"""Which assignments to list."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.http import QueryDict

from stegvis.assignments.models import Assignment
from stegvis.assignments.models.assignments import AssignmentQuerySet
from stegvis.catalogue.models import Intervention
from stegvis.core.actor import Actor
from stegvis.core.forms import FilterForm
from stegvis.providers.models import Provider

CURRENT, ENDED, REPORT_MISSING, ALL = "aktuella", "avslutade", "rapport-saknas", "alla"


class AssignmentFilter(FilterForm):
    """Search and filters of the list; those that are not over unless others are asked for."""

    q = forms.CharField(
        label="Sök",
        required=False,
        max_length=100,
        widget=forms.TextInput(
            attrs={"type": "search", "placeholder": "Namn, personnummer eller uppdragsnummer"}
        ),
    )
    visa = forms.ChoiceField(
        label="Visa",
        required=False,
        choices=(
            (CURRENT, "Pågående och kommande"),
            (ENDED, "Avslutade"),
            (REPORT_MISSING, "Försenad månadsrapport"),
            (ALL, "Alla"),
        ),
    )
    insats = forms.ModelChoiceField(
        Intervention.objects.none(), label="Insats", required=False, empty_label="Alla"
    )
    anordnare = forms.ModelChoiceField(
        Provider.objects.none(), label="Anordnare", required=False, empty_label="Alla"
    )

    def __init__(self, sent: QueryDict, actor: Actor) -> None:
        super().__init__({"visa": CURRENT, **sent.dict()})
        self.actor = actor
        fields: dict[str, Any] = self.fields
        interventions = Intervention.objects.filter(principal_id=actor.principal_id)
        fields["insats"].queryset = interventions.order_by("name")
        if actor.provider_id is None:
            fields["anordnare"].queryset = Provider.objects.visible_to(actor).order_by("name", "id")
        else:
            del fields["anordnare"]

    def assignments(self, today: date) -> AssignmentQuerySet:
        """The assignments asked for, none when a filter in the address is wrong."""
        if not self.is_valid():
            return Assignment.objects.none()
        asked = self.cleaned_data
        found = Assignment.objects.visible_to(self.actor, today).search(asked["q"], self.actor)
        found = found.for_intervention(asked["insats"]).at_provider(asked.get("anordnare"))
        if asked["visa"] in (CURRENT, ""):
            return found.carried_out().not_over(today)
        if asked["visa"] == ENDED:
            return found.carried_out().over(today)
        if asked["visa"] == REPORT_MISSING:
            return found.with_overdue_report(today)
        return found

    @property
    def searches_current_only(self) -> bool:
        """Has somebody been searched for among the current assignments only?"""
        asked = self.cleaned_data if self.is_valid() else {}
        return bool(asked.get("q")) and asked.get("visa") in (CURRENT, "")
