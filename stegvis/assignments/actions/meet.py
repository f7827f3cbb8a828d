"""Recording a three-party meeting."""

from __future__ import annotations

from datetime import date

from stegvis.assignments import permissions
from stegvis.assignments.facts import facts_of_meetings
from stegvis.assignments.models import Assignment, ThreePartyMeeting
from stegvis.assignments.rules import meetings
from stegvis.assignments.rules.calling_off import may_go_on
from stegvis.assignments.rules.meetings import HeldMeeting
from stegvis.core.actor import Actor
from stegvis.core.answers import Answer
from stegvis.core.locking import locked
from stegvis.core.refusals import database_refusals


def can_record_meeting(assignment: Assignment, actor: Actor, today: date) -> Answer:
    """May the actor record a meeting now?"""
    return (
        permissions.may_record_meeting(actor, assignment)
        and may_go_on(is_called_off=assignment.is_called_off)
        and meetings.can_record_meeting(assignment.period, today)
    )


def record_meeting(assignment: Assignment, held: HeldMeeting, *, by: Actor, today: date) -> ThreePartyMeeting:
    """Keep the signed minutes of a meeting. Raises Refused with every reason."""
    permissions.may_record_meeting(by, assignment).or_refuse()
    with locked(assignment) as current:
        may_go_on(is_called_off=current.is_called_off).or_refuse()
        meetings.may_record_meeting(facts_of_meetings(current), held, today).or_refuse()
        with database_refusals():
            return ThreePartyMeeting.objects.create(
                principal_id=current.principal_id,
                assignment=current,
                held_on=held.held_on,
                minutes=held.minutes,
                person_present=held.person_present,
                provider_present=held.provider_present,
                signed_by_id=by.user_id,
            )
