"""Two persons behind one decision: put it forward, take it, send it back, take it back."""

from __future__ import annotations

from datetime import date

from stegvis.casework.holding import locked_with_providers
from stegvis.casework.mandates import leave_to_decide, mandate_of
from stegvis.casework.models import Case, Decision, DecisionProposal, ProposalOutcome
from stegvis.casework.permissions import may_work_in
from stegvis.casework.proposals import Taken, carrier_of, matter_in
from stegvis.casework.rules.opening import CLOSED_ALREADY
from stegvis.core.actor import Actor
from stegvis.core.answers import Answer, Check
from stegvis.core.locking import locked
from stegvis.core.refusals import database_refusals

TAKEN_BACK = "Återtaget av den som lade fram det."
SETTLED = "Förslaget är redan avgjort. Läs in sidan igen och se vad som hände."


def decide_or_put_forward(draft: DecisionProposal, *, by: Actor, today: date) -> Taken | DecisionProposal:
    """Takes the decision when the actor may take it alone; otherwise puts it forward to those who may."""
    may_work_in(by, draft.case).or_refuse()
    if mandate_of(by, draft.case, matter_in(draft, today), today).alone:
        return carrier_of(draft).take(draft, by, today, None)
    return put_forward(draft, by=by, today=today)


def put_forward(draft: DecisionProposal, *, by: Actor, today: date) -> DecisionProposal:
    """Saves the draft as a proposal. Refused when the rules already say no, or when nobody may decide it."""
    may_work_in(by, draft.case).or_refuse()
    with locked(draft.case) as case:
        draft.case = case
        (can_be_prepared(draft, by, today) & _nothing_awaits(draft, case)).or_refuse()
        carrier_of(draft).judge(draft, by, today).or_refuse()
        draft.prepared_by_id = by.user_id
        draft.prepared_on = today
        with database_refusals():
            draft.save(force_insert=True)
    return draft


def can_be_prepared(draft: DecisionProposal, by: Actor, today: date) -> Answer:
    """Is there anybody who may take the decision? Then who works in the case may prepare it."""
    found = mandate_of(by, draft.case, matter_in(draft, today), today)
    return Answer.yes() if found.somebody_may else found.answer


def can_settle(proposal: DecisionProposal, by: Actor, today: date) -> Answer:
    """May the actor take the decision that another has prepared, or send it back?"""
    leave = leave_to_decide(by, proposal.case, matter_in(proposal, today), today, prepared=proposal)
    return may_work_in(by, proposal.case) & _awaits(proposal) & leave.answer


def approve(proposal: DecisionProposal, *, by: Actor, today: date) -> Taken:
    """Takes the decision by the same action as without a proposal: every rule is asked again, today."""
    may_work_in(by, proposal.case).or_refuse()
    with locked_with_providers(proposal.case) as case, locked(proposal) as current:
        current.case = case
        can_settle(current, by, today).or_refuse()
        taken = carrier_of(current).take(current, by, today, current)
        is_decision = isinstance(taken, Decision)
        _settle(current, by, today, **{"decision" if is_decision else "voucher": taken})
    return taken


def send_back(proposal: DecisionProposal, reason: str, *, by: Actor, today: date) -> ProposalOutcome:
    """The second person does not decide so, and says why."""
    with locked(proposal.case) as case, locked(proposal) as current:
        current.case = case
        (
            can_settle(current, by, today) & Answer.of(Check(bool(reason), "Skriv varför.", "reason"))
        ).or_refuse()
        return _settle(current, by, today, reason=reason)


def can_withdraw(proposal: DecisionProposal, by: Actor) -> Answer:
    """Who has put it forward may take it back as long as nobody has decided."""
    own = Answer.of(
        Check(proposal.prepared_by_id == by.user_id, "Bara den som lade fram förslaget kan ta tillbaka det.")
    )
    return may_work_in(by, proposal.case) & _awaits(proposal) & own


def withdraw(proposal: DecisionProposal, *, by: Actor, today: date) -> ProposalOutcome:
    with locked(proposal.case) as case, locked(proposal) as current:
        current.case = case
        can_withdraw(current, by).or_refuse()
        return _settle(current, by, today, reason=TAKEN_BACK)


def _awaits(proposal: DecisionProposal) -> Answer:
    return Answer.of(
        Check(proposal.awaits, SETTLED),
        Check(proposal.case.is_open, CLOSED_ALREADY),
    )


def _nothing_awaits(draft: DecisionProposal, case: Case) -> Answer:
    """One proposal at a time about the same matter."""
    target = carrier_of(draft).target(draft)
    waiting = DecisionProposal.objects.awaiting().filter(case=case, intervention=draft.intervention)
    same = [each for each in waiting.order_by("id") if carrier_of(each).target(each) == target]
    return Answer.of(
        Check(not same, "Ett förslag om samma sak väntar redan på beslut. Öppna det från ärendet.")
    )


def _settle(proposal: DecisionProposal, by: Actor, today: date, **outcome: object) -> ProposalOutcome:
    with database_refusals():
        return ProposalOutcome.objects.create(
            principal_id=proposal.principal_id,
            proposal=proposal,
            decided_on=today,
            decided_by_id=by.user_id,
            **outcome,
        )
