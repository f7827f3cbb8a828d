"""What is asked for when providers are to be authorised anew."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import Q
from django.http import QueryDict

from stegvis.catalogue.models import Intervention
from stegvis.core.actor import Actor
from stegvis.core.forms import FilterForm, Form
from stegvis.providers.actions.rounds import Round
from stegvis.providers.models.register import ProviderQuerySet
from stegvis.providers.rules.rounds import NAMES, Standing


class StartRoundForm(Form):
    title = forms.CharField(label="Rubrik", max_length=200)
    reason = forms.CharField(
        label="Skäl",
        widget=forms.Textarea,
        max_length=4000,
        help_text="Vad har ändrats, och vem har beslutat det? Texten står i brevet till anordnarna.",
    )
    intervention = forms.ModelChoiceField(
        Intervention.objects.none(), label="Insats", required=False, empty_label="Alla insatser"
    )
    conditions_on = forms.DateField(
        label="Villkoren i deras lydelse den",
        help_text="Den dag då de nya villkoren börjar gälla. Den som prövats enligt dem slipper söka igen.",
    )
    deadline = forms.DateField(label="Sista ansökningsdag")

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["intervention"]
        field.queryset = Intervention.objects.filter(principal_id=actor.principal_id).order_by("name")

    @property
    def round(self) -> Round:
        return Round(**self.cleaned_data)


class RoundFilter(FilterForm):
    """Which of the round's providers to show."""

    lage = forms.ChoiceField(
        label="Läge",
        required=False,
        choices=[("", "Alla"), *((each.value, NAMES[each]) for each in Standing)],
    )

    def __init__(self, sent: QueryDict) -> None:
        super().__init__(sent.dict())

    def narrow(self, found: ProviderQuerySet) -> ProviderQuerySet:
        wanted = self.cleaned_data["lage"] if self.is_valid() else ""
        return found.filter(Q(standing=wanted)) if wanted else found


class ProposeRevocationsForm(Form):
    providers = forms.MultipleChoiceField(
        label="Anordnare",
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": "Välj minst en anordnare.",
            "invalid_choice": "Anordnaren har ansökt eller har redan ett förslag. Välj bland dem i listan.",
        },
    )

    def __init__(self, *args: Any, offered: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["providers"]
        field.choices = offered

    @property
    def chosen(self) -> list[int]:
        return [int(key) for key in self.cleaned_data["providers"]]
