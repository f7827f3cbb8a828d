"""Plan, monthly report, three-party meeting and final report."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any, ClassVar

from django import forms
from django.forms.boundfield import BoundField

from stegvis.assignments.actions.report_finally import FinalWords
from stegvis.assignments.models import Activity, MonthlyReport
from stegvis.assignments.rules.hours import MOST_HOURS
from stegvis.assignments.rules.meetings import HeldMeeting
from stegvis.assignments.rules.planning import NewPlan
from stegvis.assignments.rules.reporting import NewReport
from stegvis.assignments.words import PROGRESS
from stegvis.core.forms import Form
from stegvis.core.templatetags.design import month as in_words


class PlanForm(Form):
    """Hours a week for each kind of activity that counts towards full time."""

    starts_on = forms.DateField(label="Gäller från")
    how = forms.CharField(
        label="Hur målen nås",
        help_text="Vad gör deltagaren, var och med vilket stöd?",
        widget=forms.Textarea,
    )
    fewer_hours_because = forms.CharField(
        label="Varför färre timmar än väntat",
        required=False,
        help_text="Fyll i om timmarna tillsammans är färre än väntat.",
        widget=forms.Textarea,
    )
    agreed_with_person = forms.BooleanField(
        label="Planen är gjord tillsammans med deltagaren", required=False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for kind in Activity.Kind:
            self.fields[f"hours_{kind}"] = _hours_field(kind)

    @property
    def activities(self) -> list[BoundField]:
        return [self[f"hours_{kind}"] for kind in Activity.Kind]

    def wanted(self) -> NewPlan:
        given = self.cleaned_data
        return NewPlan(
            starts_on=given["starts_on"],
            how=given["how"],
            hours={str(kind): given[f"hours_{kind}"] or 0 for kind in Activity.Kind},
            fewer_hours_because=given["fewer_hours_because"],
            agreed_with_person=given["agreed_with_person"],
        )


def _hours_field(kind: Activity.Kind) -> forms.IntegerField:
    field = forms.IntegerField(label=kind.label, required=False, min_value=0, max_value=MOST_HOURS)
    field.unit = "tim/vecka"  # type: ignore[attr-defined]
    return field


class ReportForm(Form):
    """What happened during a month."""

    units: ClassVar[dict[str, str]] = {"attended_hours": "timmar", "absent_hours": "timmar"}

    month = forms.TypedChoiceField(label="Månad", coerce=date.fromisoformat)
    attended_hours = forms.IntegerField(label="Närvaro", min_value=0)
    absent_hours = forms.IntegerField(label="Frånvaro", min_value=0)
    progress = forms.TypedChoiceField(
        label="Progression mot målen",
        coerce=int,
        choices=tuple(PROGRESS.items()),
        widget=forms.RadioSelect,
        help_text="Jämför med förra månaden.",
    )
    happened = forms.CharField(
        label="Vad som har hänt",
        help_text="Vad har deltagaren gjort, och hur gick det med målen?",
        widget=forms.Textarea,
    )
    next_month = forms.CharField(label="Plan för nästa månad", required=False, widget=forms.Textarea)

    def __init__(self, *args: Any, months: Iterable[date], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        month: Any = self.fields["month"]
        month.choices = [(each.isoformat(), in_words(each).capitalize()) for each in months]

    @property
    def day_rows(self) -> list[Any]:
        """The days to fill in one by one; none here."""
        return []

    def wanted(self) -> NewReport:
        return NewReport(**self.cleaned_data)


class CorrectionForm(ReportForm):
    """The same, for a month that has been reported and cannot become another."""

    def __init__(self, *args: Any, corrects: MonthlyReport, **kwargs: Any) -> None:
        names = ("attended_hours", "absent_hours", "progress", "happened", "next_month")
        as_sent = {name: getattr(corrects, name) for name in names}
        super().__init__(*args, months=[corrects.month], initial=as_sent, **kwargs)
        self.corrects = corrects
        del self.fields["month"]

    def wanted(self) -> NewReport:
        return NewReport(month=self.corrects.month, **self.cleaned_data)


class MeetingForm(Form):
    """Minutes of a meeting that has been held."""

    held_on = forms.DateField(label="Mötesdag")
    person_present = forms.BooleanField(label="Deltagaren var med", required=False)
    provider_present = forms.BooleanField(label="Anordnaren var med", required=False)
    minutes = forms.CharField(
        label="Minnesanteckningar",
        help_text="Vad kom ni fram till, och vad händer nu? Både handläggaren och anordnaren kan läsa det.",
        widget=forms.Textarea,
    )

    def held(self) -> HeldMeeting:
        return HeldMeeting(**self.cleaned_data)


class FinalReportForm(Form):
    """What was done, what helped, and what should come next."""

    summary = forms.CharField(
        label="Genomförda insatser",
        help_text="Sammanfatta vad deltagaren har gjort och vilka mål som nåddes.",
        widget=forms.Textarea,
    )
    success_factors = forms.CharField(
        label="Framgångsfaktorer", help_text="Vad har fungerat bra för deltagaren?", widget=forms.Textarea
    )
    proposals = forms.CharField(
        label="Förslag till nästa steg", help_text="Vad bör hända härnäst?", widget=forms.Textarea
    )

    def words(self) -> FinalWords:
        return FinalWords(**self.cleaned_data)
