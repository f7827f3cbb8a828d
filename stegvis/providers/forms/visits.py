"""What is asked for about quality visits: the plan, and the protocol as it is written on site."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.http import QueryDict

from stegvis.accounts.models import User
from stegvis.core.actor import Actor
from stegvis.core.forms import FilterForm, Form
from stegvis.providers.actions.visits import Plan, visitors
from stegvis.providers.forms.questions import QuestionForm, field_for, place_of
from stegvis.providers.models import Deficiency, Provider, QualityVisit, Site
from stegvis.providers.models.quality import QualityVisitQuerySet
from stegvis.providers.rules.questions import LONGEST_ANSWER, Question
from stegvis.providers.rules.visiting import Found, Protocol

SEVERITIES = [("", "Ingen brist"), *Deficiency.Severity.choices]


class VisitFilter(FilterForm):
    q = forms.CharField(
        label="Sök anordnare",
        required=False,
        max_length=100,
        widget=forms.TextInput(attrs={"type": "search", "placeholder": "Del av namnet"}),
    )
    state = forms.ChoiceField(
        label="Läge",
        required=False,
        choices=[
            ("", "Alla"),
            ("to_document", "Ska dokumenteras"),
            ("open", "Planerade"),
            ("signed", "Undertecknade"),
            ("called_off", "Inställda"),
        ],
    )
    visitor = forms.ChoiceField(label="Gör besöket", required=False, choices=[("", "Alla"), ("me", "Jag")])

    def __init__(self, sent: QueryDict, *, actor: Actor, today: date) -> None:
        super().__init__(sent)
        self._user_id, self._today = actor.user_id, today

    def is_of_all_states(self) -> bool:
        return not self.is_valid() or not self.cleaned_data.get("state")

    def narrow(self, visits: QualityVisitQuerySet) -> QualityVisitQuerySet:
        given = self.cleaned_data if self.is_valid() else {}
        if given.get("q"):
            visits = visits.filter(provider__name__icontains=given["q"])
        if given.get("visitor"):
            visits = visits.filter(visitor=self._user_id)
        match given.get("state"):
            case "open":
                return visits.to_come(self._today)
            case "to_document":
                return visits.to_document(self._today)
            case "signed":
                return visits.signed()
            case "called_off":
                return visits.called_off()
        return visits


class _Visitor(forms.ModelChoiceField):  # type: ignore[type-arg]
    def label_from_instance(self, obj: Any) -> str:
        return str(obj.display_name)


class PlanVisitForm(Form):
    planned_on = forms.DateField(label="Dag")
    site = forms.ModelChoiceField(
        Site.objects.none(), label="Verksamhetsställe", required=False, empty_label="Inte bestämt"
    )
    visitor = _Visitor(User.objects.none(), label="Vem gör besöket")
    why = forms.ChoiceField(label="Anledning", choices=QualityVisit.Why.choices)
    why_text = forms.CharField(
        label="Beskrivning",
        required=False,
        widget=forms.Textarea,
        help_text="Visas inte för anordnaren.",
    )
    is_announced = forms.BooleanField(label="Besöket meddelas anordnaren i förväg", required=False)

    def __init__(self, *args: Any, provider: Provider, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["site"].queryset = provider.sites.filter(period__contains=today)
        fields["visitor"].queryset = visitors(provider.principal_id, today)

    def plan(self) -> Plan:
        given = dict(self.cleaned_data)
        return Plan(visitor_id=given.pop("visitor").pk, **given)


class CallOffForm(Form):
    reason = forms.CharField(label="Skäl", max_length=1000, widget=forms.Textarea)


@dataclass(frozen=True, slots=True)
class Asked:
    """One question with its answer, its note and its mark of a deficiency, as they stand together."""

    answer: BoundField
    note: BoundField
    severity: BoundField

    @property
    def has_more(self) -> bool:
        """Is anything written besides the answer, so that the fold stands open?"""
        filled = (self.note.value(), self.severity.value(), self.note.errors, self.severity.errors)
        return any(filled)


class ProtocolForm(QuestionForm):
    """The protocol on site: each question with a note and, where it is called for, a deficiency."""

    held_on = forms.DateField(label="Dag för besöket", required=False)
    present = forms.CharField(
        label="Vilka var med",
        required=False,
        max_length=LONGEST_ANSWER,
        widget=forms.Textarea,
        help_text="Namn och uppgift för dem du talade med hos anordnaren. Inga deltagares namn.",
    )
    other_severity = forms.ChoiceField(label="Någon annan brist", required=False, choices=SEVERITIES)
    other_text = forms.CharField(
        label="Vilken brist", required=False, max_length=LONGEST_ANSWER, widget=forms.Textarea
    )
    summary = forms.CharField(
        label="Sammanfattning", required=False, max_length=LONGEST_ANSWER, widget=forms.Textarea
    )

    def add_question(self, question: Question) -> None:
        self.fields[place_of(question)] = field_for(question)
        self.fields[f"n_{question.code}"] = forms.CharField(
            label="Anteckning, om det behövs",
            required=False,
            max_length=LONGEST_ANSWER,
            widget=forms.Textarea,
        )
        self.fields[f"d_{question.code}"] = forms.ChoiceField(
            label="Brist", required=False, choices=SEVERITIES
        )

    def rows(self) -> Iterator[Asked]:
        for question in self.questions:
            yield Asked(self[place_of(question)], self[f"n_{question.code}"], self[f"d_{question.code}"])

    def protocol(self) -> Protocol:
        given = self.cleaned_data
        return Protocol(
            held_on=given["held_on"],
            present=given["present"],
            answers=self.answers(),
            notes={question.code: given[f"n_{question.code}"] for question in self.questions},
            found=tuple(self._found()),
            summary=given["summary"],
        )

    def _found(self) -> Iterator[Found]:
        given = self.cleaned_data
        for question in self.questions:
            if severity := given[f"d_{question.code}"]:
                yield Found(severity, given[f"n_{question.code}"], question)
        if given["other_severity"] or given["other_text"].strip():
            severity = given["other_severity"] or Deficiency.Severity.MINOR
            yield Found(severity, given["other_text"])
