"""Extending an intervention: a decision in the case, and more days for the assignment."""

from __future__ import annotations

from datetime import date

from stegvis.assignments import permissions
from stegvis.assignments.facts import facts_of_extension, facts_of_wanted, limits_of
from stegvis.assignments.models import Assignment
from stegvis.assignments.rules import extending
from stegvis.casework.actions.record import record_decision
from stegvis.casework.grants import in_effect
from stegvis.casework.mandates import leave_to_decide, matter_of
from stegvis.casework.models import Decision, DecisionProposal
from stegvis.casework.rules.delegation import Delegated
from stegvis.core.actor import Actor
from stegvis.core.answers import Answer, Check
from stegvis.core.locking import locked
from stegvis.core.period import Period
from stegvis.core.refusals import database_refusals


def can_extend(assignment: Assignment, actor: Actor, today: date) -> Answer:
    """May the actor extend the intervention now?"""
    return permissions.may_decide(actor, assignment) and extending.can_extend(
        facts_of_extension(assignment), limits_of(assignment.decision), today
    )


def can_be_extended(assignment: Assignment, wanted: Period, reason: str, *, today: date) -> Answer:
    """Do the rules allow just this extension? Asks nothing about the delegation."""
    return extending.may_extend(
        facts_of_extension(assignment),
        limits_of(assignment.decision),
        wanted,
        facts_of_wanted(assignment, wanted),
        today,
    ) & Answer.of(Check(bool(reason), "Motivera beslutet.", "reason"))


def extend(
    assignment: Assignment,
    wanted: Period,
    reason: str,
    *,
    by: Actor,
    today: date,
    prepared: DecisionProposal | None = None,
) -> Decision:
    """Grant an extension. Raises Refused with every reason, Stale when somebody was first.

    The provider is locked too, and first: a decision that takes its right at the same moment sees the new
    days, or is seen.
    """
    permissions.may_decide(by, assignment).or_refuse()
    with locked(assignment.provider), locked(assignment.case) as case, locked(assignment) as current:
        current.case = case
        matter = matter_of(Delegated.EXTEND, current.intervention)
        leave = leave_to_decide(by, case, matter, today, prepared=prepared)
        (can_be_extended(current, wanted, reason, today=today) & leave.answer).or_refuse()
        with database_refusals():
            now = in_effect(current.decision, wanted.start)
            decision = record_decision(
                case,
                Decision.Kind.EXTEND,
                current.intervention,
                by=by,
                today=today,
                leave=leave,
                grant=current.decision,
                period=wanted,
                level=now.level,
                capacity_percent=now.capacity_percent,
                combined_with=now.combined_with,
                reason=reason,
            )
            current.period = current.period.ending(wanted.end)
            current.save(update_fields=["period"])
    return decision
