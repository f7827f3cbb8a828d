"""A case on a day, as the rule of full time is asked about it. For one case; for many, see `query`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, Q

from stegvis.assignments.activation.rules import Facts, Reason, Requirement, counted
from stegvis.assignments.facts import full_time_on
from stegvis.assignments.models import Activity, Assignment, Plan
from stegvis.assignments.models.assignments import AssignmentQuerySet
from stegvis.casework.facts import capacity_on
from stegvis.casework.models import Case, CaseActivity, Choice, Decision, Hindrance, TargetGroup
from stegvis.casework.models.decisions import DecisionQuerySet
from stegvis.catalogue.models import ActivityRequirement

ASKED_OF = TargetGroup.INCOME_SUPPORT
"""The activity requirement is one of income support: it is asked of those who receive it."""


@dataclass(frozen=True, slots=True)
class Week:
    """What stands in the plans and among the own activities on a day: kinds and hours a week."""

    planned: list[tuple[str, int]]
    own: list[tuple[str, int]]
    awaits: Reason | None
    """What is to come before there is anything more."""

    @property
    def counted(self) -> dict[str, int]:
        return counted(self.planned, self.own)


def week_on(case: Case, day: date) -> Week:
    running = list(Assignment.objects.filter(case=case).carried_out().running_on(day))
    plans = {assignment.pk: plan_on(assignment, day) for assignment in running}
    own = CaseActivity.objects.filter(case=case).on(day).order_by("id")
    return Week(
        planned=planned_hours(running, plans),
        own=list(own.values_list("kind", "hours_per_week")),
        awaits=_awaits(case, day, running, plans),
    )


def facts_on(case: Case, day: date, week: Week | None = None) -> Facts:
    """What held on the day, as far as is known now. The case must be open on it."""
    week = week or week_on(case, day)
    return Facts(
        full_time=full_time_on(case.principal_id, day),
        hours=week.counted,
        capacity=capacity_on(case, day),
        hindrance=Hindrance.objects.filter(case=case).on(day).values_list("kind", flat=True).first() or "",
        awaits=week.awaits,
        requirement=requirement_on(case.principal_id, day) if case.target_group == ASKED_OF else None,
    )


def requirement_on(principal_id: int, day: date) -> Requirement | None:
    found = ActivityRequirement.objects.filter(principal_id=principal_id, period__contains=day).first()
    return Requirement(found.percent_of_full_time, found.adapted_to_capacity) if found else None


def plan_on(assignment: Assignment, day: date) -> Plan | None:
    """The version of the plan that holds on the day."""
    return assignment.plans.filter(starts_on__lte=day).order_by("-starts_on").first()


def planned_hours(running: list[Assignment], plans: dict[int, Plan | None]) -> list[tuple[str, int]]:
    """Kind and hours of each plan in force; of an assignment that came in with an older system's register,
    and has no plan here yet, the hours that it came with."""
    in_force = [plan.pk for plan in plans.values() if plan is not None]
    hours = Activity.objects.filter(plan__in=in_force).values_list("kind", "hours_per_week")
    brought = [
        (str(Activity.Kind.INTERVENTION), assignment.planned_hours_per_week)
        for assignment in running
        if came_with_register(assignment) and plans[assignment.pk] is None
    ]
    return [*hours, *brought]


def came_with_register(assignment: Assignment) -> bool:
    """What is given here has a day on which it was given."""
    return assignment.given_on is None


def _awaits(case: Case, day: date, running: list[Assignment], plans: dict[int, Plan | None]) -> Reason | None:
    """The step closest to activity that has not been taken by the day."""
    if any(plans[each.pk] is None and not came_with_register(each) for each in running):
        return Reason.AWAITING_PLAN
    given = _given_by(case, day)
    if given.coming(day).exists():
        return Reason.AWAITING_START
    waiting = _grants_not_given(case, day)
    if waiting.filter(_has_choice(day)).exists():
        return Reason.AWAITING_ASSIGNMENT
    if waiting.filter(~_has_choice(day), intervention__chosen_by_person=True).exists():
        return Reason.AWAITING_CHOICE
    return None if running else Reason.NO_INTERVENTION


def _given_by(case: Case, day: date) -> AssignmentQuerySet:
    of_case = Assignment.objects.filter(case=case).carried_out()
    return of_case.filter(Q(given_on__isnull=True) | Q(given_on__lte=day))


def _grants(case: Case, day: date) -> DecisionQuerySet:
    """Grants decided by the day that are not over then, nor ended or corrected by then.

    A change counts from the day it was decided: until then the days were those that were granted.
    """
    by_then = Decision.objects.filter(decided_on__lte=day)
    return (
        by_then.granting()
        .alias(days_end=by_then.days_end(OuterRef("pk")))
        .filter(
            ~Exists(by_then.filter(corrects=OuterRef("pk"))),
            ~Exists(by_then.filter(kind=Decision.Kind.END, grant=OuterRef("pk"))),
            days_end__gt=day,
            case=case,
        )
    )


def _grants_not_given(case: Case, day: date) -> DecisionQuerySet:
    return _grants(case, day).filter(~Exists(_given_by(case, day).filter(decision=OuterRef("pk"))))


def _has_choice(day: date) -> Exists:
    return Exists(Choice.objects.filter(decision=OuterRef("pk"), chosen_on__lte=day))
