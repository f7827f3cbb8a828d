"""The verbs of the statistics: read in unemployment figures, decide when reports are due."""

from __future__ import annotations

from dataclasses import asdict

from django.db import transaction

from stegvis.core.actor import Actor
from stegvis.core.answers import Refused
from stegvis.statistics import permissions
from stegvis.statistics.models import ReportingTime, UnemploymentMonth
from stegvis.statistics.rules import STANDARD_SCHEDULES, Schedule
from stegvis.statistics.unemployment_file import read_unemployment


@transaction.atomic
def import_unemployment(content: bytes, *, by: Actor) -> int:
    """Read in a monthly file. A month already there gets the file's figures, with history.

    Answers how many months are new or changed. Raises Refused with every problem; then nothing is read in.
    """
    permissions.may_keep_figures(by).or_refuse()
    rows = read_unemployment(content)
    known = {
        month.month: month
        for month in UnemploymentMonth.objects.select_for_update().filter(principal_id=by.principal_id)
    }
    changed = 0
    for row in rows:
        month = known.get(row.month, UnemploymentMonth(principal_id=by.principal_id, month=row.month))
        figures = asdict(row)
        if month.pk and all(getattr(month, name) == value for name, value in figures.items()):
            continue
        for name, value in figures.items():
            setattr(month, name, value)
        month.save()
        changed += 1
    return changed


@transaction.atomic
def set_reporting_time(schedule: Schedule, *, by: Actor) -> ReportingTime:
    """Decide what the report of a month covers; an earlier decision for the same month is replaced."""
    permissions.may_keep_figures(by).or_refuse()
    _start_from_standard(by)
    time, _ = ReportingTime.objects.update_or_create(
        principal_id=by.principal_id,
        reported_in=schedule.reported_in,
        defaults={"first_month": schedule.first_month, "months": schedule.months},
    )
    return time


@transaction.atomic
def remove_reporting_time(reported_in: int, *, by: Actor) -> None:
    """No report in that month any more. Raises Refused when it is the only one left."""
    permissions.may_keep_figures(by).or_refuse()
    _start_from_standard(by)
    times = ReportingTime.objects.select_for_update().filter(principal_id=by.principal_id)
    if not times.exclude(reported_in=reported_in).exists():
        raise Refused("Det måste finnas minst ett tillfälle. Lägg till ett annat först.")
    times.filter(reported_in=reported_in).delete()


def schedules(principal_id: int) -> list[Schedule]:
    """The principal's own reporting times, or the standard ones until it has set any."""
    own = ReportingTime.objects.filter(principal_id=principal_id).order_by("reported_in")
    return [Schedule(t.reported_in, t.first_month, t.months) for t in own] or list(STANDARD_SCHEDULES)


def _start_from_standard(by: Actor) -> None:
    """The first change of one's own keeps the standard times that it does not touch."""
    if not ReportingTime.objects.filter(principal_id=by.principal_id).exists():
        ReportingTime.objects.bulk_create(
            ReportingTime(principal_id=by.principal_id, **asdict(schedule)) for schedule in STANDARD_SCHEDULES
        )
