"""Administrating the principal's own form for assessments."""

from __future__ import annotations

import re
from hashlib import sha256
from typing import Any

from django import forms

from stegvis.casework.models import AssessmentQuestion, AssessmentTemplate
from stegvis.casework.questionnaire import question_of
from stegvis.casework.rules.questions import Kind, Question
from stegvis.core.as_seen import AsSeen
from stegvis.core.forms import Form
from stegvis.core.names import fold

LONGEST_CODE = 40
LONGEST_OPTION = 120
MOST_OPTIONS = 30


class VersionForm(Form):
    name = forms.CharField(label="Mallens namn", max_length=120)
    introduction = forms.CharField(
        label="Inledning",
        max_length=2000,
        required=False,
        widget=forms.Textarea,
        help_text="Visas överst i formuläret.",
    )

    @classmethod
    def of(cls, template: AssessmentTemplate, sent: Any) -> VersionForm:
        return cls(sent or None, initial={"name": template.name, "introduction": template.introduction})


class PublishForm(Form):
    first_day = forms.DateField(
        label="Gäller från", help_text="I dag eller senare. Den förra versionen slutar då."
    )


class QuestionForm(Form):
    code_when_empty = ""
    """A question put otherwise keeps its code, or its answers could not be compared any more."""

    section = forms.CharField(
        label="Avsnitt", max_length=80, help_text="Frågor med samma avsnitt står under samma rubrik."
    )
    text = forms.CharField(label="Fråga", max_length=300)
    help = forms.CharField(label="Hjälptext", max_length=300, required=False)
    kind = forms.ChoiceField(label="Slag", choices=AssessmentQuestion.Kind.choices)
    options = forms.CharField(
        label="Svar att välja bland",
        required=False,
        max_length=LONGEST_OPTION * MOST_OPTIONS,
        widget=forms.Textarea,
        help_text="Ett på varje rad. För en skala två rader: vad 1 betyder och vad 5 betyder.",
    )
    required = forms.BooleanField(label="Måste besvaras", required=False)
    code = forms.SlugField(
        label="Kod",
        max_length=LONGEST_CODE,
        required=False,
        help_text="Samma kod i nästa version gör att svaren kan jämföras. Lämna tomt för en ny fråga.",
        error_messages={"invalid": "Skriv koden med a–z, siffror, bindestreck och understreck."},
    )

    def clean_options(self) -> tuple[str, ...]:
        lines = self.cleaned_data["options"].splitlines()
        options = tuple(line.strip() for line in lines if line.strip())
        if any(len(option) > LONGEST_OPTION for option in options):
            raise forms.ValidationError(f"Ett svar får ha högst {LONGEST_OPTION} tecken.")
        if len(options) > MOST_OPTIONS:
            raise forms.ValidationError(f"En fråga kan ha högst {MOST_OPTIONS} svar.")
        return options

    def question(self) -> Question:
        given = self.cleaned_data
        return Question(
            code=given["code"] or self.code_when_empty or code_for(given["text"]),
            kind=Kind(given["kind"]),
            text=given["text"],
            section=given["section"],
            help=given["help"],
            options=given["options"],
            required=given["required"],
        )


class ChangeQuestionForm(AsSeen, QuestionForm):
    """A question of the version being written, as it stands."""

    @classmethod
    def of(cls, row: AssessmentQuestion, sent: Any) -> ChangeQuestionForm:
        asked = question_of(row)
        stands = {
            "section": asked.section,
            "text": asked.text,
            "help": asked.help,
            "kind": asked.kind.value,
            "options": "\n".join(asked.options),
            "required": asked.required,
            "code": asked.code,
        }
        told = sha256(repr(sorted(stands.items())).encode()).hexdigest()
        form = cls(sent or None, initial=stands, stands=told, stands_in_words=f"”{asked.text}”")
        form.code_when_empty = asked.code
        return form


def code_for(text: str) -> str:
    """A code out of the question's words: `Hur mår du?` becomes `hur_mar_du`."""
    return re.sub("[^a-z0-9]+", "_", fold(text)).strip("_")[:LONGEST_CODE]
