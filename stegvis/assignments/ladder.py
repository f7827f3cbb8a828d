"""What assignments know for the ladder of a case: planned hours, hours done, and the interventions."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import zip_longest
from typing import NamedTuple

from django.db.models import prefetch_related_objects

from stegvis.assignments.activation.facts import came_with_register
from stegvis.assignments.activation.rules import counted
from stegvis.assignments.facts import with_assignments
from stegvis.assignments.models import Activity, Assignment
from stegvis.casework.facts import activities
from stegvis.casework.ladder import Bar, Work
from stegvis.casework.models import Case
from stegvis.casework.rules.ladder import Hours, stretches
from stegvis.core.period import Period


class Said(NamedTuple):
    """Hours a week of one kind, as a plan or the caseworker says."""

    period: Period
    kind: str
    hours: int
    own: bool


def work_of(case: Case) -> Work:
    """The case's assignments with their plans and reports, and the person's own activities."""
    assignments = [each for each in with_assignments(case).assignments.all() if not each.is_called_off]
    prefetch_related_objects(assignments, "plans__activities")
    said = [*_said_in_plans(assignments), *_own(case)]
    return Work(
        planned=tuple(_weeks(said)),
        done=tuple(_months(assignments)),
        bars=tuple(_bar(assignment) for assignment in assignments),
    )


def _said_in_plans(assignments: list[Assignment]) -> Iterator[Said]:
    for assignment in assignments:
        plans = list(assignment.plans.all())
        if not plans and came_with_register(assignment):
            kind = str(Activity.Kind.INTERVENTION)
            yield Said(assignment.period, kind, assignment.planned_hours_per_week, own=False)
        for plan, following in zip_longest(plans, plans[1:]):
            stop = following.starts_on if following else None
            days = Period(plan.starts_on, stop).intersect(assignment.period)
            if days is not None:
                yield from (
                    Said(days, activity.kind, activity.hours_per_week, own=False)
                    for activity in plan.activities.all()
                )


def _own(case: Case) -> Iterator[Said]:
    for activity in activities(case):
        yield Said(activity.period, activity.kind, activity.hours_per_week, own=True)


def _weeks(said: list[Said]) -> Iterator[Hours]:
    """The hours of each stretch during which the same is planned, counted as the rule of full time counts."""
    for days in stretches(each.period for each in said):
        now = [each for each in said if each.period.contains(days.start)]
        week = counted(
            [(each.kind, each.hours) for each in now if not each.own],
            [(each.kind, each.hours) for each in now if each.own],
        )
        yield Hours(days, sum(week.values()))


def _months(assignments: list[Assignment]) -> Iterator[Hours]:
    """What has been reported, corrections in place of what they correct."""
    for assignment in assignments:
        reports = list(assignment.reports.all())
        corrected = {report.corrects_id for report in reports}
        for report in reports:
            if report.pk not in corrected:
                yield Hours(Period.of_month(report.month), report.attended_hours)


def _bar(assignment: Assignment) -> Bar:
    title = f"{assignment.intervention.name}, {assignment.provider.name}"
    return Bar(title, assignment.period, assignment.get_absolute_url())
