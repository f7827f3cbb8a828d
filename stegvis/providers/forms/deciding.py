"""What is asked for when applications are tried and decided on."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.db.models import Q
from django.http import QueryDict

from stegvis.core.actor import Actor
from stegvis.core.as_seen import AsSeen
from stegvis.core.days_form import DaysForm
from stegvis.core.forms import FilterForm, Form
from stegvis.core.period import Period
from stegvis.providers.models import Application, ConditionAnswer, ProviderDecision
from stegvis.providers.models.applications import ApplicationQuerySet
from stegvis.providers.models.decisions import ProviderDecisionQuerySet
from stegvis.providers.reviewing import as_it_stands, in_words
from stegvis.providers.rules.reviewing import OTHER_PROPOSAL, Outcome, Verdict

State = Application.State
IN_HANDLING = (State.SUBMITTED, State.COMPLETION, State.PROPOSED)
OPEN, ALL = "oppna", "alla"
STATES = (
    (OPEN, "Att handlägga"),
    *((state.value, state.label) for state in IN_HANDLING),
    (State.DECIDED.value, State.DECIDED.label),
    (State.WITHDRAWN.value, State.WITHDRAWN.label),
    (ALL, "Alla"),
)


class ApplicationFilter(FilterForm):
    """Those to handle unless another state is asked for."""

    q = forms.CharField(
        label="Sök",
        required=False,
        max_length=100,
        widget=forms.TextInput(attrs={"type": "search", "placeholder": "Namn eller organisationsnummer"}),
    )
    lage = forms.ChoiceField(label="Läge", required=False, choices=STATES)
    mina = forms.BooleanField(label="Bara dem jag handlägger", required=False)

    def __init__(self, sent: QueryDict, actor: Actor) -> None:
        super().__init__({"lage": OPEN, **sent.dict()})
        self.actor = actor

    def applications(self) -> ApplicationQuerySet:
        found = Application.objects.visible_to(self.actor)
        asked = self.cleaned_data if self.is_valid() else {}
        state = asked.get("lage") or OPEN
        if state == OPEN:
            found = found.filter(state__in=IN_HANDLING)
        elif state != ALL:
            found = found.filter(state=state)
        if asked.get("mina"):
            found = found.filter(officer=self.actor.user_id)
        if wanted := asked.get("q"):
            number = wanted.replace("-", "").replace(" ", "")
            found = found.filter(
                Q(organisation_name__icontains=wanted) | Q(organisation_number=number) | Q(number=wanted)
            )
        return found


class JudgeForm(AsSeen):
    """Written beside an answer, and maybe a judgement, that somebody may change meanwhile."""

    verdict = forms.ChoiceField(
        label="Bedömning",
        choices=[
            (Verdict.FULFILLED.value, "Uppfyllt"),
            (Verdict.UNCLEAR.value, "Behöver kompletteras"),
            (Verdict.NOT_FULFILLED.value, "Inte uppfyllt"),
        ],
        widget=forms.RadioSelect,
    )
    question = forms.CharField(
        label="Det som ska kompletteras",
        required=False,
        max_length=4000,
        widget=forms.Textarea,
        help_text="Den sökande ser texten när du begär komplettering.",
    )
    note = forms.CharField(
        label="Anteckning för handläggningen",
        required=False,
        max_length=4000,
        widget=forms.Textarea,
        help_text="Den sökande ser den inte här. Skriv varför när villkoret inte är uppfyllt.",
    )

    def __init__(self, *args: Any, answer: ConditionAnswer | None, **kwargs: Any) -> None:
        kwargs["initial"] = _found(answer)
        super().__init__(*args, stands=as_it_stands(answer), stands_in_words=in_words(answer), **kwargs)
        self._found = _found(answer)

    def clean(self) -> dict[str, Any]:
        """Who presses twice sends what stands already, and is told nothing."""
        if all(self.cleaned_data.get(name) == value for name, value in self._found.items()):
            return self.cleaned_data
        return super().clean()

    @property
    def verdict_given(self) -> Verdict:
        return Verdict(self.cleaned_data["verdict"])


def _found(answer: ConditionAnswer | None) -> dict[str, str]:
    """What has been found of the answer; an empty verdict when nobody has looked."""
    if answer is None:
        return {"verdict": ""}
    return {"verdict": answer.verdict, "note": answer.officer_note, "question": answer.question}


class OtherConditionsForm(Form):
    day = forms.DateField(
        label="Pröva enligt villkoren som gäller den",
        help_text="Oftast den dag då auktorisationen ska börja gälla.",
    )


class CompletionForm(Form):
    text = forms.CharField(
        label="Meddelande till den sökande",
        widget=forms.Textarea,
        max_length=4000,
        help_text="Frågorna i villkoren följer med. Skriv det som gäller hela ansökan.",
    )
    due_on = forms.DateField(label="Senast")


class ProposalForm(DaysForm):
    outcome = forms.ChoiceField(
        label="Förslag",
        choices=[(Outcome.GRANT.value, "Bevilja"), (Outcome.REFUSE.value, "Avslå")],
        widget=forms.RadioSelect,
    )
    start = forms.DateField(
        label="Gäller från och med", required=False, help_text="Behövs när ansökan beviljas."
    )
    last_day = forms.DateField(
        label="Till och med", required=False, help_text="Lämna tomt om auktorisationen gäller tills vidare."
    )
    reasons = forms.CharField(
        label="Skäl", widget=forms.Textarea, max_length=10_000, help_text="De står ordagrant i beslutet."
    )

    @property
    def outcome_given(self) -> Outcome:
        return Outcome(self.cleaned_data["outcome"])

    @property
    def period(self) -> Period | None:
        start: date | None = self.cleaned_data["start"]
        return Period.inclusive(start, self.cleaned_data["last_day"]) if start else None


class DecideForm(Form):
    """The proposal that the decider had before him."""

    proposal = forms.IntegerField(widget=forms.HiddenInput, error_messages={"required": OTHER_PROPOSAL})


class SendBackForm(Form):
    reason = forms.CharField(label="Varför", widget=forms.Textarea, max_length=4000)


class DecisionFilter(FilterForm):
    """A period, this year unless another is asked for, and a kind."""

    fran = forms.DateField(label="Från och med", required=False)
    till = forms.DateField(label="Till och med", required=False)
    slag = forms.ChoiceField(
        label="Beslut", required=False, choices=[("", "Alla"), *ProviderDecision.Kind.choices]
    )

    def __init__(self, sent: QueryDict, actor: Actor, today: date) -> None:
        super().__init__({"fran": today.replace(month=1, day=1), "till": today, **sent.dict()})
        self.actor, self.today = actor, today

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if given.get("fran") and given.get("till") and given["till"] < given["fran"]:
            self.add_error("till", "Sista dagen kan inte vara före den första.")
        return given

    @property
    def period(self) -> Period:
        asked = self.cleaned_data if self.is_valid() else {}
        first = asked.get("fran") or self.today.replace(month=1, day=1)
        return Period.inclusive(first, max(asked.get("till") or self.today, first))

    def decisions(self) -> ProviderDecisionQuerySet:
        if not self.is_valid():
            return ProviderDecision.objects.none()
        found = ProviderDecision.objects.visible_to(self.actor).made_within(self.period)
        kind = self.cleaned_data["slag"]
        return found.filter(kind=kind) if kind else found
