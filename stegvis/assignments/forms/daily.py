"""The monthly report with attendance day by day: its hours are then the sum of the days."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.boundfield import BoundField

from stegvis.assignments.forms.following import CorrectionForm, ReportForm
from stegvis.assignments.models import Assignment, MonthlyReport
from stegvis.assignments.rules.days import MINUTES_A_DAY, MINUTES_AN_HOUR, NewDay, days_of, hours_of
from stegvis.assignments.rules.reporting import NewReport, assigned_part
from stegvis.assignments.words import in_hours, name_of
from stegvis.core.numbers import parse_decimal
from stegvis.core.working_days import is_working_day

HOURS = ("attended_hours", "absent_hours")
COUNTED_FROM_DAYS = "Lämna tomt, så räknas timmarna ihop av dagarna."
NOT_HOURS = "Skriv timmar, till exempel 6, 6,5 eller 6:30."


class HoursField(forms.CharField):
    """Hours of a day as people write them (`6`, `6,5`, `6:30`), in code minutes; empty = 0."""

    def __init__(self, label: str) -> None:
        widget = forms.TextInput(attrs={"inputmode": "decimal", "size": "5", "autocomplete": "off"})
        super().__init__(label=label, required=False, max_length=8, widget=widget)
        self.widget.attrs["aria-label"] = label

    def clean(self, value: Any) -> int:
        text = super().clean(value)
        minutes = _minutes(text) if text else 0
        if not 0 <= minutes <= MINUTES_A_DAY:
            raise ValidationError("En dag har 24 timmar.")
        return minutes

    def prepare_value(self, value: Any) -> Any:
        return in_hours(value) if isinstance(value, int) else value


@dataclass(frozen=True, slots=True)
class DayRow:
    """One day of the table: its name and its three fields."""

    day: date
    name: str
    is_free: bool
    attended: BoundField
    absent: BoundField
    is_sick: BoundField

    @property
    def problems(self) -> list[str]:
        return [str(problem) for bound in (self.attended, self.absent) for problem in bound.errors]


class _Daily(ReportForm):
    """What both the report and its correction add: a row for each assigned day of the month."""

    part_days: list[date]

    def add_days(self, assignment: Assignment, month: date, known: Iterable[Any] = ()) -> None:
        part = assigned_part(assignment.period, month)
        self.part_days = days_of(part) if part else []
        for name in HOURS:
            self.fields[name].required = False
            self.fields[name].help_text = COUNTED_FROM_DAYS
        told = {row.day: row for row in known}
        for day in self.part_days:
            self._add(day, told.get(day))

    def _add(self, day: date, told: Any) -> None:
        name = name_of(day)
        attended, absent = HoursField(f"Närvaro {name}"), HoursField(f"Frånvaro {name}")
        sick = forms.BooleanField(label=f"Sjukanmäld {name}", required=False)
        sick.widget.attrs["aria-label"] = sick.label
        if told:
            attended.initial, absent.initial = told.attended_minutes, told.absent_minutes
            sick.initial = told.is_sick
        for kind, field in (("attended", attended), ("absent", absent), ("sick", sick)):
            self.fields[_key(day, kind)] = field

    @property
    def day_rows(self) -> list[DayRow]:
        return [
            DayRow(
                day,
                name_of(day),
                not is_working_day(day),
                *(self[_key(day, kind)] for kind in ("attended", "absent", "sick")),
            )
            for day in self.part_days
        ]

    def clean(self) -> dict[str, Any] | None:
        given = super().clean()
        if not self.errors and not self._days() and self.cleaned_data["attended_hours"] is None:
            self.add_error("attended_hours", "Fyll i dagarna eller månadens timmar.")
        return given

    def wanted(self) -> NewReport:
        days = self._days()
        given = self.cleaned_data
        attended, absent = (
            summed if given[name] is None else given[name]
            for name, summed in zip(HOURS, hours_of(days), strict=True)
        )
        return NewReport(
            month=self._month(),
            attended_hours=attended,
            absent_hours=absent,
            progress=given["progress"],
            happened=given["happened"],
            next_month=given["next_month"],
            days=tuple(days),
        )

    def _month(self) -> date:
        month: date = self.cleaned_data["month"]
        return month

    def _days(self) -> list[NewDay]:
        given = self.cleaned_data
        days = (
            NewDay(day, *(given[_key(day, kind)] for kind in ("attended", "absent", "sick")))
            for day in self.part_days
        )
        return [day for day in days if day.says_something]


class DailyReportForm(_Daily):
    """The report of one month, with a row for each of its assigned days."""

    def __init__(self, *args: Any, assignment: Assignment, month: date, **kwargs: Any) -> None:
        super().__init__(*args, months=[month], **kwargs)
        self.add_days(assignment, month)


class DailyCorrectionForm(CorrectionForm, _Daily):
    """The same in place of one that was wrong, starting from the days that were sent."""

    def __init__(self, *args: Any, corrects: MonthlyReport, **kwargs: Any) -> None:
        super().__init__(*args, corrects=corrects, **kwargs)
        known = list(corrects.days.all())
        self.add_days(corrects.assignment, corrects.month, known)
        if known:
            self.initial.update(dict.fromkeys(HOURS))

    def wanted(self) -> NewReport:
        return _Daily.wanted(self)

    def _month(self) -> date:
        return self.corrects.month


def _key(day: date, kind: str) -> str:
    return f"d{day.day:02}_{kind}"


def _minutes(text: str) -> int:
    """Minutes from `6`, `6,5` or `6:30`. Raises ValidationError."""
    hours, colon, minutes = text.partition(":")
    if colon and hours.isdecimal() and minutes.isdecimal() and int(minutes) < MINUTES_AN_HOUR:
        return int(hours) * MINUTES_AN_HOUR + int(minutes)
    try:
        return round(parse_decimal(text) * MINUTES_AN_HOUR)
    except (ValueError, ArithmeticError):
        raise ValidationError(NOT_HOURS) from None
