"""Extending an intervention: a decision in the case, and more days for the assignment."""

from __future__ import annotations

from datetime import date

from stegvis.assignments import permissions
from stegvis.assignments.facts import facts_of_extension, facts_of_wanted, limits_of
from stegvis.assignments.models import Assignment
from stegvis.assignments.rules import extending
from stegvis.casework.models import Decision
from stegvis.core.actor import Actor
from stegvis.core.answers import Answer
from stegvis.core.locking import locked
from stegvis.core.period import Period
from stegvis.core.refusals import database_refusals
from stegvis.registry.actions import next_number


def can_extend(assignment: Assignment, actor: Actor, today: date) -> Answer:
    """May the actor extend the intervention now?"""
    return permissions.may_decide(actor, assignment) and extending.can_extend(
        facts_of_extension(assignment), limits_of(assignment.decision)
    )


def extend(assignment: Assignment, wanted: Period, reason: str, *, by: Actor, today: date) -> Decision:
    """Grant an extension. Raises Refused with every reason, Stale when somebody was first."""
    permissions.may_decide(by, assignment).or_refuse()
    with locked(assignment.case) as case, locked(assignment) as current:
        current.case = case
        extending.may_extend(
            facts_of_extension(current), limits_of(current.decision), wanted, facts_of_wanted(current, wanted)
        ).or_refuse()
        with database_refusals():
            decision = _decision(current, wanted, reason, by=by, today=today)
            current.period = current.period.ending(wanted.end)
            current.save(update_fields=["period"])
    return decision


def _decision(assignment: Assignment, wanted: Period, reason: str, *, by: Actor, today: date) -> Decision:
    return Decision.objects.create(
        principal_id=assignment.principal_id,
        number=next_number(Decision, assignment.principal_id, today.year, prefix="B"),
        case_id=assignment.case_id,
        kind=Decision.Kind.EXTEND,
        intervention_id=assignment.intervention_id,
        grant=assignment.decision,
        period=wanted,
        capacity_percent=assignment.decision.capacity_percent,
        reason=reason,
        decided_on=today,
        decided_by_id=by.user_id,
    )
