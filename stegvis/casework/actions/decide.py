"""Decide on an intervention: grant, refuse, correct."""

from __future__ import annotations

from datetime import date
from typing import Any

from stegvis.casework import facts, possibilities
from stegvis.casework.models import Case, Decision
from stegvis.casework.permissions import may_work_in
from stegvis.casework.rules.entry import Wanted, may_grant, may_refuse
from stegvis.catalogue.models import Intervention
from stegvis.core.actor import Actor
from stegvis.core.answers import Answer
from stegvis.core.locking import locked
from stegvis.core.refusals import database_refusals
from stegvis.registry.actions import next_number


def grant_intervention(
    case: Case,
    intervention: Intervention,
    wanted: Wanted,
    *,
    by: Actor,
    today: date,
    corrects: Decision | None = None,
) -> Decision:
    """Grants the intervention by the terms of the day. `corrects` = the decision that this one replaces."""
    may_work_in(by, case).or_refuse()
    with locked(case) as current:
        terms = facts.entry_terms(intervention.terms_on(today), intervention.name)
        now = facts.entry_facts(current, intervention.pk, today=today, apart_from=corrects)
        (may_grant(now, terms, wanted) & _may_correct(corrects, current, by)).or_refuse()
        return _record(
            current,
            intervention,
            by,
            today,
            kind=Decision.Kind.GRANT,
            corrects=corrects,
            period=wanted.period,
            capacity_percent=now.capacity,
            reason=wanted.reason,
            exception_reason=wanted.exception_reason,
            combined_with=", ".join(terms.combine_with) if terms else "",
        )


def refuse_intervention(
    case: Case,
    intervention: Intervention,
    reason: str,
    *,
    by: Actor,
    today: date,
    corrects: Decision | None = None,
) -> Decision:
    """Refuses the intervention that the person has asked for."""
    may_work_in(by, case).or_refuse()
    with locked(case) as current:
        now = facts.entry_facts(current, intervention.pk, today=today)
        same = current.decisions.in_force().filter(
            kind=Decision.Kind.REFUSE, intervention=intervention, decided_on=today, reason=reason
        )
        answer = may_refuse(
            is_open=now.is_open,
            is_assessed=now.capacity is not None,
            reason=reason,
            is_refused=same.exists(),
        )
        (answer & _may_correct(corrects, current, by)).or_refuse()
        return _record(
            current,
            intervention,
            by,
            today,
            kind=Decision.Kind.REFUSE,
            corrects=corrects,
            capacity_percent=now.capacity,
            reason=reason,
        )


def _may_correct(corrects: Decision | None, case: Case, by: Actor) -> Answer:
    if corrects is None:
        return Answer.yes()
    if corrects.case_id != case.pk:
        return Answer.forbidden("Beslutet hör till ett annat ärende.")
    with locked(corrects) as current:
        return possibilities.can_correct(current, by)


def _record(case: Case, intervention: Intervention, by: Actor, today: date, **content: Any) -> Decision:
    with database_refusals():
        return Decision.objects.create(
            principal_id=case.principal_id,
            case=case,
            intervention=intervention,
            number=next_number(Decision, case.principal_id, today.year, prefix="B"),
            decided_on=today,
            decided_by_id=by.user_id,
            **content,
        )
