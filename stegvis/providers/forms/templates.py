"""The editor of a template: a row of fields for each question, a few empty ones, and from which day."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms.boundfield import BoundField

from stegvis.core.forms import Form
from stegvis.providers.rules.questions import KINDS, LONGEST_QUESTION, MOST_QUESTIONS, Kind, Question

EMPTY_ROWS = 3
LONGEST_CODE = 32
PARTS = ("text", "kind", "help", "condition", "place", "code")


@dataclass(frozen=True, slots=True)
class Row:
    """The fields of one question, in the order they stand."""

    number: int
    text: BoundField
    kind: BoundField
    help: BoundField
    condition: BoundField
    place: BoundField
    code: BoundField


class TemplateForm(Form):
    """Empty text = no question. The rows are sorted by their place."""

    all_optional = True

    start = forms.DateField(label="Gäller från och med")

    def __init__(
        self, *args: Any, questions: Sequence[Question], conditions: Sequence[tuple[str, str]], **kwargs: Any
    ) -> None:
        sent = args[0] if args else kwargs.get("data")
        super().__init__(*args, **kwargs)
        wanted = _number(sent.get("rows")) if sent else len(questions) + EMPTY_ROWS
        self.count = max(1, min(wanted, MOST_QUESTIONS + EMPTY_ROWS))
        for number in range(self.count):
            question = questions[number] if number < len(questions) else None
            self._add_row(number, question, conditions)

    def _add_row(self, number: int, question: Question | None, conditions: Sequence[tuple[str, str]]) -> None:
        fields = {
            "text": forms.CharField(label="Fråga", required=False, max_length=LONGEST_QUESTION),
            "kind": forms.ChoiceField(label="Svar", required=False, choices=list(KINDS.items())),
            "help": forms.CharField(label="Hjälptext", required=False, max_length=500),
            "condition": forms.ChoiceField(
                label="Villkor som frågan kontrollerar",
                required=False,
                choices=[("", "Inget villkor"), *conditions],
            ),
            "place": forms.IntegerField(
                label="Plats",
                required=False,
                min_value=0,
                max_value=9_999,
                widget=forms.TextInput(attrs={"inputmode": "numeric", "size": "4"}),
                error_messages={"min_value": "Skriv 0 eller mer.", "max_value": "Skriv högst 9999."},
            ),
            "code": forms.CharField(required=False, max_length=40, widget=forms.HiddenInput),
        }
        for part, field in fields.items():
            self.fields[f"{part}_{number}"] = field
        self.initial.setdefault(f"place_{number}", (number + 1) * 10)
        self.initial.setdefault(f"kind_{number}", Kind.YES_NO)
        if question is not None:
            for part in ("text", "kind", "help", "condition", "code"):
                self.initial[f"{part}_{number}"] = str(getattr(question, part))

    def rows(self) -> Iterator[Row]:
        for number in range(self.count):
            yield Row(number + 1, *(self[f"{part}_{number}"] for part in PARTS))

    def questions(self) -> list[Question]:
        """What has been written, in order of place; a question keeps its code, a new one gets one."""
        given = self.cleaned_data
        written = [number for number in range(self.count) if given[f"text_{number}"].strip()]
        written.sort(key=lambda number: (given[f"place_{number}"] or 0, number))
        taken: set[str] = set()
        found = []
        for number in written:
            text = given[f"text_{number}"].strip()
            code = given[f"code_{number}"] or _code_for(text, taken)
            taken.add(code)
            found.append(
                Question(
                    code=code,
                    text=text,
                    kind=Kind(given[f"kind_{number}"] or Kind.YES_NO),
                    help=given[f"help_{number}"].strip(),
                    condition=given[f"condition_{number}"],
                )
            )
        return found


def _code_for(text: str, taken: set[str]) -> str:
    """A short code of the question's own words, that no other question has."""
    plain = unicodedata.normalize("NFKD", text.lower()).encode("ascii", "ignore").decode()
    base = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:LONGEST_CODE].strip("-") or "fraga"
    number, code = 2, base
    while code in taken:
        number, code = number + 1, f"{base}-{number}"
    return code


def _number(text: Any) -> int:
    return int(text) if str(text or "").isdecimal() and len(str(text)) < LONGEST_CODE else 1
