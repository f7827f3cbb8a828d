"""The survey, in the language of who answers; and the caseworker's choice of it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django import forms
from django.forms.boundfield import BoundField

from stegvis.assignments.voices.actions import Given
from stegvis.assignments.voices.texts import QUESTIONS, SWEDISH, Language, languages
from stegvis.core.forms import Form

STEPS = (1, 2, 3, 4, 5)
LONGEST_COMMENT = 2000


class InviteForm(Form):
    language = forms.ChoiceField(label="Språk på papperet", initial=SWEDISH)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["language"]
        field.choices = [(each.code, each.name) for each in languages().values()]


class VoiceForm(Form):
    """Every word of it, also of what is wrong, in the language."""

    all_optional = True  # the word for that which may be left out stands in the label, in the language

    def __init__(self, *args: Any, language: Language, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.language, words = language, language.words
        required = {"required": words["required"], "invalid_choice": words["required"]}
        self.fields["code"] = forms.CharField(
            label=words["code"],
            help_text=words["code_help"],
            max_length=30,
            widget=forms.TextInput(
                attrs={"autocomplete": "off", "autocapitalize": "characters", "dir": "ltr"}
            ),
            error_messages={"required": words["wrong_code"], "max_length": words["wrong_code"]},
        )
        self.fields["satisfied"] = forms.ChoiceField(
            label=words["satisfied"],
            choices=_steps(words["low"], words["high"]),
            widget=forms.RadioSelect(),
            error_messages=required,
        )
        for name in QUESTIONS:
            self.fields[name] = forms.ChoiceField(
                label=words[name],
                choices=[*_steps(words["agree_low"], words["agree_high"]), ("", words["skip"])],
                widget=forms.RadioSelect(),
                required=False,
                error_messages=required,
            )
        self.fields["comment"] = forms.CharField(
            label=words["comment"],
            help_text=words["comment_help"],
            max_length=LONGEST_COMMENT,
            required=False,
            widget=forms.Textarea(attrs={"dir": "auto"}),
            error_messages={"max_length": words["too_long"]},
        )

    def bound(self) -> Iterator[BoundField]:
        yield from (self[name] for name in self.fields)

    def given(self) -> Given:
        found = self.cleaned_data
        return Given(
            satisfied=int(found["satisfied"]),
            language=self.language.code,
            answers={name: int(found[name]) for name in QUESTIONS if found[name]},
            comment=found["comment"],
        )


def _steps(low: str, high: str) -> list[tuple[str, str]]:
    ends = {STEPS[0]: low, STEPS[-1]: high}
    return [(str(step), f"{step} – {ends[step]}" if step in ends else str(step)) for step in STEPS]
