"""A condition and its wording."""

from __future__ import annotations

from typing import Any

from django import forms

from stegvis.catalogue.models import Intervention
from stegvis.core.actor import Actor
from stegvis.core.forms import Form
from stegvis.providers.actions.conditions import Wording
from stegvis.providers.models import Condition, ConditionVersion
from stegvis.providers.rules.conditions import MOST_MONTHS


class WordingForm(Form):
    """What the condition says, how it is controlled, and from when."""

    first_day = forms.DateField(label="Gäller från och med")
    title = forms.CharField(label="Rubrik", max_length=200)
    text = forms.CharField(
        label="Lydelse",
        max_length=10_000,
        widget=forms.Textarea,
        help_text="Så som anordnaren läser det i ansökan. Skriv vad som ska vara uppfyllt.",
    )
    control = forms.CharField(
        label="Så kontrolleras villkoret",
        max_length=5_000,
        widget=forms.Textarea,
        help_text="Vad som granskas, när och av vem. Anordnaren ser det i ansökan.",
    )
    evidence = forms.CharField(
        label="Underlag som ska lämnas",
        max_length=300,
        required=False,
        help_text="Till exempel bolagsordning eller skatteintyg. Lämna tomt om ett intygande räcker.",
    )
    control_months = forms.IntegerField(
        label="Kontrolleras var … månad",
        required=False,
        min_value=1,
        max_value=MOST_MONTHS,
        help_text="Lämna tomt om villkoret bara kontrolleras vid ansökan.",
    )
    decided_in = forms.CharField(
        label="Beslutad i",
        required=False,
        max_length=120,
        help_text="Till exempel kommunfullmäktige 2026-11-16, § 214.",
    )

    @property
    def wording(self) -> Wording:
        given = self.cleaned_data
        return Wording(**{name: given[name] for name in WORDED})


class ComingWordingForm(WordingForm):
    """A wording that is to come: its day stays."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["first_day"]


class ConditionForm(WordingForm):
    """A condition that is not in the catalogue yet."""

    field_order = ("kind", "intervention", "first_day")
    kind = forms.ChoiceField(label="Slag", choices=Condition.Kind.choices, widget=forms.RadioSelect)
    intervention = forms.ModelChoiceField(
        Intervention.objects.none(), label="Insats", required=False, empty_label="Alla insatser"
    )

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["intervention"]
        field.queryset = Intervention.objects.visible_to(actor).order_by("name")


class LastDayForm(Form):
    last_day = forms.DateField(
        label="Sista dag",
        help_text="Den sista dagen som villkoret gäller. Ansökningar som har kommit in prövas som förut.",
    )


WORDED = ("title", "text", "control", "evidence", "control_months", "decided_in")


def worded(version: ConditionVersion) -> dict[str, Any]:
    """The fields as the version fills them in."""
    return {name: getattr(version, name) for name in WORDED}
