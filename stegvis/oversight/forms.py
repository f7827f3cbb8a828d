"""Forms of the control of the log and of the list for the person."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django import forms
from django.http import QueryDict

from stegvis.core.actor import Actor, Role
from stegvis.core.forms import FilterForm, Form
from stegvis.core.period import Period
from stegvis.oversight.models import Finding
from stegvis.oversight.models.control import OPEN, STATUSES, FindingQuerySet, Outcome, Pattern
from stegvis.oversight.rules import LARGEST_SAMPLE, LONGEST_DAYS
from stegvis.registry.models import Unit

ALL = "alla"
SAMPLE = 20


def _units(actor: Actor) -> list[tuple[int, str]]:
    """The units whose staff the actor may control."""
    units = Unit.objects.filter(principal_id=actor.principal_id).order_by("name")
    if not actor.is_a(Role.LOG_CONTROLLER):
        units = units.filter(pk__in=actor.led_units)
    return [(unit.pk, unit.name) for unit in units]


class ControlForm(Form):
    """A period to control, of one unit's staff or of everybody's."""

    start = forms.DateField(label="Från och med")
    last_day = forms.DateField(label="Till och med", help_text=f"Högst {LONGEST_DAYS} dagar.")
    unit = forms.TypedChoiceField(label="Enhet", required=False, coerce=int, empty_value=None)
    sample_size = forms.IntegerField(
        label="Stickprov", min_value=0, max_value=LARGEST_SAMPLE, help_text="Antal läsningar som lottas fram."
    )
    seed = forms.CharField(
        label="Frö",
        required=False,
        max_length=40,
        help_text="Lämna tomt. Fyll i fröet från en tidigare kontroll för att få samma stickprov igen.",
    )
    units = {"sample_size": "läsningar"}

    def __init__(self, *args: Any, actor: Actor, today: date, **kwargs: Any) -> None:
        month_before = today.replace(day=1) - timedelta(days=1)
        super().__init__(
            *args,
            initial={"start": month_before.replace(day=1), "last_day": month_before, "sample_size": SAMPLE},
            **kwargs,
        )
        choices: list[tuple[Any, str]] = list(_units(actor))
        if actor.is_a(Role.LOG_CONTROLLER):
            choices.insert(0, ("", "Alla enheter"))
        field: Any = self.fields["unit"]
        field.choices = choices

    def clean(self) -> dict[str, Any]:
        asked = super().clean() or self.cleaned_data
        start, last = asked.get("start"), asked.get("last_day")
        if start and last and last < start:
            self.add_error("last_day", "Den sista dagen kan inte vara före den första.")
        return asked

    @property
    def period(self) -> Period:
        return Period(self.cleaned_data["start"], self.cleaned_data["last_day"] + timedelta(days=1))


class FindingFilter(FilterForm):
    """Which findings to list; those not judged unless others are asked for."""

    anvandare = forms.CharField(
        label="Användare", required=False, max_length=100, widget=forms.TextInput(attrs={"type": "search"})
    )
    monster = forms.ChoiceField(label="Mönster", required=False, choices=(("", "Alla"), *Pattern.choices))
    status = forms.ChoiceField(label="Status", required=False, choices=((ALL, "Alla"), *STATUSES))
    enhet = forms.TypedChoiceField(label="Enhet", required=False, coerce=int, empty_value=None)

    def __init__(self, sent: QueryDict, actor: Actor) -> None:
        super().__init__({"status": OPEN, **sent.dict()})
        self.actor = actor
        units = _units(actor)
        if len(units) > 1:
            field: Any = self.fields["enhet"]
            field.choices = [("", "Alla"), *units]
        else:
            del self.fields["enhet"]

    def findings(self) -> FindingQuerySet:
        """Those asked for, none when a filter in the address is wrong."""
        if not self.is_valid():
            return Finding.objects.none()
        asked = self.cleaned_data
        found = Finding.objects.visible_to(self.actor)
        if asked["monster"]:
            found = found.filter(pattern=asked["monster"])
        if asked["status"] not in (ALL, ""):
            found = found.in_status(asked["status"])
        if asked.get("enhet"):
            found = found.filter(seat_unit_id=asked["enhet"])
        return found.read_by(asked["anvandare"])


class VerdictForm(Form):
    """How a finding is judged, and what is done about it."""

    outcome = forms.ChoiceField(label="Bedömning", widget=forms.RadioSelect)
    note = forms.CharField(
        label="Motivering",
        max_length=4000,
        widget=forms.Textarea,
        help_text="Vad du har kontrollerat och hur.",
    )
    follow_up = forms.CharField(
        label="Åtgärd",
        required=False,
        max_length=4000,
        widget=forms.Textarea,
        help_text="Till exempel frågan till användaren, samtal, utbildning, anmälan till dataskyddsombudet.",
    )

    def __init__(self, *args: Any, standing: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        again = standing == Outcome.IMPROPER
        field: Any = self.fields["outcome"]
        field.choices = [
            (Outcome.PROPER, "Befogad: läsningen behövdes i arbetet"),
            *([] if again else [(Outcome.ASKED, "Fråga användaren")]),
            (
                (Outcome.CONFIRMED, "Obefogad: jag delar bedömningen")
                if again
                else (Outcome.IMPROPER, "Obefogad: en annan person gör en andra bedömning")
            ),
        ]
