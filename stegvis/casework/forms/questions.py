"""The principal's own questions as fields of a form, and what was filled in as answers."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.html import escape

from stegvis.casework.rules.questions import LONGEST_ANSWER, STEPS, Given, Kind, Question

YES_NO = (("ja", "Ja"), ("nej", "Nej"))
NO_ANSWER = ("", "Inget svar")
MOST_RADIO_BUTTONS = 7


def field_for(question: Question) -> forms.Field:
    """The field in which the question is answered."""
    named: dict[str, Any] = {
        "label": question.text,
        "help_text": escape(question.help),
        "required": question.required,
    }
    match question.kind:
        case Kind.TEXT:
            return forms.CharField(max_length=LONGEST_ANSWER, widget=forms.Textarea, **named)
        case Kind.SEVERAL:
            options = [(option, option) for option in question.options]
            return forms.MultipleChoiceField(choices=options, widget=forms.CheckboxSelectMultiple, **named)
    choices = _choices(question)
    return forms.ChoiceField(choices=choices, widget=_widget(question, len(choices)), **named)


def answer_of(question: Question, cleaned: Any) -> Given | None:
    """What was filled in, as it is kept; None when nothing was."""
    if cleaned in ("", None, []):
        return None
    match question.kind:
        case Kind.SCALE:
            return int(cleaned)
        case Kind.YES_NO:
            return bool(cleaned == "ja")
        case Kind.SEVERAL:
            return list(cleaned)
    return str(cleaned)


def _widget(question: Question, choices: int) -> forms.Widget:
    """A scale stands in a row where there is room; a long list of answers folds up."""
    if question.kind is Kind.SCALE:
        return forms.RadioSelect(attrs={"data-scale": "yes"})
    return forms.RadioSelect() if choices <= MOST_RADIO_BUTTONS else forms.Select()


def _choices(question: Question) -> list[tuple[str, str]]:
    match question.kind:
        case Kind.SCALE:
            choices = [(str(step), _step_label(question, step)) for step in STEPS]
        case Kind.YES_NO:
            choices = list(YES_NO)
        case _:
            choices = [(option, option) for option in question.options]
    # A radio button cannot be let up again: what may go without an answer has a button for that.
    return choices if question.required else [*choices, NO_ANSWER]


def _step_label(question: Question, step: int) -> str:
    ends = dict(zip((STEPS[0], STEPS[-1]), question.options, strict=False))
    return f"{step} – {ends[step]}" if step in ends else str(step)
