"""Supplementary vouchers beside an intervention (committee report 2021–2022: in special cases)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from stegvis.casework.rules.opening import CLOSED_ALREADY
from stegvis.core.answers import Answer, Check
from stegvis.core.money import format_kr
from stegvis.core.period import Period


@dataclass(frozen=True, slots=True)
class VoucherFacts:
    """A granted intervention and the amounts that its terms of the day allow, in öre.

    `period` = the days that are still granted, None when nothing is.
    """

    is_open: bool
    in_force: bool
    period: Period | None
    amounts: tuple[int, ...]
    given_today: tuple[int, ...] = ()


def may_give_voucher(facts: VoucherFacts, *, today: date) -> Answer:
    """May a voucher be given beside the granted intervention?"""
    return Answer.of(
        Check(facts.is_open, CLOSED_ALREADY),
        Check(bool(facts.amounts), "Villkoren för insatsen har ingen tilläggscheck."),
        Check(facts.in_force, "Beslutet har rättats av ett senare beslut."),
        Check(
            facts.period is not None and (facts.period.end is None or today < facts.period.end),
            "Insatsens period är slut.",
        ),
    )


def may_give_amount(facts: VoucherFacts, amount: int, *, today: date) -> Answer:
    """May a voucher of just this amount, in öre, be given today?"""
    allowed = ", ".join(format_kr(each, decimals=False) for each in facts.amounts)
    return may_give_voucher(facts, today=today) & Answer.of(
        Check(amount in facts.amounts, f"Välj något av beloppen {allowed}.", "amount"),
        Check(
            amount not in facts.given_today, "En check på samma belopp har redan beslutats i dag.", "amount"
        ),
    )
