"""Hold the follow-up six months after a case was closed."""

from __future__ import annotations

from datetime import date

from stegvis.casework.models import FollowUp
from stegvis.casework.permissions import may_work_in
from stegvis.casework.possibilities import can_follow_up
from stegvis.casework.rules.follow_up import may_record
from stegvis.core.actor import Actor
from stegvis.core.locking import locked
from stegvis.core.refusals import database_refusals


def hold_follow_up(
    planned: FollowUp, lasting: bool, evidence: str = "", note: str = "", *, by: Actor, today: date
) -> FollowUp:
    """Records whether self-sufficiency lasted. Raises Refused before it is due, and when already held."""
    may_work_in(by, planned.case).or_refuse()
    with locked(planned) as current:
        (can_follow_up(current, by, today) & may_record(lasting=lasting, evidence=evidence)).or_refuse()
        current.held_on = today
        current.held_by_id = by.user_id
        current.lasting = lasting
        current.evidence = evidence
        current.note = note
        with database_refusals():
            current.save(update_fields=["held_on", "held_by", "lasting", "evidence", "note"])
    return current
