"""Sending the final report of an assignment."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from stegvis.assignments import permissions
from stegvis.assignments.facts import facts_of_final_report
from stegvis.assignments.models import Assignment, FinalReport
from stegvis.assignments.rules import ending
from stegvis.assignments.rules.calling_off import may_go_on
from stegvis.core.actor import Actor
from stegvis.core.answers import Answer
from stegvis.core.locking import locked
from stegvis.core.refusals import database_refusals


@dataclass(frozen=True)
class FinalWords:
    """What the provider says at the end."""

    summary: str
    success_factors: str
    proposals: str


def can_report_finally(assignment: Assignment, actor: Actor, today: date) -> Answer:
    """May the actor send the final report now?"""
    return (
        permissions.may_report(actor, assignment)
        and may_go_on(is_called_off=assignment.is_called_off)
        and ending.may_report_finally(facts_of_final_report(assignment), today)
    )


def send_final_report(assignment: Assignment, words: FinalWords, *, by: Actor, today: date) -> FinalReport:
    """Send the final report; it is never changed. Raises Refused with every reason."""
    permissions.may_report(by, assignment).or_refuse()
    with locked(assignment) as current:
        may_go_on(is_called_off=current.is_called_off).or_refuse()
        ending.may_report_finally(facts_of_final_report(current), today).or_refuse()
        with database_refusals():
            return FinalReport.objects.create(
                principal_id=current.principal_id,
                assignment=current,
                summary=words.summary,
                success_factors=words.success_factors,
                proposals=words.proposals,
                sent_on=today,
                sent_by_id=by.user_id,
            )
