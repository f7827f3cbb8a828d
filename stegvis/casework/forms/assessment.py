"""The assessment as it is made at the meeting: the fixed fields, then the principal's own questions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django import forms
from django.forms.boundfield import BoundField

from stegvis.casework.forms.questions import YES_NO, answer_of, field_for
from stegvis.casework.models import CapacityGrade
from stegvis.casework.models.cases import TargetGroup
from stegvis.casework.rules.assessment import Findings
from stegvis.casework.rules.capacity import ACTIVITY_BELOW
from stegvis.casework.rules.questions import Question, answered
from stegvis.core.forms import Form

LONGEST_TEXT = 20_000
LARGEST_KEY = 2**63 - 1
LONGEST_MARK = 40
BY_CASEWORKER = CapacityGrade.Source.CASEWORKER

SECTIONS = (
    ("Mötet", ("held_on", "met_in_person", "target_group")),
    ("Mål och bakgrund", ("own_goal", "background", "obstacles")),
    ("Arbetsförmåga", ("capacity_percent", "capacity_by", "assessed_by")),
    ("Arbetsförmedlingen först", ("state_could_serve", "state_checked_on", "state_note")),
)
"""The fixed fields, which every assessment has whatever the principal asks besides."""


@dataclass(frozen=True, slots=True)
class Section:
    title: str
    fields: tuple[BoundField, ...]


@dataclass(frozen=True, slots=True)
class Difference:
    """A field that says one thing here and another in what has been saved meanwhile."""

    name: str
    label: str
    mine: str
    saved: str


def _text(label: str, *, required: bool = True, **more: Any) -> forms.CharField:
    return forms.CharField(
        label=label, required=required, max_length=LONGEST_TEXT, widget=forms.Textarea, **more
    )


class AssessmentForm(Form):
    """Everything that is signed. As a draft it takes whatever is typed."""

    units = {"capacity_percent": "% av heltid"}

    held_on = forms.DateField(label="Mötesdag", help_text="Dagen för det fysiska mötet.")
    met_in_person = forms.BooleanField(
        label="Vi träffades på ett fysiskt möte",
        error_messages={"required": "Kartläggningen görs vid ett fysiskt möte. Bekräfta att ni träffades."},
    )
    target_group = forms.ChoiceField(label="Målgrupp", choices=TargetGroup.choices)
    own_goal = _text("Personens eget mål")
    background = _text("Utbildning och erfarenhet", required=False)
    obstacles = _text("Hinder", required=False)
    capacity_percent = forms.IntegerField(
        label="Arbetsförmåga",
        min_value=0,
        max_value=100,
        help_text=f"Under {ACTIVITY_BELOW} % kallas den aktivitetsförmåga.",
        error_messages={
            "min_value": "Ange ett tal mellan 0 och 100.",
            "max_value": "Ange ett tal mellan 0 och 100.",
        },
    )
    capacity_by = forms.ChoiceField(
        label="Vem har bedömt förmågan", choices=CapacityGrade.Source.choices, initial=BY_CASEWORKER
    )
    assessed_by = forms.CharField(
        label="Bedömarens namn",
        max_length=120,
        required=False,
        help_text="Om det är någon annan än du.",
    )
    state_could_serve = forms.ChoiceField(
        label="Kunde Arbetsförmedlingens insatser räcka genast?", choices=YES_NO, widget=forms.RadioSelect
    )
    state_checked_on = forms.DateField(label="När du kontrollerade det")
    state_note = _text("Varför eller varför inte")

    def __init__(self, *args: Any, questions: Iterable[Question] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.questions = tuple(questions)
        for question in self.questions:
            self.fields[question.field] = field_for(question)

    def sections(self) -> Iterator[Section]:
        """The fields in the order of the conversation, each under its heading."""
        for title, names in SECTIONS:
            yield Section(title, tuple(self[name] for name in names))
        for title, asked in groupby(self.questions, key=lambda question: question.section):
            yield Section(title, tuple(self[question.field] for question in asked))

    def findings(self) -> Findings:
        """What has been filled in, as it is signed."""
        given: dict[str, Any] = dict(self.cleaned_data)
        answers = {each.code: answer_of(each, given.pop(each.field)) for each in self.questions}
        given["state_could_serve"] = given["state_could_serve"] == "ja"
        return Findings(
            **given,
            capacity_source=_source_in_words(given["capacity_by"], given["assessed_by"]),
            answers=answered(answers),
        )

    def content(self) -> dict[str, Any]:
        """What has been typed, right or wrong, by the names of the fields."""
        return {name: self._typed(name) for name in self.fields}

    def differences(self, saved: Mapping[str, Any]) -> list[Difference]:
        """Where what has been typed here is not what has been saved."""
        mine = self.content()
        return [
            Difference(name, str(field.label), _read(field, mine[name]), _read(field, saved.get(name)))
            for name, field in self.fields.items()
            if (mine[name] or "") != (saved.get(name) or "")
        ]

    def typed(self) -> Iterator[tuple[str, str]]:
        """Names and values as the browser sent them, to send them again."""
        for name, value in self.content().items():
            for each in value if isinstance(value, list) else [value]:
                yield name, each

    def _typed(self, name: str) -> Any:
        sent: Any = self.data
        several = isinstance(self.fields[name], forms.MultipleChoiceField)
        return sent.getlist(name) if several else sent.get(name, "")


class DrawnForm(Form):
    """What stood when the form was drawn, sent back with it."""

    draft = forms.CharField(max_length=LONGEST_MARK, required=False)
    assessment = forms.IntegerField(min_value=0, max_value=LARGEST_KEY, required=False)
    template = forms.IntegerField(min_value=0, max_value=LARGEST_KEY, required=False)

    def number(self, name: str) -> int:
        """The number sent, 0 when it is none."""
        self.is_valid()
        return int(self.cleaned_data.get(name) or 0)

    def mark(self) -> str:
        """The mark of the draft, empty when there was none."""
        self.is_valid()
        return str(self.cleaned_data.get("draft", ""))


class DiscardForm(Form):
    draft = forms.CharField(max_length=LONGEST_MARK, widget=forms.HiddenInput)


def merged(mine: Mapping[str, Any], saved: Mapping[str, Any], choices: Mapping[str, str]) -> dict[str, Any]:
    """What was typed, but what was saved in the fields for which that was chosen."""
    return {
        name: saved[name] if choices.get(f"val_{name}") == "sparat" and name in saved else value
        for name, value in mine.items()
    }


def _read(field: forms.Field, value: Any) -> str:
    """A typed value as it is read."""
    if not value:
        return ""
    if isinstance(field, forms.BooleanField):
        return "Ja"
    words = dict(getattr(field, "choices", ()))
    values = value if isinstance(value, list) else [value]
    return ", ".join(str(words.get(each, each)) for each in values)


def _source_in_words(source: str, name: str) -> str:
    label = CapacityGrade.Source(source).label
    return name or label if source == BY_CASEWORKER else ", ".join(filter(None, [label, name]))
