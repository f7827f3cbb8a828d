"""From when somebody is counted among those who go round."""

from __future__ import annotations

from django import forms
from django.http import QueryDict

from stegvis.casework.rules.circulation import DAYS_OF_A_YEAR, Limits
from stegvis.core.forms import FilterForm

USUAL = Limits()


class CirculatingFilter(FilterForm):
    insatser = forms.IntegerField(
        label="Minst så många insatser", min_value=1, max_value=50, initial=USUAL.interventions
    )
    ar = forms.IntegerField(
        label="Eller så många år utan egen försörjning",
        min_value=1,
        max_value=50,
        initial=USUAL.days // DAYS_OF_A_YEAR,
    )

    def __init__(self, sent: QueryDict) -> None:
        usual = {"insatser": USUAL.interventions, "ar": USUAL.days // DAYS_OF_A_YEAR}
        super().__init__({**usual, **{key: value for key, value in sent.dict().items() if value}})

    @property
    def limits(self) -> Limits | None:
        """None when the numbers make no sense."""
        if not self.is_valid():
            return None
        return Limits(self.cleaned_data["insatser"], self.cleaned_data["ar"] * DAYS_OF_A_YEAR)
