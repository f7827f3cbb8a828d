"""The questions of a template as fields of a form, and what was filled in as answers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.html import escape

from stegvis.core.forms import Form
from stegvis.providers.rules.questions import LARGEST_NUMBER, LONGEST_ANSWER, SCALE, Given, Kind, Question

YES_NO = (("ja", "Ja"), ("nej", "Nej"))
NO_ANSWER = ("", "Inget svar")


def field_for(question: Question) -> forms.Field:
    """Nothing is needed as long as it is a draft; the rule says what is missing when it is sent."""
    # A help text is drawn as it is, for links of our own; what a principal has written is no markup.
    named: dict[str, Any] = {"label": question.text, "help_text": escape(question.help), "required": False}
    match question.kind:
        case Kind.TEXT:
            return forms.CharField(max_length=LONGEST_ANSWER, widget=forms.Textarea, **named)
        case Kind.NUMBER:
            return forms.IntegerField(
                min_value=0,
                max_value=LARGEST_NUMBER,
                widget=forms.TextInput(attrs={"inputmode": "numeric", "size": "7"}),
                error_messages={"min_value": "Skriv 0 eller mer."},
                **named,
            )
        case Kind.SCALE:
            steps = [(str(step), str(step)) for step in SCALE]
            widget = forms.RadioSelect(attrs={"data-scale": "yes"})
            return forms.ChoiceField(choices=[*steps, NO_ANSWER], widget=widget, **named)
    widget = forms.RadioSelect(attrs={"data-scale": "yes"})
    return forms.ChoiceField(choices=[*YES_NO, NO_ANSWER], widget=widget, **named)


def answer_of(question: Question, cleaned: Any) -> Given | None:
    """What was filled in, as it is kept; None when nothing was."""
    if cleaned in ("", None):
        return None
    match question.kind:
        case Kind.SCALE | Kind.NUMBER:
            return int(cleaned)
        case Kind.YES_NO:
            return bool(cleaned == "ja")
    return str(cleaned)


def place_of(question: Question) -> str:
    """The name of the question's field."""
    return f"q_{question.code}"


class QuestionForm(Form):
    """A form with a template's questions after its own fields. As a draft it takes whatever is typed."""

    all_optional = True  # as a draft only: the rule says what is missing when it is signed or sent

    def __init__(self, *args: Any, questions: Iterable[Question], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.questions = tuple(questions)
        for question in self.questions:
            self.add_question(question)

    def add_question(self, question: Question) -> None:
        self.fields[place_of(question)] = field_for(question)

    def asked(self) -> Iterator[BoundField]:
        """The questions alone, in order."""
        for question in self.questions:
            yield self[place_of(question)]

    def answers(self) -> dict[str, Given]:
        """What has been answered, by the question's code."""
        given = {
            question.code: answer_of(question, self.cleaned_data.get(place_of(question)))
            for question in self.questions
        }
        return {code: answer for code, answer in given.items() if answer is not None}

    def typed(self) -> dict[str, Any]:
        """What has been typed, right or wrong, by the names of the fields."""
        sent: Any = self.data
        return {name: _kept(sent.get(name, "")) for name in self.fields}


def _kept(value: Any) -> str:
    """No sign that the database cannot hold, and no book."""
    return str(value).replace("\0", "")[: LONGEST_ANSWER * 2]


class MarkForm(Form):
    """What stood when the form was drawn, sent back with it."""

    draft = forms.CharField(max_length=40, required=False)

    def mark(self) -> str:
        return str(self.cleaned_data["draft"]) if self.is_valid() else "okänt"
