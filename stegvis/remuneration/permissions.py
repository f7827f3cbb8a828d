"""Who may do what with the money, and why."""

from __future__ import annotations

from stegvis.casework.models import Case
from stegvis.casework.permissions import may_work_in
from stegvis.core.actor import MONEY, Actor, Role
from stegvis.core.answers import Answer
from stegvis.remuneration.models import BonusProposal, Settlement


def may_prepare_settlement(actor: Actor) -> Answer:
    """Controllers and heads of unit: they answer for what the providers are paid."""
    if actor.has(MONEY):
        return Answer.yes()
    return Answer.forbidden("Bara controller och enhetschef kan avräkna en månad.")


def may_decide_settlement(actor: Actor, settlement: Settlement) -> Answer:
    """Controllers and heads of unit of the same principal. That it is another person is a rule."""
    if actor.has(MONEY) and settlement.principal_id == actor.principal_id:
        return Answer.yes()
    return Answer.forbidden("Bara controller och enhetschef kan godkänna en avräkning.")


def may_propose_bonus(actor: Actor, case: Case) -> Answer:
    """Those who work in the case: they have seen the proof of self-sufficiency."""
    if may_work_in(actor, case):
        return Answer.yes()
    return Answer.forbidden("Bara de som arbetar med ärendet kan föreslå bonus.")


def may_decide_bonus(actor: Actor, proposal: BonusProposal) -> Answer:
    """Controllers, and the head of the unit that has the case. That it is another person is a rule."""
    if proposal.principal_id == actor.principal_id:
        if actor.is_a(Role.CONTROLLER):
            return Answer.yes()
        if actor.leads(proposal.assignment.case.unit_id):
            return Answer.yes()
    return Answer.forbidden("Bara controller och ärendets enhetschef kan besluta om bonus.")
