"""Give a supplementary voucher beside a granted intervention."""

from __future__ import annotations

from datetime import date

from stegvis.casework import facts
from stegvis.casework.mandates import leave_to_decide, matter_of_voucher
from stegvis.casework.models import Decision, DecisionProposal, Voucher
from stegvis.casework.permissions import may_work_in
from stegvis.casework.rules.vouchers import may_give_amount
from stegvis.core.actor import Actor
from stegvis.core.answers import Answer
from stegvis.core.locking import locked
from stegvis.core.refusals import database_refusals


def can_be_given(decision: Decision, amount: int, *, today: date) -> Answer:
    """Do the terms of the day allow a voucher of just this amount? Asks nothing about the delegation."""
    return may_give_amount(facts.voucher_facts(decision, today=today), amount, today=today)


def give_voucher(
    decision: Decision,
    amount: int,
    *,
    by: Actor,
    today: date,
    prepared: DecisionProposal | None = None,
) -> Voucher:
    """Decides on a voucher of `amount` öre. Raises Refused when the terms or the delegation do not allow it.

    The case is locked before the decision, as everywhere.
    """
    may_work_in(by, decision.case).or_refuse()
    with locked(decision.case) as case, locked(decision) as current:
        current.case = case
        matter = matter_of_voucher(current.intervention, current.pk, amount, today)
        leave = leave_to_decide(by, case, matter, today, prepared=prepared)
        (can_be_given(current, amount, today=today) & leave.answer).or_refuse()
        with database_refusals():
            return Voucher.objects.create(
                principal_id=current.principal_id,
                case_id=current.case_id,
                decision=current,
                decided_on=today,
                amount=amount,
                decided_by_id=by.user_id,
                delegation_id=leave.delegation_id,
            )
