"""Decisions that one person prepares and another takes: how each kind is judged, taken and shown.

A draft is a proposal that is not saved. The form of a decision makes a draft; it is shown before it is sent,
taken at once by who may decide alone, or saved as a proposal for those who may. Each goes through the same
carrier, so what is previewed, put forward and decided can never differ.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from stegvis.casework.mandates import matter_of, matter_of_voucher
from stegvis.casework.models import Case, Decision, DecisionProposal, Voucher
from stegvis.casework.rules.delegation import Delegated, Matter
from stegvis.catalogue.models import Intervention
from stegvis.core.actor import Actor
from stegvis.core.answers import Answer
from stegvis.core.period import Period

Taken = Decision | Voucher


@dataclass(frozen=True)
class Carrier:
    """One kind of decision. `judge` = do the rules allow it now, whoever decides; `take` = the action itself,
    `drafted` = the decision as it would be written, not saved; None for a voucher, which has no document."""

    kind: Delegated
    judge: Callable[[DecisionProposal, Actor, date], Answer]
    take: Callable[[DecisionProposal, Actor, date, DecisionProposal | None], Taken]
    drafted: Callable[[DecisionProposal, Actor, date], Decision | None]
    target: Callable[[DecisionProposal], tuple[Any, ...]]
    """What may not await two decisions at once: the same intervention, grant or assignment."""


_carriers: dict[str, Carrier] = {}


def register(name: str, carrier: Carrier) -> None:
    _carriers[name] = carrier


def carrier_of(proposal: DecisionProposal) -> Carrier:
    return _carriers[proposal.content["carrier"]]


def draft(case: Case, name: str, intervention: Intervention, content: dict[str, Any]) -> DecisionProposal:
    """What is about to be decided or put forward; not saved."""
    return DecisionProposal(
        principal_id=case.principal_id,
        case=case,
        kind=_carriers[name].kind,
        intervention=intervention,
        content={**content, "carrier": name},
    )


def matter_in(proposal: DecisionProposal, today: date) -> Matter:
    """What the delegation is asked about, when it is decided today."""
    content = proposal.content
    if proposal.kind == Delegated.VOUCHER:
        return matter_of_voucher(proposal.intervention, content["decision"], content["amount"], today)
    return matter_of(Delegated(proposal.kind), proposal.intervention)


def unsaved_decision(proposal: DecisionProposal, kind: str, today: date, **content: Any) -> Decision:
    """A decision as it would be written, for showing."""
    return Decision(
        principal_id=proposal.principal_id,
        case=proposal.case,
        kind=kind,
        intervention=proposal.intervention,
        decided_on=today,
        **content,
    )


def days_as_json(days: Period) -> list[str | None]:
    return [days.start.isoformat(), days.end.isoformat() if days.end else None]


def days_from_json(days: list[str | None]) -> Period:
    start, end = (date.fromisoformat(day) if day else None for day in days)
    assert start is not None  # written by days_as_json
    return Period(start, end)
