"""Decide on an intervention: grant, refuse, correct.

What the rules say (`can_be_granted`, `can_be_refused`) is asked for the form, for a proposal, and again under
the lock; the delegation (`leave_to_decide`) is asked when the decision is taken.
"""

from __future__ import annotations

from datetime import date

from stegvis.casework import facts, grants, possibilities
from stegvis.casework.actions.invite import invite_to_choose
from stegvis.casework.actions.record import record_decision
from stegvis.casework.mandates import leave_to_decide, matter_of
from stegvis.casework.models import Case, Decision, DecisionProposal
from stegvis.casework.permissions import may_work_in
from stegvis.casework.rules.deciding import not_before_open, not_refused_today
from stegvis.casework.rules.delegation import Delegated
from stegvis.casework.rules.entry import EntryTerms, Wanted, may_grant, may_refuse
from stegvis.catalogue.models import Intervention
from stegvis.core.actor import Actor
from stegvis.core.answers import Answer
from stegvis.core.locking import locked
from stegvis.core.refusals import database_refusals


def can_be_granted(
    case: Case,
    intervention: Intervention,
    wanted: Wanted,
    *,
    by: Actor,
    today: date,
    corrects: Decision | None = None,
) -> Answer:
    """Do the rules of the day allow just this? Asks nothing about the delegation."""
    terms = terms_of(case, intervention, today, corrects)
    now = facts.entry_facts(case, intervention.pk, today=today, apart_from=corrects)
    return Answer.of(
        may_grant(now, terms, wanted),
        not_before_open(wanted.period.start, opened_on=grants.open_since(case), field="start"),
        _may_correct(corrects, case, by),
    )


def grant_intervention(
    case: Case,
    intervention: Intervention,
    wanted: Wanted,
    *,
    by: Actor,
    today: date,
    corrects: Decision | None = None,
    prepared: DecisionProposal | None = None,
) -> Decision:
    """Grants the intervention by the terms of the day. `corrects` = the decision that this one replaces,
    `prepared` = what another person has put forward."""
    may_work_in(by, case).or_refuse()
    with locked(case) as current:
        leave = leave_to_decide(
            by, current, matter_of(Delegated.GRANT, intervention), today, prepared=prepared
        )
        replaced = _locked_correction(corrects)
        allowed = can_be_granted(current, intervention, wanted, by=by, today=today, corrects=replaced)
        (allowed & leave.answer).or_refuse()
        terms = terms_of(current, intervention, today, replaced)
        with database_refusals():
            decision = record_decision(
                current,
                Decision.Kind.GRANT,
                intervention,
                by=by,
                today=today,
                leave=leave,
                corrects=replaced,
                period=wanted.period,
                level=terms.level_code(wanted) if terms else "",
                capacity_percent=facts.entry_facts(current, intervention.pk, today=today).capacity,
                reason=wanted.reason,
                exception_reason=wanted.exception_reason,
                combined_with=", ".join(terms.combine_with) if terms else "",
            )
            invite_to_choose(decision, today=today)
            return decision


def can_be_refused(
    case: Case,
    intervention: Intervention,
    reason: str,
    *,
    by: Actor,
    today: date,
    corrects: Decision | None = None,
) -> Answer:
    """Do the rules allow a refusal for this reason? Asks nothing about the delegation."""
    now = facts.entry_facts(case, intervention.pk, today=today)
    same = grants.refusal_on(case, intervention, today)
    return Answer.of(
        may_refuse(is_open=now.is_open, is_assessed=now.capacity is not None, reason=reason),
        not_refused_today(
            same.number if same else "", same.decided_by.display_name if same and same.decided_by else ""
        ),
        _may_correct(corrects, case, by),
    )


def refuse_intervention(
    case: Case,
    intervention: Intervention,
    reason: str,
    *,
    by: Actor,
    today: date,
    corrects: Decision | None = None,
    prepared: DecisionProposal | None = None,
) -> Decision:
    """Refuses the intervention that the person has asked for."""
    may_work_in(by, case).or_refuse()
    with locked(case) as current:
        leave = leave_to_decide(
            by, current, matter_of(Delegated.REFUSE, intervention), today, prepared=prepared
        )
        replaced = _locked_correction(corrects)
        allowed = can_be_refused(current, intervention, reason, by=by, today=today, corrects=replaced)
        (allowed & leave.answer).or_refuse()
        with database_refusals():
            return record_decision(
                current,
                Decision.Kind.REFUSE,
                intervention,
                by=by,
                today=today,
                leave=leave,
                corrects=replaced,
                capacity_percent=facts.entry_facts(current, intervention.pk, today=today).capacity,
                reason=reason,
            )


def terms_of(
    case: Case, intervention: Intervention, today: date, corrects: Decision | None
) -> EntryTerms | None:
    """The terms that the decision is judged by: a correction keeps those of the first decision's day."""
    day = facts.rules_day(case, corrects, today)
    return facts.entry_terms(intervention.terms_on(day), intervention.name)


def _may_correct(corrects: Decision | None, case: Case, by: Actor) -> Answer:
    if corrects is None:
        return Answer.yes()
    if corrects.case_id != case.pk:
        return Answer.forbidden("Beslutet hör till ett annat ärende.")
    return possibilities.can_correct(corrects, by)


def _locked_correction(corrects: Decision | None) -> Decision | None:
    """The decision about to be replaced as it is now, locked until the transaction ends."""
    if corrects is None:
        return None
    with locked(corrects) as current:
        return current
