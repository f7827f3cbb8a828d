"""Change what has been granted, and end a grant that nobody has begun to carry out."""

from __future__ import annotations

from datetime import date

from stegvis.casework import facts, following, grants
from stegvis.casework.actions.record import record_decision
from stegvis.casework.holding import locked_with_providers
from stegvis.casework.mandates import leave_to_decide, matter_of
from stegvis.casework.models import Decision, DecisionProposal
from stegvis.casework.permissions import may_work_in
from stegvis.casework.rules import changing
from stegvis.casework.rules.changing import GrantFacts, NewContent
from stegvis.casework.rules.delegation import Delegated
from stegvis.casework.rules.entry import Wanted, suits
from stegvis.casework.rules.verdict import Rule
from stegvis.core.actor import Actor
from stegvis.core.answers import Answer
from stegvis.core.locking import locked
from stegvis.core.refusals import database_refusals

ASKED_AGAIN = frozenset({Rule.CAPACITY, Rule.EXCLUSION})
"""What a change is weighed by. Age, target group and the terms' dates were asked when it was granted."""


def grant_facts(grant: Decision, today: date) -> GrantFacts:
    case = facts.with_road(grant.case)
    terms = grant.intervention.terms_on(facts.rules_day(case, grant, today))
    now = grants.in_effect(grant, today)
    together = grants.with_what_followed(grant)
    granted = grants.granted_days(grant)
    return GrantFacts(
        case_is_open=case.is_open,
        is_grant=grant.kind == Decision.Kind.GRANT,
        in_force=facts.is_in_force(grant),
        days=granted[-1] if granted else None,
        is_extended=any(each.kind == Decision.Kind.EXTEND for each in together),
        first_months=terms.first_months if terms else None,
        level=now.level,
        capacity=now.capacity_percent,
        combined_with=now.combined_with,
        has_assignment=facts.is_assigned(grant),
        levels=tuple(level.code for level in terms.levels.all()) if terms else (),
    )


def can_change(grant: Decision, actor: Actor, today: date) -> Answer:
    return may_work_in(actor, grant.case) & changing.can_change(grant_facts(grant, today), today)


def can_be_changed(grant: Decision, wanted: NewContent, *, today: date) -> Answer:
    """Do the rules allow just this change? Asks nothing about the delegation."""
    known = grant_facts(grant, today)
    against, exceptions = _weighed(grant, wanted, today)
    answer = changing.may_change(known, wanted, today, against=against, exceptions=exceptions)
    if wanted.period is None:
        return answer
    return answer & Answer.of(*following.checks(grant, wanted, today))


def change_grant(
    grant: Decision,
    wanted: NewContent,
    *,
    by: Actor,
    today: date,
    prepared: DecisionProposal | None = None,
) -> Decision:
    """Lets `wanted` hold from its first day on; what carries the grant out follows in the same moment."""
    may_work_in(by, grant.case).or_refuse()
    with locked_with_providers(grant.case) as case, locked(grant) as current:
        current.case = case
        matter = matter_of(Delegated.CHANGE, current.intervention)
        leave = leave_to_decide(by, case, matter, today, prepared=prepared)
        (can_be_changed(current, wanted, today=today) & leave.answer).or_refuse()
        with database_refusals():
            change = record_decision(
                case,
                Decision.Kind.CHANGE,
                current.intervention,
                by=by,
                today=today,
                leave=leave,
                grant=current,
                period=wanted.period,
                level=wanted.level,
                capacity_percent=wanted.capacity,
                combined_with=wanted.combined_with,
                reason=wanted.reason,
                exception_reason=wanted.exception_reason,
            )
            following.let_follow(change, today)
    return change


def can_end_grant(grant: Decision, actor: Actor, today: date) -> Answer:
    return may_work_in(actor, grant.case) & changing.can_end_grant(grant_facts(grant, today), today)


def can_be_ended(grant: Decision, reason: str, *, today: date) -> Answer:
    """Do the rules allow that it ends? Asks nothing about the delegation."""
    return changing.may_end_grant(grant_facts(grant, today), reason, today)


def end_grant(
    grant: Decision, reason: str, *, by: Actor, today: date, prepared: DecisionProposal | None = None
) -> Decision:
    """Ends from today on what has been granted but not given to a provider as an assignment."""
    may_work_in(by, grant.case).or_refuse()
    with locked(grant.case) as case, locked(grant) as current:
        current.case = case
        leave = leave_to_decide(
            by, case, matter_of(Delegated.END, current.intervention), today, prepared=prepared
        )
        (can_be_ended(current, reason, today=today) & leave.answer).or_refuse()
        days = grants.granted_days(current)[-1]
        with database_refusals():
            return record_decision(
                case,
                Decision.Kind.END,
                current.intervention,
                by=by,
                today=today,
                leave=leave,
                grant=current,
                period=changing.days_that_fall_away(days, today),
                capacity_percent=current.capacity_percent,
                reason=reason,
            )


def _weighed(grant: Decision, wanted: NewContent, today: date) -> tuple[list[str], list[str]]:
    """What speaks against the new content by the rules of entry, and what asks for a written reason."""
    terms = grant.intervention.terms_on(facts.rules_day(grant.case, grant, today))
    entry = facts.entry_terms(terms, grant.intervention.name)
    if entry is None or wanted.period is None:
        return [], []
    asked = Wanted(wanted.period, wanted.reason, wanted.exception_reason, level=wanted.level)
    verdict = suits(facts.entry_facts(grant.case, grant.intervention_id, today=today), entry, asked)
    found = [reason for reason in verdict.found if reason.rule in ASKED_AGAIN]
    return (
        [reason.text for reason in found if not reason.can_be_set_aside],
        [reason.text for reason in found if reason.can_be_set_aside],
    )
