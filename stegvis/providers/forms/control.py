"""What is asked for when providers are controlled."""

from __future__ import annotations

from datetime import date
from hashlib import sha256
from textwrap import shorten
from typing import Any

from django import forms
from django.http import QueryDict

from stegvis.catalogue.models import Intervention
from stegvis.core.actor import Actor
from stegvis.core.as_seen import AsSeen
from stegvis.core.files.fields import CheckedFileField
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
from stegvis.providers.models.conditions import ConditionVersionQuerySet
from stegvis.providers.models.control import (
    ControlTaskQuerySet,
    DeficiencyQuerySet,
    RevocationProposalQuerySet,
)

Source = Deficiency.Source
SHOWN_OF_AN_ANSWER = 300
DONE, FAILED = "done", "failed"


def _search() -> forms.CharField:
    return forms.CharField(
        label="Sök anordnare",
        required=False,
        max_length=100,
        widget=forms.TextInput(attrs={"type": "search", "placeholder": "Del av namnet"}),
    )


class ConditionField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """Conditions by the wording in force."""

    titles: dict[int, str]

    def label_from_instance(self, obj: Any) -> str:
        return self.titles.get(obj.pk, str(obj.code))

    def offer(self, versions: ConditionVersionQuerySet, today: date) -> None:
        self.titles = dict(versions.in_force(today).values_list("condition_id", "title"))
        self.queryset = Condition.objects.filter(pk__in=self.titles).order_by("position", "id")


class ControlFilter(FilterForm):
    q = _search()
    state = forms.ChoiceField(
        label="Läge",
        required=False,
        choices=[
            ("", "Att göra"),
            ("due", "Dags eller försenade"),
            (DONE, "Gjorda"),
            (FAILED, "Inte uppfyllda"),
        ],
    )
    condition = ConditionField(
        Condition.objects.none(), label="Villkor", required=False, empty_label="Alla villkor"
    )

    def __init__(self, sent: QueryDict, *, actor: Actor, today: date) -> None:
        super().__init__(sent)
        self._actor, self._today = actor, today
        field: Any = self.fields["condition"]
        field.offer(ConditionVersion.objects.visible_to(actor), today)

    @property
    def are_done(self) -> bool:
        """Are controls that have been made asked for?"""
        return self._given().get("state") in (DONE, FAILED)

    def narrow(self) -> ControlTaskQuerySet:
        given = self._given()
        found = ControlTask.objects.visible_to(self._actor)
        if given.get("q"):
            found = found.filter(provider__name__icontains=given["q"])
        if given.get("condition"):
            found = found.filter(condition=given["condition"])
        match given.get("state"):
            case "due":
                return found.due(self._today)
            case "done":
                return found.done()
            case "failed":
                return found.done().filter(fulfilled=False)
        return found.open()

    def _given(self) -> dict[str, Any]:
        return self.cleaned_data if self.is_valid() else {}


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
    severity = forms.ChoiceField(
        label="Allvar", required=False, choices=[("", "Alla"), *Deficiency.Severity.choices]
    )
    source = forms.ChoiceField(
        label="Hur den upptäcktes", required=False, choices=[("", "Alla"), *Source.choices]
    )

    def narrow(self, actor: Actor, today: date) -> DeficiencyQuerySet:
        given = self.cleaned_data if self.is_valid() else {}
        found = Deficiency.objects.visible_to(actor)
        if given.get("q"):
            found = found.filter(provider__name__icontains=given["q"])
        for name in ("severity", "source"):
            if given.get(name):
                found = found.filter(**{name: given[name]})
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
    condition = ConditionField(
        Condition.objects.none(),
        label="Villkor som brister",
        required=False,
        empty_label="Inget av villkoren",
    )

    def __init__(self, *args: Any, actor: Actor, today: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["condition"]
        field.offer(ConditionVersion.objects.visible_to(actor), today)

    def found(self) -> Found:
        return Found(**{name: self.cleaned_data[name] for name in self.fields})


class OrderForm(Form):
    what = forms.CharField(label="Det här ska anordnaren göra", widget=forms.Textarea)
    due_on = forms.DateField(label="Senast")


class ProlongForm(Form):
    due_on = forms.DateField(label="Ny sista dag")
    reason = forms.CharField(label="Skäl", widget=forms.Textarea, help_text="Anordnaren ser skälet.")


class _BesideAnAnswer(AsSeen):
    """Written while the provider's answer stands: somebody may write another one meanwhile."""

    def __init__(self, *args: Any, remedy: Remedy, **kwargs: Any) -> None:
        papers = remedy.papers.count()
        said = f"{papers}:{remedy.answer}".encode()
        stands = sha256(said).hexdigest()[:16] if remedy.answered_on else ""
        told = f"”{shorten(remedy.answer, SHOWN_OF_AN_ANSWER, placeholder=' …')}”"
        with_papers = f" med {papers} {'filer' if papers > 1 else 'fil'}" if papers else ""
        super().__init__(*args, stands=stands, stands_in_words=told + with_papers, **kwargs)
        self._answer = remedy.answer


class AnswerForm(_BesideAnAnswer):
    answer = forms.CharField(
        label="Det här har ni gjort", widget=forms.Textarea, help_text="Skriv inga namn på deltagare."
    )
    file = CheckedFileField(label="Skicka med en fil", required=False)

    def clean(self) -> dict[str, Any]:
        """Who presses twice sends what stands already, and is told nothing."""
        if self._answer and self.cleaned_data.get("answer") == self._answer:
            return self.cleaned_data
        return super().clean()

    @property
    def answered(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in ("answer", "file")}


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
