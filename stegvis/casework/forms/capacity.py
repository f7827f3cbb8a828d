"""Grades of capacity and statements about it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms

from stegvis.casework.models import Attachment, CapacityGrade
from stegvis.casework.rules import capacity_timeline
from stegvis.casework.rules.capacity import ACTIVITY_BELOW, capacity_in_words
from stegvis.casework.rules.capacity_timeline import Standing
from stegvis.casework.rules.statements import Opinion
from stegvis.core.as_seen import AsSeen
from stegvis.core.forms import FilterForm, Form
from stegvis.core.period import Period

GOES_ON, NOTHING_HOLDS = "fortsatter", "ingen"
AWAITING, ANSWERED = "vantar", "besvarade"


def percent_field() -> forms.IntegerField:
    between = "Ange ett tal mellan 0 och 100."
    return forms.IntegerField(
        label="Förmåga",
        min_value=0,
        max_value=100,
        help_text=f"I procent av heltid. Under {ACTIVITY_BELOW} % kallas den aktivitetsförmåga.",
        error_messages={"min_value": between, "max_value": between},
    )


class DatedForm(Form):
    """A form with a first day and perhaps a last one."""

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        first, last = given.get("first_day"), given.get("last_day")
        if first and last and last < first:
            self.add_error("last_day", "Sista dagen kan inte vara före den första.")
        return given

    @property
    def period(self) -> Period:
        return Period.inclusive(self.cleaned_data["first_day"], self.cleaned_data["last_day"])


class GradeForm(DatedForm):
    """A grade. When it would take days from one that begins later, that has to be meant."""

    units = {"percent": "% av heltid"}

    percent = percent_field()
    first_day = forms.DateField(label="Gäller från och med")
    last_day = forms.DateField(
        label="Sista dag",
        required=False,
        help_text="Lämna tomt om graden gäller tills vidare. Med sista dag blir du påmind innan den går ut.",
    )
    source = forms.ChoiceField(
        label="Vem har bedömt?", choices=CapacityGrade.Source.choices, widget=forms.RadioSelect
    )
    assessed_by = forms.CharField(
        label="Bedömarens namn", max_length=120, required=False, help_text="Till exempel läkarens namn."
    )
    note = forms.CharField(
        label="Kommentar", required=False, widget=forms.Textarea, help_text="Vad bedömningen grundas på."
    )
    confirmed = forms.BooleanField(label="Ja, det är rätt", required=False)

    def __init__(self, *args: Any, standing: Iterable[Standing], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.standing = list(standing)
        if not self.is_bound:
            del self.fields["confirmed"]

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        displaced = [] if self.errors else capacity_timeline.taken_over(self.standing, self.period)
        if not displaced:
            del self.fields["confirmed"]
        elif not given.get("confirmed"):
            later = ", ".join(
                f"{capacity_in_words(each.percent)} från {each.period.start}" for each in displaced
            )
            self.add_error(
                "confirmed",
                f"Graden tar över dagar från en som börjar senare: {later}. "
                "Kryssa i att det är rätt, eller ange en sista dag.",
            )
        return given

    def said(self) -> dict[str, Any]:
        """What the actions take."""
        given = self.cleaned_data
        return {
            "percent": given["percent"],
            "period": self.period,
            "source": given["source"],
            "assessed_by": given["assessed_by"],
            "note": given["note"],
        }


class CorrectGradeForm(AsSeen, GradeForm):
    """A grade to correct."""


class RemoveGradeForm(AsSeen):
    """A grade to take away, and what shall hold on its days."""

    reason = forms.CharField(
        label="Varför tas graden bort?", widget=forms.Textarea, help_text="Skälet sparas i historiken."
    )
    instead = forms.ChoiceField(label="Vad gäller de dagarna i stället?", widget=forms.RadioSelect)

    def __init__(self, *args: Any, former: Standing | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if former is None:
            del self.fields["instead"]
            return
        field: Any = self.fields["instead"]
        field.choices = (
            (GOES_ON, f"Graden före fortsätter: {capacity_in_words(former.percent)}"),
            (NOTHING_HOLDS, "Ingen grad gäller"),
        )

    @property
    def former_goes_on(self) -> bool:
        return bool(self.cleaned_data.get("instead") == GOES_ON)


class AskForm(Form):
    question = forms.CharField(
        label="Fråga till förtroendeläkaren",
        widget=forms.Textarea,
        help_text=(
            "Läkaren ser din fråga, personens ålder, tidigare grader och de läkarintyg som finns i ärendet – "
            "inget annat. Skriv inte mer om personen än vad som behövs."
        ),
    )
    due_on = forms.DateField(label="Svaret behövs senast")


class CallOffForm(Form):
    reason = forms.CharField(label="Varför återkallas begäran?", widget=forms.Textarea)


class OpinionForm(DatedForm):
    """What the medical adviser says."""

    units = {"percent": "% av heltid"}

    percent = percent_field()
    first_day = forms.DateField(label="Gäller från och med")
    last_day = forms.DateField(
        label="Sista dag", required=False, help_text="Lämna tomt om bedömningen gäller tills vidare."
    )
    text = forms.CharField(
        label="Utlåtande",
        widget=forms.Textarea,
        help_text="Vad bedömningen grundas på, och vad personen klarar.",
    )

    @property
    def opinion(self) -> Opinion:
        return Opinion(self.cleaned_data["percent"], self.period, self.cleaned_data["text"])


class PaperAnswerForm(OpinionForm):
    """The same, as it came on paper."""

    adviser = forms.CharField(label="Förtroendeläkarens namn", max_length=120)
    attachment = forms.TypedChoiceField(
        label="Pappret",
        required=False,
        coerce=int,
        empty_value=None,
        help_text="Finns det inte i listan? Lägg till det som bilaga i ärendet först.",
    )

    def __init__(self, *args: Any, papers: Iterable[Attachment], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.papers = {paper.pk: paper for paper in papers if not paper.is_withdrawn}
        field: Any = self.fields["attachment"]
        field.choices = (("", "Inget papper"), *((pk, paper.title) for pk, paper in self.papers.items()))

    @property
    def paper(self) -> Attachment | None:
        return self.papers.get(self.cleaned_data["attachment"])


class DeclineForm(Form):
    reason = forms.CharField(label="Varför blir utlåtandet inte en grad?", widget=forms.Textarea)


class StatementFilter(FilterForm):
    """Which of the questions to the adviser."""

    visa = forms.ChoiceField(
        label="Visa",
        required=False,
        choices=((AWAITING, "Väntar på svar"), (ANSWERED, "Besvarade av mig de senaste 90 dagarna")),
    )

    @property
    def shows_answered(self) -> bool:
        return self.is_valid() and self.cleaned_data["visa"] == ANSWERED
