"""What is asked for about the yearly reports."""

from __future__ import annotations

from typing import Any

from django import forms

from stegvis.core.forms import FilterForm, Form
from stegvis.providers.forms.questions import QuestionForm
from stegvis.providers.rules.yearly import LONGEST_COMMENT
from stegvis.providers.yearly_reports import of_status

YEARS_BACK = 6


class ReportFilter(FilterForm):
    year = forms.TypedChoiceField(label="År", required=False, coerce=int, empty_value=None)
    status = forms.ChoiceField(
        label="Läge",
        required=False,
        choices=[("", "Alla"), ("missing", "Inte inskickade"), ("unread", "Att läsa"), ("read", "Lästa")],
    )
    q = forms.CharField(
        label="Sök anordnare",
        required=False,
        max_length=100,
        widget=forms.TextInput(attrs={"type": "search", "placeholder": "Del av namnet"}),
    )

    def __init__(self, *args: Any, latest: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["year"]
        field.choices = [(year, str(year)) for year in range(latest, latest - YEARS_BACK, -1)]
        self.latest = latest

    @property
    def wanted_year(self) -> int:
        return (self.cleaned_data.get("year") if self.is_valid() else None) or self.latest

    def narrow(self, found: Any) -> Any:
        given = self.cleaned_data if self.is_valid() else {}
        if given.get("q"):
            found = found.filter(name__icontains=given["q"])
        return of_status(found, given.get("status", ""))


class YearlyForm(QuestionForm):
    """The questions of the report; as a draft it takes whatever is typed."""


class ReadForm(Form):
    comment = forms.CharField(
        label="Återkoppling till anordnaren",
        required=False,
        max_length=LONGEST_COMMENT,
        widget=forms.Textarea,
        help_text="Anordnaren läser det du skriver.",
    )
