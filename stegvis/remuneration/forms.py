"""What is asked when money is settled, approved or proposed."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms

from stegvis.assignments.models import Assignment
from stegvis.core.actor import Actor
from stegvis.core.forms import FilterForm, Form
from stegvis.core.money import format_kr
from stegvis.core.templatetags.design import month as month_text
from stegvis.remuneration.models import LedgerEntry
from stegvis.remuneration.models.ledger import LedgerEntryQuerySet

CORRECTIONS = "rattelse"


class PrepareForm(Form):
    """Which month to settle."""

    month = forms.ChoiceField(label="Månad att avräkna")

    def __init__(self, months: Iterable[date], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(month.isoformat(), month_text(month)) for month in months]
        self.fields["month"].choices = choices  # type: ignore[attr-defined]

    def clean_month(self) -> date:
        return date.fromisoformat(self.cleaned_data["month"])


class ProposeBonusForm(Form):
    """Which assignment gets the bonus, and why."""

    assignment = forms.ChoiceField(label="Uppdrag som får bonus", widget=forms.RadioSelect)
    reason = forms.CharField(
        label="Motivering",
        help_text="Vad bygger den varaktiga försörjningen på, och vilket underlag har du sett?",
        widget=forms.Textarea,
        max_length=2000,
    )

    def __init__(self, candidates: list[tuple[Assignment, int]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.candidates = {str(assignment.pk): assignment for assignment, _ in candidates}
        choices = [
            (str(assignment.pk), _candidate_text(assignment, bonus)) for assignment, bonus in candidates
        ]
        self.fields["assignment"].choices = choices  # type: ignore[attr-defined]
        if choices:
            self.fields["assignment"].initial = choices[0][0]

    def clean_assignment(self) -> Assignment:
        return self.candidates[self.cleaned_data["assignment"]]


class EntryFilter(FilterForm):
    """Which entries of a settlement to see."""

    sok = forms.CharField(
        label="Sök",
        required=False,
        max_length=100,
        widget=forms.TextInput(attrs={"type": "search", "placeholder": "Namn eller uppdragsnummer"}),
    )
    anordnare = forms.ChoiceField(label="Anordnare", required=False)
    slag = forms.ChoiceField(
        label="Slag",
        required=False,
        choices=[("", "Alla"), *LedgerEntry.Kind.choices, (CORRECTIONS, "Tidigare månader")],
    )

    def __init__(self, providers: Iterable[tuple[int, str]], *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.actor = actor
        choices = [("", "Alla"), *((str(pk), name) for pk, name in providers)]
        self.fields["anordnare"].choices = choices  # type: ignore[attr-defined]

    def narrow(self, entries: LedgerEntryQuerySet) -> LedgerEntryQuerySet:
        """The entries that fit what was asked; all of them when nothing sensible was."""
        asked = self.cleaned_data if self.is_valid() else {}
        if asked.get("sok"):
            entries = entries.found_by(asked["sok"], self.actor)
        if asked.get("anordnare"):
            entries = entries.filter(provider_id=asked["anordnare"])
        if asked.get("slag") == CORRECTIONS:
            return entries.of_earlier_months()
        return entries.filter(kind=asked["slag"]) if asked.get("slag") else entries


class OwnEntryFilter(FilterForm):
    """Which of the provider's own settlements to see."""

    avrakning = forms.ChoiceField(label="Avräkning", required=False)

    def __init__(self, settlements: Iterable[tuple[int, str]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["avrakning"].choices = [(str(pk), name) for pk, name in settlements]  # type: ignore[attr-defined]


def _candidate_text(assignment: Assignment, bonus: int) -> str:
    last_day = assignment.period.last_day
    return f"{assignment.provider.name}, {assignment.intervention.name} till {last_day}: {format_kr(bonus)}"
