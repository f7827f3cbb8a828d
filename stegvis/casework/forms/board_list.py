"""Which delegated decisions to list."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.http import QueryDict

from stegvis.casework.models import Decision, Voucher
from stegvis.casework.rules.delegation import KINDS, Delegated
from stegvis.catalogue.models import Intervention
from stegvis.core.actor import Actor, Role
from stegvis.core.forms import FilterForm
from stegvis.core.period import Period
from stegvis.registry.models import Unit

ALL = ("", "Alla")


class BoardListFilter(FilterForm):
    """A period, from the first of this month unless another is asked for, and what to limit it to."""

    fran = forms.DateField(label="Från och med", required=False)
    till = forms.DateField(label="Till och med", required=False)
    slag = forms.ChoiceField(label="Slag", required=False, choices=(ALL, *KINDS))
    insats = forms.TypedChoiceField(label="Insats", required=False, coerce=int, empty_value=None)
    enhet = forms.TypedChoiceField(label="Enhet", required=False, coerce=int, empty_value=None)

    def __init__(self, sent: QueryDict, actor: Actor, today: date) -> None:
        super().__init__({"fran": today.replace(day=1), "till": today, **sent.dict()})
        self.actor, self.today = actor, today
        fields: dict[str, Any] = self.fields
        own = Intervention.objects.filter(principal_id=actor.principal_id).order_by("name")
        fields["insats"].choices = [ALL, *own.values_list("pk", "name")]
        fields["enhet"].choices = [ALL, *_units(actor).values_list("pk", "name")]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if given.get("fran") and given.get("till") and given["till"] < given["fran"]:
            self.add_error("till", "Sista dagen kan inte vara före den första.")
        return given

    @property
    def period(self) -> Period:
        asked = self.cleaned_data if self.is_valid() else {}
        first, last = asked.get("fran") or self.today.replace(day=1), asked.get("till") or self.today
        return Period.inclusive(min(first, last), last)

    @property
    def wants_vouchers(self) -> bool:
        return self.is_valid() and self.cleaned_data["slag"] == Delegated.VOUCHER

    def decisions(self) -> Any:
        """The decisions asked for; none when a filter is wrong or vouchers are asked for."""
        if not self.is_valid() or self.wants_vouchers:
            return Decision.objects.none()
        found = Decision.objects.listed_for(self.actor).filter(**self._asked())
        kind, intervention = self.cleaned_data["slag"], self.cleaned_data["insats"]
        found = found.filter(kind=kind) if kind else found
        return found.filter(intervention_id=intervention) if intervention else found

    def vouchers(self) -> Any:
        """The vouchers asked for; none when another kind of decision is asked for."""
        if not self.is_valid() or self.cleaned_data["slag"] not in ("", Delegated.VOUCHER):
            return Voucher.objects.none()
        found = Voucher.objects.listed_for(self.actor).filter(**self._asked())
        intervention = self.cleaned_data["insats"]
        return found.filter(decision__intervention_id=intervention) if intervention else found

    def limits_in_words(self) -> str:
        """What the list has been limited to; empty when it is not."""
        asked = self.cleaned_data
        fields: dict[str, Any] = self.fields
        told = [
            f"{fields[name].label}: {dict(fields[name].choices)[asked[name]]}."
            for name in ("slag", "insats", "enhet")
            if asked.get(name)
        ]
        return " ".join(told)

    def _asked(self) -> dict[str, Any]:
        period, unit = self.period, self.cleaned_data["enhet"]
        asked: dict[str, Any] = {"decided_on__gte": period.start, "decided_on__lt": period.end}
        return asked | ({"case__unit_id": unit} if unit else {})


def _units(actor: Actor) -> Any:
    units = Unit.objects.filter(principal_id=actor.principal_id).order_by("name")
    if actor.has({Role.CONTROLLER, Role.ADMINISTRATOR}):
        return units
    return units.filter(pk__in=actor.led_units)
