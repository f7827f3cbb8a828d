"""Which cases to list."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import QueryDict

from stegvis.casework.models import Case, TargetGroup
from stegvis.casework.models.cases import CaseQuerySet
from stegvis.catalogue.models import Intervention
from stegvis.core.actor import Actor
from stegvis.core.forms import FilterForm
from stegvis.registry.models import Unit

OPEN, CLOSED, ALL = "oppna", "avslutade", "alla"
MINE, NOBODYS = "mina", "ingen"


class CaseFilter(FilterForm):
    """Search and filters of the case list; only open cases unless another status is asked for."""

    q = forms.CharField(
        label="Sök",
        required=False,
        max_length=100,
        widget=forms.TextInput(attrs={"type": "search", "placeholder": "Namn eller nummer"}),
    )
    status = forms.ChoiceField(
        label="Status", required=False, choices=((OPEN, "Öppna"), (CLOSED, "Avslutade"), (ALL, "Alla"))
    )
    handlaggare = forms.ChoiceField(
        label="Handläggare",
        required=False,
        choices=(("", "Alla"), (MINE, "Mina ärenden"), (NOBODYS, "Utan handläggare")),
    )
    enhet = forms.TypedChoiceField(label="Enhet", required=False, coerce=int, empty_value=None)
    malgrupp = forms.ChoiceField(
        label="Målgrupp", required=False, choices=(("", "Alla"), *TargetGroup.choices)
    )
    insats = forms.TypedChoiceField(label="Beviljad insats", required=False, coerce=int, empty_value=None)

    def __init__(self, sent: QueryDict, actor: Actor) -> None:
        super().__init__({"status": OPEN, **sent.dict()})
        self.actor = actor
        fields: dict[str, Any] = self.fields
        # Keys and names, and not the rows: a choice is drawn on each page and seldom made.
        fields["insats"].choices = _choices(Intervention.objects.filter(principal_id=actor.principal_id))
        if len(actor.unit_ids) > 1:
            fields["enhet"].choices = _choices(Unit.objects.filter(pk__in=actor.unit_ids))
        else:
            del fields["enhet"]

    def cases(self) -> CaseQuerySet:
        """The cases asked for, none when a filter in the address is wrong."""
        if not self.is_valid():
            return Case.objects.none()
        asked = self.cleaned_data
        found = Case.objects.of_own_units(self.actor).search(asked["q"], self.actor)
        if asked["status"] in (OPEN, ""):
            found = found.open()
        elif asked["status"] == CLOSED:
            found = found.closed()
        if asked["handlaggare"] == MINE:
            found = found.held_by(self.actor.user_id)
        elif asked["handlaggare"] == NOBODYS:
            found = found.held_by_nobody()
        if asked.get("enhet"):
            found = found.filter(unit_id=asked["enhet"])
        if asked["malgrupp"]:
            found = found.filter(target_group=asked["malgrupp"])
        if asked["insats"]:
            found = found.granted(asked["insats"])
        return found

    @property
    def searches_open_only(self) -> bool:
        """Has somebody been searched for among the open cases only?"""
        asked = self.cleaned_data if self.is_valid() else {}
        return bool(asked.get("q")) and asked.get("status") in (OPEN, "")


def _choices(rows: QuerySet[Any]) -> list[tuple[int | str, str]]:
    return [("", "Alla"), *rows.order_by("name").values_list("pk", "name")]
