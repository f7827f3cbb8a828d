"""Propose a bonus after a follow-up, and decide on what another person has proposed."""

from __future__ import annotations

from datetime import date

from stegvis.assignments.models import Assignment
from stegvis.casework.models import FollowUp
from stegvis.core.actor import Actor
from stegvis.core.answers import Answer
from stegvis.core.locking import locked
from stegvis.core.refusals import database_refusals
from stegvis.remuneration import bonuses, permissions, rules
from stegvis.remuneration.models import BonusDecision, BonusProposal


def propose_bonus(
    follow_up: FollowUp, assignment: Assignment, reason: str, *, by: Actor, today: date
) -> BonusProposal:
    """Propose the tariff's bonus to the assignment's provider. Raises Refused with all reasons."""
    permissions.may_propose_bonus(by, follow_up.case).or_refuse()
    with locked(follow_up) as current, locked(assignment):
        facts = bonuses.facts_of(current)
        (rules.may_propose_bonus(facts) & rules.may_give_bonus_to(facts, assignment.pk)).or_refuse()
        tariff = bonuses.tariffs_of([assignment])[assignment.pk]
        with database_refusals():
            return BonusProposal.objects.create(
                principal_id=current.principal_id,
                assignment=assignment,
                follow_up=current,
                tariff=tariff,
                amount=tariff.bonus,
                reason=reason.strip(),
                proposed_on=today,
                proposed_by_id=by.user_id,
            )


def can_propose_bonus(follow_up: FollowUp, actor: Actor) -> Answer:
    """May the actor propose a bonus after this follow-up now?"""
    allowed = permissions.may_propose_bonus(actor, follow_up.case)
    return allowed & rules.may_propose_bonus(bonuses.facts_of(follow_up))


def approve_bonus(proposal: BonusProposal, *, by: Actor, today: date) -> BonusDecision:
    """Approve: it is posted with the next settlement."""
    return _decide(proposal, True, "", by=by, today=today)


def refuse_bonus(proposal: BonusProposal, reason: str, *, by: Actor, today: date) -> BonusDecision:
    return _decide(proposal, False, reason, by=by, today=today)


def can_decide_bonus(proposal: BonusProposal, actor: Actor) -> Answer:
    """May the actor approve the proposal now?"""
    return _answer(proposal, actor, approve=True, reason="")


def _decide(proposal: BonusProposal, approve: bool, reason: str, *, by: Actor, today: date) -> BonusDecision:
    permissions.may_decide_bonus(by, proposal).or_refuse()
    with locked(proposal) as current, database_refusals():
        _answer(current, by, approve=approve, reason=reason).or_refuse()
        return BonusDecision.objects.create(
            principal_id=current.principal_id,
            proposal=current,
            approved=approve,
            reason=reason.strip(),
            decided_on=today,
            decided_by_id=by.user_id,
        )


def _answer(proposal: BonusProposal, actor: Actor, *, approve: bool, reason: str) -> Answer:
    allowed = permissions.may_decide_bonus(actor, proposal)
    return allowed & rules.may_decide(
        prepared_by=proposal.proposed_by_id,
        decided=proposal.outcome is not None,
        by=actor.user_id,
        approve=approve,
        reason=reason,
    )
