"""Forms of full time: what the person does, what stands in the way, and what to look at."""

from __future__ import annotations

from datetime import date
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.http import QueryDict

from stegvis.assignments.activation import words
from stegvis.assignments.activation.figures import month_ends
from stegvis.assignments.activation.rules import Level, Reason
from stegvis.assignments.activation.scope import (
    COUNTERS,
    all_cases,
    counted_cases,
    counted_units,
    listed_cases,
    sees_all_counted,
)
from stegvis.assignments.activation.sources import Source, source_of
from stegvis.casework.facts import caseworkers_in
from stegvis.casework.models import CaseActivity, Hindrance
from stegvis.casework.models.cases import CaseQuerySet
from stegvis.core.actor import Actor
from stegvis.core.as_seen import AsSeen
from stegvis.core.forms import FilterForm, Form
from stegvis.registry.models import Unit

FIRST_YEAR = 1990
MINE, NOBODYS = "mina", "ingen"

ONLY_MONTH_ENDS = (
    "En annan enhets siffror visas för i dag och för månadernas sista dagar. "
    "Välj en sådan dag, eller alla enheter."
)
UNTIL_FURTHER_NOTICE = "Lämna tomt om det gäller tills vidare."


class ActivityForm(Form):
    units = {"hours_per_week": "timmar per vecka"}

    kind = forms.ChoiceField(label="Aktivitet", choices=(("", "Välj"), *CaseActivity.Kind.choices))
    hours_per_week = forms.IntegerField(
        label="Omfattning", widget=forms.TextInput(attrs={"inputmode": "numeric", "size": "4"})
    )
    first_day = forms.DateField(label="Första dag")
    last_day = forms.DateField(label="Sista dag", required=False, help_text=UNTIL_FURTHER_NOTICE)
    note = forms.CharField(label="Kommentar", required=False, max_length=2000, widget=forms.Textarea)


class HindranceForm(Form):
    kind = forms.ChoiceField(label="Skäl", choices=Hindrance.Kind.choices, widget=forms.RadioSelect)
    first_day = forms.DateField(label="Första dag")
    last_day = forms.DateField(label="Sista dag", required=False, help_text=UNTIL_FURTHER_NOTICE)
    note = forms.CharField(label="Kommentar", required=False, max_length=2000, widget=forms.Textarea)


class LastDayForm(AsSeen):
    last_day = forms.DateField(label="Sista dag", required=False, help_text=UNTIL_FURTHER_NOTICE)


def typed(sent: Any) -> Any:
    """What was sent, also when it was nothing but the button: an empty form that is sent is sent."""
    return sent.POST if sent.method == "POST" else None


class DayForm(FilterForm):
    """On which day, and of which unit."""

    dag = forms.DateField(label="Dag", required=False)
    enhet = forms.TypedChoiceField(label="Enhet", required=False, coerce=int, empty_value=None)

    def __init__(self, sent: QueryDict, actor: Actor, today: date, *, own_units: bool = False) -> None:
        super().__init__(
            {"dag": today.isoformat(), **{key: value for key, value in sent.dict().items() if value}}
        )
        self.actor, self.today = actor, today
        units = Unit.objects.filter(principal_id=actor.principal_id)
        if own_units or not actor.has(COUNTERS):
            units = units.filter(pk__in=actor.unit_ids)
        choices = list(units.order_by("name").values_list("pk", "name"))
        fields: dict[str, Any] = self.fields
        fields["enhet"].choices = [("", "Alla"), *choices]
        if len(choices) < 2:
            del fields["enhet"]

    def clean_dag(self) -> date:
        """Nobody knows who will be active: the follow-up is of days that have come."""
        day: date = self.cleaned_data["dag"] or self.today
        if day > self.today:
            raise forms.ValidationError("Välj i dag eller en tidigare dag.")
        if day.year < FIRST_YEAR:
            raise forms.ValidationError(f"Välj en dag från {FIRST_YEAR}.")
        return day

    @property
    def day(self) -> date:
        day: date = self.cleaned_data["dag"]
        return day

    @property
    def unit_id(self) -> int | None:
        return self.cleaned_data.get("enhet")

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or self.cleaned_data
        day = given.get("dag")
        if day and not self.tells_of(day):
            self.add_error("dag", ONLY_MONTH_ENDS)
        return given

    def tells_of(self, day: date) -> bool:
        """Is the day one that may be asked about? From day to day single persons show in a unit's numbers:
        others than the unit are told how it stands today, and how it stood at the ends of months."""
        of_strangers_unit = self.unit_id is not None and not self.is_open
        return not of_strangers_unit or day in (self.today, self.latest_month_end(day))

    def latest_told(self, day: date) -> date:
        """The day, or the latest one before it that may be asked about."""
        return day if self.tells_of(day) else self.latest_month_end(day)

    @staticmethod
    def latest_month_end(day: date) -> date:
        (end,) = month_ends(day, 1)
        return end

    @property
    def is_open(self) -> bool:
        """Are the numbers of cases that the actor may see one by one, so that none needs to be hidden?"""
        return sees_all_counted(self.actor, self.unit_id)

    @property
    def unit_ids(self) -> frozenset[int] | None:
        """Those whose cases are counted; None for all."""
        return counted_units(self.actor, self.unit_id)

    def counted(self, earliest: date | None = None) -> Source:
        """What tells of the cases whose numbers the actor sees. The form must be valid. Raises Refused."""
        if not self.is_open:
            return self.leaving(earliest)
        return source_of(
            counted_cases(self.actor, self.unit_id),
            self.actor.principal_id,
            self.day,
            unit_ids=self.unit_ids,
            earliest=earliest,
        )

    def leaving(self, earliest: date | None = None) -> Source:
        """What tells of numbers that leave the unit: of all the principal's cases, as `told_outside` asks."""
        return source_of(
            all_cases(self.actor), self.actor.principal_id, self.day, unit_ids=None, earliest=earliest
        )

    @property
    def query(self) -> str:
        """The day and the unit, for links to what is behind a number."""
        return urlencode({"dag": self.day, **({"enhet": self.unit_id} if self.unit_id else {})})


class ListForm(DayForm):
    """Which of the cases, by how the person is active, why not, and who holds the case."""

    status = forms.ChoiceField(
        label="Aktivering",
        required=False,
        choices=[
            (level.value, words.LEVELS[level]) for level in (Level.BELOW, Level.CAPACITY, Level.FULL_TIME)
        ],
    )
    skal = forms.ChoiceField(
        label="Skäl",
        required=False,
        choices=(("", "Alla"), *((reason.value, text) for reason, text in words.REASONS.items())),
    )
    handlaggare = forms.ChoiceField(label="Handläggare", required=False)

    def __init__(self, sent: QueryDict, actor: Actor, today: date) -> None:
        super().__init__(sent, actor, today, own_units=True)
        known: dict[str, Any] = self.fields
        held_by = [(str(user.pk), user.display_name) for user in caseworkers_in(actor.unit_ids, today)]
        known["handlaggare"].choices = [
            ("", "Alla"),
            (MINE, "Mina ärenden"),
            (NOBODYS, "Utan handläggare"),
            *held_by,
        ]

    @property
    def level(self) -> Level:
        return Level(self.cleaned_data["status"] or Level.BELOW)

    @property
    def reason(self) -> Reason | None:
        asked = self.cleaned_data["skal"]
        return Reason(asked) if asked else None

    def source(self) -> Source:
        """What tells of the cases asked for. The form must be valid. Raises Refused when too many."""
        asked = self.cleaned_data["handlaggare"]
        found = listed_cases(self.actor, self.unit_id)
        if asked == NOBODYS:
            found = found.held_by_nobody()
        elif asked:
            found = found.held_by(self.actor.user_id if asked == MINE else int(asked))
        units = frozenset({self.unit_id}) if self.unit_id else self.actor.unit_ids
        return source_of(found, self.actor.principal_id, self.day, unit_ids=units)

    def cases(self, source: Source) -> CaseQuerySet:
        """Those of the source's cases that the form asks for."""
        return source.narrowed(self.level, self.reason)


class MemoForm(Form):
    """What the memo says beyond the figures."""

    compared_with = forms.DateField(label="Jämför med dagen", help_text="Till exempel samma dag året innan.")
    reference = forms.CharField(label="Diarienummer", max_length=60, required=False)
    unit = forms.CharField(label="Avsändande enhet", max_length=120, required=False)
    written_on = forms.DateField(label="Datum")
    author = forms.CharField(label="Skriven av", max_length=120, required=False)
    author_title = forms.CharField(label="Titel", max_length=120, required=False)

    def __init__(self, *args: Any, days: DayForm, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.days = days

    def clean_compared_with(self) -> date:
        earlier: date = self.cleaned_data["compared_with"]
        if earlier >= self.days.day:
            raise forms.ValidationError(f"Välj en dag före {self.days.day}.")
        if not self.days.tells_of(earlier):
            raise forms.ValidationError(ONLY_MONTH_ENDS)
        return earlier
