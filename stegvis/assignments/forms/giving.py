"""What the caseworker writes when giving an assignment."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, ClassVar

from django import forms
from django.forms.boundfield import BoundField

from stegvis.assignments.models import Assignment
from stegvis.assignments.rules.giving import MOST_GOALS, GoalText, NewAssignment
from stegvis.assignments.rules.hours import MOST_HOURS
from stegvis.core.forms import Form

GOALS_SHOWN_AT_FIRST = 2


class GiveForm(Form):
    """The order to the provider: from when, how much, who coordinates, and one to five goals."""

    units: ClassVar[dict[str, str]] = {"hours_per_week": "timmar per vecka"}

    starts_on = forms.DateField(label="Första dag")
    hours_per_week = forms.IntegerField(label="Planerad tid", min_value=0, max_value=MOST_HOURS)
    fewer_hours_because = forms.CharField(
        label="Varför färre timmar än väntat",
        required=False,
        help_text="Fyll i om tiden är kortare än förmågan motsvarar.",
        widget=forms.Textarea,
    )
    coordination = forms.ChoiceField(
        label="Samordningsansvar",
        choices=Assignment.Coordination.choices,
        help_text="Vem håller ihop helheten runt personen?",
        widget=forms.RadioSelect,
    )
    description = forms.CharField(
        label="Uppdragsbeskrivning", help_text="Vad ska anordnaren göra?", widget=forms.Textarea
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for position in range(1, MOST_GOALS + 1):
            self._add_goal(position)

    def _add_goal(self, position: int) -> None:
        required = position == 1
        self.fields[f"goal_{position}"] = forms.CharField(
            label=f"Mål {position}", max_length=300, required=required
        )
        self.fields[f"measure_{position}"] = forms.CharField(
            label=f"Så mäts mål {position}", max_length=300, required=required
        )

    @property
    def first_goals(self) -> list[tuple[BoundField, BoundField]]:
        return list(self._goal_rows())[:GOALS_SHOWN_AT_FIRST]

    @property
    def more_goals(self) -> list[tuple[BoundField, BoundField]]:
        return list(self._goal_rows())[GOALS_SHOWN_AT_FIRST:]

    @property
    def more_goals_in_use(self) -> bool:
        return any(field.value() or field.errors for row in self.more_goals for field in row)

    def _goal_rows(self) -> Iterator[tuple[BoundField, BoundField]]:
        for position in range(1, MOST_GOALS + 1):
            yield self[f"goal_{position}"], self[f"measure_{position}"]

    def wanted(self) -> NewAssignment:
        given = self.cleaned_data
        written = (
            GoalText(given.get(f"goal_{n}", ""), given.get(f"measure_{n}", ""))
            for n in range(1, MOST_GOALS + 1)
        )
        return NewAssignment(
            starts_on=given["starts_on"],
            hours_per_week=given["hours_per_week"],
            coordination=given["coordination"],
            description=given["description"],
            goals=tuple(goal for goal in written if goal.text or goal.measure),
            fewer_hours_because=given["fewer_hours_because"],
        )
