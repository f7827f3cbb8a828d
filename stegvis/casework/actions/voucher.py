"""Give a supplementary voucher beside a granted intervention."""

from __future__ import annotations

from datetime import date

from stegvis.casework import facts
from stegvis.casework.models import Decision, Voucher
from stegvis.casework.permissions import may_work_in
from stegvis.casework.rules.vouchers import may_give_amount
from stegvis.core.actor import Actor
from stegvis.core.locking import locked
from stegvis.core.refusals import database_refusals


def give_voucher(decision: Decision, amount: int, *, by: Actor, today: date) -> Voucher:
    """Decides on a voucher of `amount` öre. Raises Refused when the terms do not allow it."""
    may_work_in(by, decision.case).or_refuse()
    with locked(decision) as current:
        may_give_amount(facts.voucher_facts(current, today=today), amount, today=today).or_refuse()
        with database_refusals():
            return Voucher.objects.create(
                principal_id=current.principal_id,
                case_id=current.case_id,
                decision=current,
                decided_on=today,
                amount=amount,
                decided_by_id=by.user_id,
            )
