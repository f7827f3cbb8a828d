"""What is asked for when providers are controlled."""

from __future__ import annotations

from hashlib import sha256
from textwrap import shorten
from typing import Any

from django import forms

from stegvis.catalogue.models import Intervention
from stegvis.core.actor import Actor
from stegvis.core.as_seen import AsSeen
from stegvis.core.forms import FilterForm, Form
from stegvis.providers.actions.deficiencies import Found
from stegvis.providers.models import (
    Condition,
    ConditionVersion,
    ControlTask,
    Deficiency,
    Remedy,
    RevocationProposal,
)
from stegvis.providers.models.control import (
    ControlTaskQuerySet,
    DeficiencyQuerySet,
    RevocationProposalQuerySet,
)

Source = Deficiency.Source
SHOWN_OF_AN_ANSWER = 300


def _search() -> forms.CharField:
    return forms.CharField(
        label="Sök anordnare",
        required=False,
        max_length=100,
        widget=forms.TextInput(attrs={"type": "search", "placeholder": "Del av namnet"}),
    )


class ControlFilter(FilterForm):
    q = _search()
    state = forms.ChoiceField(
        label="Läge",
        required=False,
        choices=[("", "Att göra"), ("due", "Dags eller försenade"), ("done", "Gjorda")],
    )

    def narrow(self, actor: Actor, today: Any) -> ControlTaskQuerySet:
        given = self.cleaned_data if self.is_valid() else {}
        found = ControlTask.objects.visible_to(actor)
        if given.get("q"):
            found = found.filter(provider__name__icontains=given["q"])
        match given.get("state"):
            case "due":
                return found.due(today)
            case "done":
                return found.done()
        return found.open()


class DeficiencyFilter(FilterForm):
    q = _search()
    state = forms.ChoiceField(
        label="Läge",
        required=False,
        choices=[
            ("", "Öppna"),
            ("new", "Nya"),
            ("answer", "Väntar på anordnaren"),
            ("settle", "Att bedöma"),
            ("not_mended", "Inte åtgärdade"),
            ("all", "Alla"),
        ],
    )

    def narrow(self, actor: Actor, today: Any) -> DeficiencyQuerySet:
        given = self.cleaned_data if self.is_valid() else {}
        found = Deficiency.objects.visible_to(actor)
        if given.get("q"):
            found = found.filter(provider__name__icontains=given["q"])
        match given.get("state"):
            case "new":
                return found.not_ordered()
            case "answer":
                return found.to_answer()
            case "settle":
                return found.to_settle(today)
            case "not_mended":
                return found.not_mended()
            case "all":
                return found
        return found.open()


class ProposalFilter(FilterForm):
    q = _search()
    state = forms.ChoiceField(
        label="Läge", required=False, choices=[("", "Väntar på beslut"), ("answered", "Besvarade")]
    )

    def narrow(self, actor: Actor) -> RevocationProposalQuerySet:
        given = self.cleaned_data if self.is_valid() else {}
        found = RevocationProposal.objects.visible_to(actor)
        if given.get("q"):
            found = found.filter(provider__name__icontains=given["q"])
        return found.answered() if given.get("state") == "answered" else found.awaiting_decision()


class DoControlForm(Form):
    fulfilled = forms.TypedChoiceField(
        label="Är villkoret uppfyllt?",
        choices=[("ja", "Ja"), ("nej", "Nej")],
        coerce=lambda value: value == "ja",
        widget=forms.RadioSelect,
    )
    note = forms.CharField(
        label="Anteckning", required=False, widget=forms.Textarea, help_text="Visas inte för anordnaren."
    )
    text = forms.CharField(
        label="Vad brister?",
        required=False,
        widget=forms.Textarea,
        help_text="Fyll i om villkoret inte är uppfyllt. Anordnaren ser texten när du begär en åtgärd.",
    )
    severity = forms.ChoiceField(
        label="Hur allvarligt?", choices=Deficiency.Severity.choices, initial=Deficiency.Severity.MINOR
    )


class _ConditionField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """Conditions by the wording in force."""

    titles: dict[int, str]

    def label_from_instance(self, obj: Any) -> str:
        return self.titles.get(obj.pk, str(obj.code))


class DeficiencyForm(Form):
    text = forms.CharField(
        label="Vad brister?",
        widget=forms.Textarea,
        help_text="Anordnaren ser texten när du begär en åtgärd. Skriv inga namn på deltagare.",
    )
    severity = forms.ChoiceField(label="Hur allvarligt?", choices=Deficiency.Severity.choices)
    source = forms.ChoiceField(
        label="Hur upptäcktes det?",
        choices=[(each.value, each.label) for each in (Source.PERSON, Source.REVIEW, Source.OTHER)],
    )
    found_on = forms.DateField(label="Upptäckt")
    condition = _ConditionField(
        Condition.objects.none(),
        label="Villkor som brister",
        required=False,
        empty_label="Inget av villkoren",
    )

    def __init__(self, *args: Any, actor: Actor, today: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["condition"]
        rows = ConditionVersion.objects.visible_to(actor).in_force(today)
        field.titles = dict(rows.values_list("condition_id", "title"))
        field.queryset = Condition.objects.filter(pk__in=field.titles).order_by("position", "id")

    def found(self) -> Found:
        return Found(**{name: self.cleaned_data[name] for name in self.fields})


class OrderForm(Form):
    what = forms.CharField(label="Det här ska anordnaren göra", widget=forms.Textarea)
    due_on = forms.DateField(label="Senast")


class _BesideAnAnswer(AsSeen):
    """Written while the provider's answer stands: somebody may write another one meanwhile."""

    def __init__(self, *args: Any, remedy: Remedy, **kwargs: Any) -> None:
        stands = sha256(remedy.answer.encode()).hexdigest()[:16] if remedy.answered_on else ""
        told = shorten(remedy.answer, SHOWN_OF_AN_ANSWER, placeholder=" …")
        super().__init__(*args, stands=stands, stands_in_words=f"”{told}”", **kwargs)
        self._answer = remedy.answer


class AnswerForm(_BesideAnAnswer):
    answer = forms.CharField(
        label="Det här har ni gjort", widget=forms.Textarea, help_text="Skriv inga namn på deltagare."
    )

    def clean(self) -> dict[str, Any]:
        """Who presses twice sends what stands already, and is told nothing."""
        if self._answer and self.cleaned_data.get("answer") == self._answer:
            return self.cleaned_data
        return super().clean()


class CloseForm(_BesideAnAnswer):
    is_met = forms.TypedChoiceField(
        label="Är bristen åtgärdad?",
        choices=[("ja", "Ja"), ("nej", "Nej")],
        coerce=lambda value: value == "ja",
        widget=forms.RadioSelect,
    )
    note = forms.CharField(
        label="Bedömning", widget=forms.Textarea, help_text="Anordnaren ser din bedömning."
    )

    @property
    def judged(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in ("is_met", "note")}


class ReasonForm(Form):
    reason = forms.CharField(label="Skäl", widget=forms.Textarea)


class _ScopeForm(Form):
    """What the decision is about: everything that the provider may do, or one intervention."""

    scope = forms.ChoiceField(label="Gäller", required=False)

    def __init__(self, *args: Any, scopes: list[Intervention | None], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._scopes = {str(each.pk) if each else "": each for each in scopes}
        field: Any = self.fields["scope"]
        field.choices = [(key, each.name if each else "Alla insatser") for key, each in self._scopes.items()]

    @property
    def intervention(self) -> Intervention | None:
        return self._scopes.get(self.cleaned_data["scope"])


REASONS_HELP = "Anordnaren läser skälen i beslutet. Skriv inga namn på deltagare."


class WarnForm(_ScopeForm):
    reasons = forms.CharField(label="Skäl", widget=forms.Textarea, help_text=REASONS_HELP)


class ProposeForm(_ScopeForm):
    reasons = forms.CharField(label="Skäl", widget=forms.Textarea)


class SuspendForm(_ScopeForm):
    holds_from = forms.DateField(label="Gäller från och med")
    reasons = forms.CharField(label="Skäl", widget=forms.Textarea, help_text=REASONS_HELP)


class DecideForm(Form):
    holds_from = forms.DateField(label="Gäller från och med")
    reasons = forms.CharField(label="Skäl", widget=forms.Textarea, help_text=REASONS_HELP)
