"""Making a plan, or a new version of it."""

from __future__ import annotations

from datetime import date

from stegvis.assignments import permissions
from stegvis.assignments.facts import facts_of_plan
from stegvis.assignments.models import Activity, Assignment, Plan
from stegvis.assignments.rules import planning
from stegvis.assignments.rules.calling_off import may_go_on
from stegvis.assignments.rules.planning import NewPlan
from stegvis.core.actor import Actor
from stegvis.core.answers import Answer
from stegvis.core.locking import locked
from stegvis.core.refusals import database_refusals


def can_plan(assignment: Assignment, actor: Actor, today: date) -> Answer:
    """May the actor plan what remains of the assignment?"""
    return (
        permissions.may_report(actor, assignment)
        and may_go_on(is_called_off=assignment.is_called_off)
        and planning.can_plan(assignment.period, today)
    )


def make_plan(assignment: Assignment, wanted: NewPlan, *, by: Actor, today: date) -> Plan:
    """Keep a version of the plan. Raises Refused with every reason, Stale when somebody was first."""
    permissions.may_report(by, assignment).or_refuse()
    with locked(assignment) as current:
        may_go_on(is_called_off=current.is_called_off).or_refuse()
        planning.may_plan(facts_of_plan(current, wanted.starts_on), wanted, today).or_refuse()
        with database_refusals():
            plan = Plan.objects.create(
                principal_id=current.principal_id,
                assignment=current,
                starts_on=wanted.starts_on,
                how=wanted.how,
                below_full_time_because=wanted.fewer_hours_because,
                agreed_with_person=wanted.agreed_with_person,
                made_by_id=by.user_id,
            )
            _write_activities(plan, wanted)
    return plan


def _write_activities(plan: Plan, wanted: NewPlan) -> None:
    Activity.objects.bulk_create(
        Activity(principal_id=plan.principal_id, plan=plan, kind=kind, hours_per_week=hours)
        for kind, hours in wanted.hours.items()
        if hours
    )
