"""The carriers of what is decided on an assignment: extending the intervention, ending it before its time."""

from __future__ import annotations

from datetime import date
from typing import Any

from stegvis.assignments.actions import end, extend
from stegvis.assignments.models import Assignment
from stegvis.casework.grants import in_effect
from stegvis.casework.models import Decision, DecisionProposal
from stegvis.casework.proposals import (
    Carrier,
    days_as_json,
    days_from_json,
    draft,
    register,
    unsaved_decision,
)
from stegvis.casework.rules.delegation import Delegated
from stegvis.core.actor import Actor
from stegvis.core.answers import Answer
from stegvis.core.period import ONE_DAY, Period

Proposal = DecisionProposal


def extension_draft(assignment: Assignment, wanted: Period, reason: str) -> Proposal:
    content = {"assignment": assignment.pk, "days": days_as_json(wanted), "reason": reason}
    return draft(assignment.case, "extend", assignment.intervention, content)


def _judge_extension(proposal: Proposal, by: Actor, today: date) -> Answer:
    days, reason = days_from_json(proposal.content["days"]), proposal.content["reason"]
    return extend.can_be_extended(_assignment(proposal), days, reason, today=today)


def _take_extension(proposal: Proposal, by: Actor, today: date, prepared: Proposal | None) -> Decision:
    days, reason = days_from_json(proposal.content["days"]), proposal.content["reason"]
    return extend.extend(_assignment(proposal), days, reason, by=by, today=today, prepared=prepared)


def _drafted_extension(proposal: Proposal, by: Actor, today: date) -> Decision:
    grant, days = _assignment(proposal).decision, days_from_json(proposal.content["days"])
    now = in_effect(grant, days.start)
    return unsaved_decision(
        proposal,
        Decision.Kind.EXTEND,
        today,
        grant=grant,
        period=days,
        level=now.level,
        capacity_percent=now.capacity_percent,
        combined_with=now.combined_with,
        reason=proposal.content["reason"],
    )


def end_draft(assignment: Assignment, last_day: date, reason: str) -> Proposal:
    content = {"assignment": assignment.pk, "last_day": last_day.isoformat(), "reason": reason}
    return draft(assignment.case, "end_assignment", assignment.intervention, content)


def _judge_end(proposal: Proposal, by: Actor, today: date) -> Answer:
    return end.can_be_ended(
        _assignment(proposal), _last_day(proposal), proposal.content["reason"], today=today
    )


def _take_end(proposal: Proposal, by: Actor, today: date, prepared: Proposal | None) -> Decision:
    reason = proposal.content["reason"]
    return end.end_early(
        _assignment(proposal), _last_day(proposal), reason, by=by, today=today, prepared=prepared
    )


def _drafted_end(proposal: Proposal, by: Actor, today: date) -> Decision:
    assignment, last_day = _assignment(proposal), _last_day(proposal)
    current: Period = assignment.period
    is_earlier = current.end is None or last_day + ONE_DAY < current.end
    return unsaved_decision(
        proposal,
        Decision.Kind.END,
        today,
        grant=assignment.decision,
        period=Period(last_day + ONE_DAY, current.end) if is_earlier else None,
        capacity_percent=in_effect(assignment.decision, today).capacity_percent,
        reason=proposal.content["reason"],
    )


def _last_day(proposal: Proposal) -> date:
    return date.fromisoformat(proposal.content["last_day"])


def _assignment(proposal: Proposal) -> Assignment:
    """The assignment of the same case that the content names."""
    found = Assignment.objects.select_related("decision", "intervention", "provider").get(
        pk=proposal.content["assignment"], case=proposal.case_id
    )
    found.case = proposal.case
    return found


def _about(proposal: Proposal) -> tuple[Any, ...]:
    return ("assignment", proposal.content["assignment"])


def register_all() -> None:
    register(
        "extend", Carrier(Delegated.EXTEND, _judge_extension, _take_extension, _drafted_extension, _about)
    )
    register("end_assignment", Carrier(Delegated.END, _judge_end, _take_end, _drafted_end, _about))
