"""Warn, propose that a right is revoked, decide on the proposal, revoke for the time being, and lift that.

Every one of them locks the provider: two decisions about the same right never pass each other.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from stegvis.catalogue.models import Intervention
from stegvis.core.actor import Actor
from stegvis.core.answers import Answer
from stegvis.core.four_eyes import another_person
from stegvis.core.locking import locked
from stegvis.core.refusals import database_refusals
from stegvis.providers import effects
from stegvis.providers.actions.decisions import record_provider_decision
from stegvis.providers.actions.taking import give_back_days, take_right
from stegvis.providers.control_permissions import may_control, may_decide
from stegvis.providers.models import Provider, ProviderDecision, RevocationAnswer, RevocationProposal
from stegvis.providers.rules import sanctions as rules
from stegvis.providers.rules.lifecycle import State, Verb
from stegvis.providers.standing import current_state, has_right_from, interims_on, may_now

Kind = ProviderDecision.Kind


def warn(
    provider: Provider, intervention: Intervention | None, reasons: str, *, by: Actor, today: date
) -> ProviderDecision:
    """The provider keeps its right, and is told what happens if nothing is mended."""
    may_control(by, provider).or_refuse()
    with locked(provider) as current:
        may_now(Verb.WARN, current, intervention, today).or_refuse()
        same = current.decisions.filter(
            kind=Kind.WARN, intervention=intervention, reasons=reasons, decided_on=today
        )
        rules.may_be_recorded(stands_already=same.exists()).or_refuse()
        return record_provider_decision(
            current.principal_id,
            Kind.WARN,
            provider=current,
            intervention=intervention,
            holds_from=today,
            reasons=reasons,
            by=by,
            today=today,
        )


def propose_revocation(
    provider: Provider,
    intervention: Intervention | None,
    reasons: str,
    evidence: Mapping[str, Any],
    *,
    by: Actor,
    today: date,
) -> RevocationProposal:
    """Puts the question to the chair, with what it rests on."""
    may_control(by, provider).or_refuse()
    with locked(provider) as current:
        may_now(Verb.PROPOSE, current, intervention, today).or_refuse()
        open_ones = current.revocation_proposals.awaiting_decision()
        same = open_ones.filter(intervention=intervention, reasons=reasons)
        rules.may_be_recorded(stands_already=same.exists()).or_refuse()
        with database_refusals():
            return RevocationProposal.objects.create(
                principal_id=current.principal_id,
                provider=current,
                intervention=intervention,
                ground=RevocationProposal.Ground.CONDITIONS,
                reasons=reasons,
                evidence=dict(evidence),
                proposed_on=today,
                proposed_by_id=by.user_id,
            )


def revoke(
    proposal: RevocationProposal, holds_from: date, reasons: str, *, by: Actor, today: date
) -> ProviderDecision:
    """The chair follows the proposal: the right is gone from `holds_from`, and with it every assignment."""
    may_decide(by, proposal).or_refuse()
    with locked(proposal.provider) as provider:
        may_be_answered(proposal, by).or_refuse()
        may_now(Verb.REVOKE, provider, proposal.intervention, today).or_refuse()
        rules.may_hold_from(holds_from, today=today).or_refuse()
        _is_anything_left(provider, proposal.intervention, holds_from, today).or_refuse()
        decision = take_right(Kind.REVOKE, provider, proposal.intervention, holds_from, reasons, by, today)
        _answer(proposal, decision=decision, reason="", by=by, today=today)
    return decision


def dismiss_proposal(
    proposal: RevocationProposal, reason: str, *, by: Actor, today: date
) -> RevocationAnswer:
    """The chair does not follow the proposal, and says why. The provider keeps what right it has."""
    may_decide(by, proposal).or_refuse()
    with locked(proposal.provider) as provider:
        may_be_answered(proposal, by).or_refuse()
        may_now(Verb.DISMISS, provider, proposal.intervention, today).or_refuse()
        return _answer(proposal, decision=None, reason=reason, by=by, today=today)


def suspend(
    provider: Provider,
    intervention: Intervention | None,
    holds_from: date,
    reasons: str,
    *,
    by: Actor,
    today: date,
) -> ProviderDecision:
    """The chair revokes for the time being, before the matter has been tried.

    domain: interim revocation by the chair.
    """
    may_decide(by, provider).or_refuse()
    with locked(provider) as current:
        may_now(Verb.SUSPEND, current, intervention, today).or_refuse()
        rules.may_hold_from(holds_from, today=today).or_refuse()
        _is_anything_left(current, intervention, holds_from, today).or_refuse()
        return take_right(Kind.INTERIM, current, intervention, holds_from, reasons, by, today)


def lift(
    interim: ProviderDecision, holds_from: date, reasons: str, *, by: Actor, today: date
) -> ProviderDecision:
    """The chair takes back an interim revocation: the provider gets the days that are left of its right.

    From the very day that it was lost nobody has felt the loss: then the assignments come back as they were.
    From a later day they stay ended, and nobody is moved back.
    """
    may_decide(by, interim).or_refuse()
    assert interim.provider is not None
    with locked(interim.provider) as provider:
        current = ProviderDecision.objects.select_related("lifted_by", "intervention").get(pk=interim.pk)
        may_be_lifted(current, today).or_refuse()
        rules.may_give_back(holds_from, current.holds_from, today=today).or_refuse()
        with database_refusals():
            decision = record_provider_decision(
                provider.principal_id,
                Kind.LIFT,
                provider=provider,
                intervention=current.intervention,
                holds_from=holds_from,
                reasons=reasons,
                lifts=current,
                by=by,
                today=today,
            )
            give_back_days(current, decision)
            if rules.is_unfelt(holds_from, current.holds_from):
                effects.give_back(current, by, today)
    return decision


def may_be_lifted(interim: ProviderDecision, today: date) -> Answer:
    """Does the interim revocation still stand, by itself?"""
    provider, intervention = interim.provider, interim.intervention
    standing = interims_on(provider, intervention, today) if provider else []
    answer = rules.may_lift(
        is_interim=interim.kind == Kind.INTERIM,
        is_lifted=hasattr(interim, "lifted_by"),
        is_settled=interim.pk not in standing,
        whole_is_suspended=bool(provider and intervention and interims_on(provider, None, today)),
    )
    if not answer.ok or provider is None:
        return answer
    return may_now(Verb.LIFT, provider, intervention, today)


def may_be_answered(proposal: RevocationProposal, by: Actor) -> Answer:
    """Once, and never by who has proposed it."""
    is_answered = RevocationAnswer.objects.filter(proposal=proposal).exists()
    answer = rules.may_be_answered(is_answered=is_answered)
    if proposal.proposed_by_id is None:
        return answer
    return Answer.of(answer, another_person(proposal.proposed_by_id, by.user_id))


def _is_anything_left(
    provider: Provider, intervention: Intervention | None, holds_from: date, today: date
) -> Answer:
    """A right that is suspended has no days, and can be revoked for good all the same."""
    is_suspended = current_state(provider, intervention, today) is State.SUSPENDED
    return rules.may_take(is_left=is_suspended or has_right_from(provider, intervention, holds_from))


def _answer(
    proposal: RevocationProposal,
    *,
    decision: ProviderDecision | None,
    reason: str,
    by: Actor,
    today: date,
) -> RevocationAnswer:
    with database_refusals():
        return RevocationAnswer.objects.create(
            principal_id=proposal.principal_id,
            proposal=proposal,
            decision=decision,
            reason=reason,
            answered_on=today,
            answered_by_id=by.user_id,
        )
