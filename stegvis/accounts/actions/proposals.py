"""Sensitive roles: one administrator puts forward, another decides. No seat before that."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from stegvis.accounts.actions.giving import Grant, Granted, give, locked_user
from stegvis.accounts.facts import conflicts_on, holder_of, is_own, other_administrators
from stegvis.accounts.models import RoleDecision, RoleProposal
from stegvis.accounts.permissions import may_administer, may_decide_on
from stegvis.accounts.rules import Wanted, may_decide, may_hold, may_propose
from stegvis.core.actor import Actor, Role
from stegvis.core.answers import Answer
from stegvis.core.locking import locked
from stegvis.core.refusals import database_refusals


def propose_role(
    email: str,
    first_name: str,
    last_name: str,
    role: Role,
    reason: str,
    *,
    last_day: date | None = None,
    by: Actor,
    today: date,
) -> RoleProposal:
    """Puts forward that the user with `email` gets a sensitive role. Raises Refused with every reason."""
    may_administer(by).or_refuse()
    others = other_administrators(by.user_id, by.principal_id, today)
    may_propose(role, reason, others).or_refuse()
    with transaction.atomic(), database_refusals():
        holder = holder_of(locked_user(email), role, principal_id=by.principal_id, today=today)
        wanted = Wanted(role, has_unit=False, has_provider=False, last_day=last_day)
        may_hold(wanted, holder, conflicts_on(today, by.principal_id), today).or_refuse()
        return RoleProposal.objects.create(
            principal_id=by.principal_id,
            email=email.lower(),
            first_name=first_name,
            last_name=last_name,
            role=role,
            last_day=last_day,
            reason=reason.strip(),
            proposed_by_id=by.user_id,
            proposed_on=today,
        )


def approve_role(proposal: RoleProposal, *, by: Actor, today: date) -> Granted:
    """The seat is there from now on. Everything is checked again: much may have changed since."""
    may_decide_on(by, proposal).or_refuse()
    with locked(proposal) as current:
        _answer(current, by, approve=True, reason="").or_refuse()
        _decide(current, True, "", by=by, today=today)
        return give(_grant_of(current), by=by, today=today)


def refuse_role(proposal: RoleProposal, reason: str, *, by: Actor, today: date) -> RoleDecision:
    """No seat. The reason is kept with the proposal."""
    may_decide_on(by, proposal).or_refuse()
    with locked(proposal) as current:
        _answer(current, by, approve=False, reason=reason).or_refuse()
        return _decide(current, False, reason, by=by, today=today)


def can_approve(proposal: RoleProposal, actor: Actor) -> Answer:
    """May the actor approve the proposal now?"""
    return _answer(proposal, actor, approve=True, reason="")


def _answer(proposal: RoleProposal, actor: Actor, *, approve: bool, reason: str) -> Answer:
    return may_decide_on(actor, proposal) & may_decide(
        decided=proposal.outcome is not None,
        proposed_by=proposal.proposed_by_id,
        by=actor.user_id,
        about_oneself=is_own(proposal.email, actor.user_id),
        approve=approve,
        reason=reason,
    )


def _decide(proposal: RoleProposal, approved: bool, reason: str, *, by: Actor, today: date) -> RoleDecision:
    with database_refusals():
        return RoleDecision.objects.create(
            principal_id=proposal.principal_id,
            proposal=proposal,
            approved=approved,
            reason=reason.strip(),
            decided_by_id=by.user_id,
            decided_on=today,
        )


def _grant_of(proposal: RoleProposal) -> Grant:
    return Grant(
        proposal.email,
        proposal.first_name,
        proposal.last_name,
        Role(proposal.role),
        last_day=proposal.last_day,
    )
