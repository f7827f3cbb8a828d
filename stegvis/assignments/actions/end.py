"""Ending an intervention before its time."""

from __future__ import annotations

from datetime import date

from stegvis.assignments import permissions
from stegvis.assignments.facts import facts_of_ending
from stegvis.assignments.models import Assignment
from stegvis.assignments.rules import ending
from stegvis.assignments.rules.calling_off import may_go_on
from stegvis.casework.actions.record import record_decision
from stegvis.casework.grants import in_effect
from stegvis.casework.mandates import leave_to_decide, matter_of
from stegvis.casework.models import Decision, DecisionProposal
from stegvis.casework.rules.delegation import Delegated
from stegvis.core.actor import Actor
from stegvis.core.answers import Answer, Check
from stegvis.core.locking import locked
from stegvis.core.period import ONE_DAY, Period
from stegvis.core.refusals import database_refusals


def can_end(assignment: Assignment, actor: Actor, today: date) -> Answer:
    """May the actor end the assignment early?"""
    return (
        permissions.may_decide(actor, assignment)
        and may_go_on(is_called_off=assignment.is_called_off)
        and ending.can_end(facts_of_ending(assignment), today)
    )


def can_be_ended(assignment: Assignment, last_day: date, reason: str, *, today: date) -> Answer:
    """Do the rules allow just this end? Asks nothing about the delegation."""
    return (
        may_go_on(is_called_off=assignment.is_called_off)
        & ending.may_end(facts_of_ending(assignment), last_day, today)
        & Answer.of(Check(bool(reason), "Motivera beslutet.", "reason"))
    )


def end_early(
    assignment: Assignment,
    last_day: date,
    reason: str,
    *,
    by: Actor,
    today: date,
    prepared: DecisionProposal | None = None,
) -> Decision:
    """Let `last_day` be the last day of the assignment. Raises Refused with every reason."""
    permissions.may_decide(by, assignment).or_refuse()
    with locked(assignment.case) as case, locked(assignment) as current:
        current.case = case
        matter = matter_of(Delegated.END, current.intervention)
        leave = leave_to_decide(by, case, matter, today, prepared=prepared)
        (can_be_ended(current, last_day, reason, today=today) & leave.answer).or_refuse()
        with database_refusals():
            decision = record_decision(
                case,
                Decision.Kind.END,
                current.intervention,
                by=by,
                today=today,
                leave=leave,
                grant=current.decision,
                # The days that are no longer granted.
                period=Period(last_day + ONE_DAY, current.period.end),
                capacity_percent=in_effect(current.decision, today).capacity_percent,
                reason=reason,
            )
            current.period = Period.inclusive(current.period.start, last_day)
            current.save(update_fields=["period"])
    return decision
