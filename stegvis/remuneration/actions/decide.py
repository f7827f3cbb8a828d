"""Approve or refuse a settlement that another person has prepared."""

from __future__ import annotations

from datetime import date

from stegvis.core.actor import Actor
from stegvis.core.answers import Answer
from stegvis.core.locking import locked
from stegvis.core.refusals import database_refusals
from stegvis.remuneration import permissions
from stegvis.remuneration.models import Settlement, SettlementApproval
from stegvis.remuneration.rules import may_decide


def approve_settlement(settlement: Settlement, *, by: Actor, today: date) -> SettlementApproval:
    """Let the providers be paid. Raises Refused when the actor has prepared it, or somebody has decided."""
    return _decide(settlement, True, "", by=by, today=today)


def refuse_settlement(settlement: Settlement, reason: str, *, by: Actor, today: date) -> SettlementApproval:
    """Refuse it: its entries never count, and the month can be prepared anew."""
    return _decide(settlement, False, reason, by=by, today=today)


def can_decide_settlement(settlement: Settlement, actor: Actor) -> Answer:
    """May the actor approve the settlement now?"""
    return _answer(settlement, actor, approve=True, reason="")


def _decide(
    settlement: Settlement, approve: bool, reason: str, *, by: Actor, today: date
) -> SettlementApproval:
    permissions.may_decide_settlement(by, settlement).or_refuse()
    with locked(settlement) as current, database_refusals():
        _answer(current, by, approve=approve, reason=reason).or_refuse()
        return SettlementApproval.objects.create(
            principal_id=current.principal_id,
            settlement=current,
            approved=approve,
            reason=reason.strip(),
            decided_on=today,
            decided_by_id=by.user_id,
        )


def _answer(settlement: Settlement, actor: Actor, *, approve: bool, reason: str) -> Answer:
    allowed = permissions.may_decide_settlement(actor, settlement)
    return allowed & may_decide(
        prepared_by=settlement.prepared_by_id,
        decided=settlement.outcome is not None,
        by=actor.user_id,
        approve=approve,
        reason=reason,
    )
