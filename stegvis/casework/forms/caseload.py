"""Sharing out the cases of a unit: which to list, whom to give them, who is away."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from django import forms
from django.http import QueryDict

from stegvis.accounts.models import User
from stegvis.casework.caseload import overdue
from stegvis.casework.caseload.figures import BAND_TITLES, with_band
from stegvis.casework.facts import caseworkers_in
from stegvis.casework.models import Case
from stegvis.casework.models.cases import CaseQuerySet
from stegvis.core.actor import Actor
from stegvis.core.forms import FilterForm, Form
from stegvis.core.period import Period
from stegvis.registry.models import Unit

NOBODYS = "ingen"
CHOSEN = re.compile(r"(\d{1,18}):(\d{1,18})")
"""A case and who held it when it was chosen; 0 = nobody."""


class CaseloadFilter(FilterForm):
    """Which of the cases of the head's units to list."""

    handlaggare = forms.ChoiceField(label="Handläggare", required=False)
    formaga = forms.ChoiceField(label="Förmåga", required=False, choices=(("", "Alla"), *BAND_TITLES.items()))
    forsenat = forms.ChoiceField(label="Försenat", required=False)

    def __init__(self, sent: QueryDict, actor: Actor, today: date) -> None:
        super().__init__(sent)
        self.actor, self.today = actor, today
        fields: dict[str, Any] = self.fields
        holders = User.objects.filter(pk__in=_cases_of(actor).open().values("caseworker"))
        workers = {user.pk: user for user in (*caseworkers_in(actor.led_units, today), *holders)}
        names = sorted((user.display_name, str(pk)) for pk, user in workers.items())
        fields["handlaggare"].choices = [
            ("", "Alla"),
            (NOBODYS, "Utan handläggare"),
            *((key, name) for name, key in names),
        ]
        fields["forsenat"].choices = [("", "Allt"), *((kind.key, kind.title) for kind in overdue.kinds())]

    def cases(self) -> CaseQuerySet:
        """Open cases, or those in which the step asked about is late; none when the address is wrong."""
        if not self.is_valid():
            return Case.objects.none()
        asked = self.cleaned_data
        kind = overdue.kind_of(asked["forsenat"])
        cases = _cases_of(self.actor)
        cases = kind.find(cases, self.today) if kind else cases.open()
        if asked["handlaggare"] == NOBODYS:
            cases = cases.held_by_nobody()
        elif asked["handlaggare"]:
            cases = cases.held_by(int(asked["handlaggare"]))
        banded: Any = with_band(cases, self.today)
        found: CaseQuerySet = banded.filter(band=asked["formaga"]) if asked["formaga"] else banded
        return found

    @property
    def holder(self) -> str:
        """The key of the caseworker asked for; empty when all are."""
        return str(self.cleaned_data["handlaggare"]) if self.is_valid() else ""


def _cases_of(actor: Actor) -> CaseQuerySet:
    return Case.objects.of_own_units(actor).filter(unit__in=actor.led_units)


class HandOverManyForm(Form):
    """To whom, with what to know. The cases themselves are sent beside, each with who held it."""

    caseworker = forms.ModelChoiceField(
        User.objects.none(), label="Ny handläggare", empty_label="Välj handläggare"
    )
    note = forms.CharField(
        label="Att veta",
        required=False,
        max_length=2000,
        widget=forms.Textarea,
        help_text="Står i varje ärende som lämnas över. Skriv inget som bara gäller en av personerna.",
    )

    def __init__(self, *args: Any, actor: Actor, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["caseworker"]
        field.queryset = caseworkers_in(actor.led_units, today)


def chosen_cases(sent: QueryDict) -> dict[int, int | None]:
    """The cases that a form names, with who held each. What is not written so is left out."""
    found = filter(None, (CHOSEN.fullmatch(text) for text in sent.getlist("arende")))
    return {int(case): int(holder) or None for case, holder in (match.groups() for match in found)}


class AbsenceForm(Form):
    unit = forms.ModelChoiceField(Unit.objects.none(), label="Enhet", empty_label=None)
    user = forms.ModelChoiceField(User.objects.none(), label="Vem är frånvarande?", empty_label="Välj")
    substitute = forms.ModelChoiceField(User.objects.none(), label="Ersättare", empty_label="Välj")
    first_day = forms.DateField(label="Första dag")
    last_day = forms.DateField(label="Sista dag", help_text="Frånvaron slutar av sig själv efter den dagen.")

    def __init__(self, *args: Any, actor: Actor, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        colleagues = caseworkers_in(actor.unit_ids, today)
        fields["unit"].queryset = Unit.objects.filter(pk__in=actor.unit_ids).order_by("name")
        fields["substitute"].queryset = colleagues
        fields["user"].queryset = colleagues
        if not actor.led_units:
            fields["user"].queryset = colleagues.filter(pk=actor.user_id)
            fields["user"].empty_label = None

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        first, last = given.get("first_day"), given.get("last_day")
        if first and last and last < first:
            self.add_error("last_day", "Den sista dagen är före den första.")
        return given

    @property
    def days(self) -> Period:
        return Period.inclusive(self.cleaned_data["first_day"], self.cleaned_data["last_day"])
