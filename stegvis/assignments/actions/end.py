"""Ending an intervention before its time."""

from __future__ import annotations

from datetime import date

from stegvis.assignments import permissions
from stegvis.assignments.facts import facts_of_ending
from stegvis.assignments.models import Assignment
from stegvis.assignments.rules import ending
from stegvis.casework.models import Decision
from stegvis.core.actor import Actor
from stegvis.core.answers import Answer
from stegvis.core.locking import locked
from stegvis.core.period import ONE_DAY, Period
from stegvis.core.refusals import database_refusals
from stegvis.registry.actions import next_number


def can_end(assignment: Assignment, actor: Actor, today: date) -> Answer:
    """May the actor end the assignment early?"""
    return permissions.may_decide(actor, assignment) and ending.can_end(facts_of_ending(assignment), today)


def end_early(assignment: Assignment, last_day: date, reason: str, *, by: Actor, today: date) -> Decision:
    """Let `last_day` be the last day of the assignment. Raises Refused with every reason."""
    permissions.may_decide(by, assignment).or_refuse()
    with locked(assignment.case) as case, locked(assignment) as current:
        current.case = case
        ending.may_end(facts_of_ending(current), last_day, today).or_refuse()
        with database_refusals():
            decision = _decision(current, last_day, reason, by=by, today=today)
            current.period = Period.inclusive(current.period.start, last_day)
            current.save(update_fields=["period"])
    return decision


def _decision(assignment: Assignment, last_day: date, reason: str, *, by: Actor, today: date) -> Decision:
    return Decision.objects.create(
        principal_id=assignment.principal_id,
        number=next_number(Decision, assignment.principal_id, today.year, prefix="B"),
        case_id=assignment.case_id,
        kind=Decision.Kind.END,
        intervention_id=assignment.intervention_id,
        grant=assignment.decision,
        period=Period(last_day + ONE_DAY, assignment.period.end),  # the days that are no longer granted
        capacity_percent=assignment.decision.capacity_percent,
        reason=reason,
        decided_on=today,
        decided_by_id=by.user_id,
    )
