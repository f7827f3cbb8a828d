"""The carriers of casework's own decisions: granting, refusing, changing, ending a grant, vouchers."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from stegvis.casework import facts
from stegvis.casework.actions import change, decide, voucher
from stegvis.casework.holding import locked_with_providers
from stegvis.casework.models import Case, Decision, DecisionProposal
from stegvis.casework.permissions import may_work_in
from stegvis.casework.proposals import (
    Carrier,
    days_as_json,
    days_from_json,
    draft,
    register,
    unsaved_decision,
)
from stegvis.casework.rules.changing import NewContent, days_that_fall_away
from stegvis.casework.rules.delegation import Delegated
from stegvis.casework.rules.entry import Wanted
from stegvis.catalogue.models import Intervention
from stegvis.core.actor import Actor
from stegvis.core.answers import Answer

Proposal = DecisionProposal

# --- Granting -------------------------------------------------------------------------------------


def grant_draft(
    case: Case, intervention: Intervention, wanted: Wanted, corrects: Decision | None = None
) -> Proposal:
    content = {
        "days": days_as_json(wanted.period),
        "level": wanted.level,
        "reason": wanted.reason,
        "exception_reason": wanted.exception_reason,
        "combination_confirmed": wanted.combination_confirmed,
        "corrects": corrects.pk if corrects else None,
    }
    return draft(case, "grant", intervention, content)


def _wanted(proposal: Proposal) -> Wanted:
    content = proposal.content
    return Wanted(
        period=days_from_json(content["days"]),
        reason=content["reason"],
        exception_reason=content["exception_reason"],
        combination_confirmed=content["combination_confirmed"],
        level=content["level"],
    )


def _judge_grant(proposal: Proposal, by: Actor, today: date) -> Answer:
    return decide.can_be_granted(
        proposal.case,
        proposal.intervention,
        _wanted(proposal),
        by=by,
        today=today,
        corrects=_corrects(proposal),
    )


def _take_grant(proposal: Proposal, by: Actor, today: date, prepared: Proposal | None) -> Decision:
    return decide.grant_intervention(
        proposal.case,
        proposal.intervention,
        _wanted(proposal),
        by=by,
        today=today,
        corrects=_corrects(proposal),
        prepared=prepared,
    )


def _drafted_grant(proposal: Proposal, by: Actor, today: date) -> Decision:
    wanted, case = _wanted(proposal), proposal.case
    terms = decide.terms_of(case, proposal.intervention, today, _corrects(proposal))
    return unsaved_decision(
        proposal,
        Decision.Kind.GRANT,
        today,
        period=wanted.period,
        level=wanted.level,
        capacity_percent=facts.entry_facts(case, proposal.intervention_id, today=today).capacity,
        reason=wanted.reason,
        exception_reason=wanted.exception_reason,
        combined_with=", ".join(terms.combine_with) if terms else "",
        corrects=_corrects(proposal),
    )


# --- Refusing -------------------------------------------------------------------------------------


def refusal_draft(
    case: Case, intervention: Intervention, reason: str, corrects: Decision | None = None
) -> Proposal:
    content = {"reason": reason, "corrects": corrects.pk if corrects else None}
    return draft(case, "refuse", intervention, content)


def _judge_refusal(proposal: Proposal, by: Actor, today: date) -> Answer:
    return decide.can_be_refused(
        proposal.case,
        proposal.intervention,
        proposal.content["reason"],
        by=by,
        today=today,
        corrects=_corrects(proposal),
    )


def _take_refusal(proposal: Proposal, by: Actor, today: date, prepared: Proposal | None) -> Decision:
    return decide.refuse_intervention(
        proposal.case,
        proposal.intervention,
        proposal.content["reason"],
        by=by,
        today=today,
        corrects=_corrects(proposal),
        prepared=prepared,
    )


def _drafted_refusal(proposal: Proposal, by: Actor, today: date) -> Decision:
    return unsaved_decision(
        proposal,
        Decision.Kind.REFUSE,
        today,
        reason=proposal.content["reason"],
        capacity_percent=facts.entry_facts(proposal.case, proposal.intervention_id, today=today).capacity,
        corrects=_corrects(proposal),
    )


# --- Changing -------------------------------------------------------------------------------------


def change_draft(grant: Decision, wanted: NewContent) -> Proposal:
    content = {
        "grant": grant.pk,
        "from_day": wanted.from_day.isoformat(),
        "last_day": wanted.last_day.isoformat() if wanted.last_day else None,
        "level": wanted.level,
        "combined_with": wanted.combined_with,
        "reason": wanted.reason,
        "exception_reason": wanted.exception_reason,
    }
    return draft(grant.case, "change", grant.intervention, content)


def _new_content(proposal: Proposal, case: Case, today: date) -> NewContent:
    """What was proposed, resting on what is known of the person today: a grant is decided so as well."""
    content = proposal.content
    last_day = content["last_day"]
    return NewContent(
        from_day=date.fromisoformat(content["from_day"]),
        last_day=date.fromisoformat(last_day) if last_day else None,
        level=content["level"],
        capacity=facts.entry_facts(case, proposal.intervention_id, today=today).capacity,
        combined_with=content["combined_with"],
        reason=content["reason"],
        exception_reason=content["exception_reason"],
    )


def _judge_change(proposal: Proposal, by: Actor, today: date) -> Answer:
    wanted = _new_content(proposal, proposal.case, today)
    return change.can_be_changed(_named(proposal, "grant"), wanted, today=today)


def _take_change(proposal: Proposal, by: Actor, today: date, prepared: Proposal | None) -> Decision:
    may_work_in(by, proposal.case).or_refuse()
    with locked_with_providers(proposal.case) as case:  # no new assessment comes between
        wanted = _new_content(proposal, case, today)
        return change.change_grant(_named(proposal, "grant"), wanted, by=by, today=today, prepared=prepared)


def _drafted_change(proposal: Proposal, by: Actor, today: date) -> Decision:
    wanted = _new_content(proposal, proposal.case, today)
    return unsaved_decision(
        proposal,
        Decision.Kind.CHANGE,
        today,
        grant=_named(proposal, "grant"),
        period=wanted.period,
        level=wanted.level,
        capacity_percent=wanted.capacity,
        combined_with=wanted.combined_with,
        reason=wanted.reason,
        exception_reason=wanted.exception_reason,
    )


# --- Ending a grant -------------------------------------------------------------------------------


def end_grant_draft(grant: Decision, reason: str) -> Proposal:
    return draft(grant.case, "end_grant", grant.intervention, {"grant": grant.pk, "reason": reason})


def _judge_end(proposal: Proposal, by: Actor, today: date) -> Answer:
    return change.can_be_ended(_named(proposal, "grant"), proposal.content["reason"], today=today)


def _take_end(proposal: Proposal, by: Actor, today: date, prepared: Proposal | None) -> Decision:
    reason = proposal.content["reason"]
    return change.end_grant(_named(proposal, "grant"), reason, by=by, today=today, prepared=prepared)


def _drafted_end(proposal: Proposal, by: Actor, today: date) -> Decision:
    grant = _named(proposal, "grant")
    days = change.grant_facts(grant, today).days
    return unsaved_decision(
        proposal,
        Decision.Kind.END,
        today,
        grant=grant,
        period=days_that_fall_away(days, today) if days else None,
        capacity_percent=grant.capacity_percent,
        reason=proposal.content["reason"],
    )


# --- Vouchers -------------------------------------------------------------------------------------


def voucher_draft(decision: Decision, amount: int) -> Proposal:
    content = {"decision": decision.pk, "amount": amount}
    return draft(decision.case, "voucher", decision.intervention, content)


def _judge_voucher(proposal: Proposal, by: Actor, today: date) -> Answer:
    return voucher.can_be_given(_named(proposal, "decision"), proposal.content["amount"], today=today)


def _take_voucher(proposal: Proposal, by: Actor, today: date, prepared: Proposal | None) -> Any:
    amount = proposal.content["amount"]
    return voucher.give_voucher(_named(proposal, "decision"), amount, by=by, today=today, prepared=prepared)


def _named(proposal: Proposal, key: str) -> Decision:
    """The decision of the same case that the content names."""
    found = Decision.objects.select_related("intervention").get(
        pk=proposal.content[key], case=proposal.case_id
    )
    found.case = proposal.case
    return found


def _corrects(proposal: Proposal) -> Decision | None:
    return _named(proposal, "corrects") if proposal.content.get("corrects") else None


def _about(key: str) -> Callable[[Proposal], tuple[Any, ...]]:
    return lambda proposal: (key, proposal.content[key])


def _about_intervention(proposal: Proposal) -> tuple[Any, ...]:
    return ("intervention", proposal.intervention_id)


def register_all() -> None:
    register(
        "grant", Carrier(Delegated.GRANT, _judge_grant, _take_grant, _drafted_grant, _about_intervention)
    )
    register(
        "refuse",
        Carrier(Delegated.REFUSE, _judge_refusal, _take_refusal, _drafted_refusal, _about_intervention),
    )
    register(
        "change", Carrier(Delegated.CHANGE, _judge_change, _take_change, _drafted_change, _about("grant"))
    )
    register("end_grant", Carrier(Delegated.END, _judge_end, _take_end, _drafted_end, _about("grant")))
    register(
        "voucher",
        Carrier(Delegated.VOUCHER, _judge_voucher, _take_voucher, lambda *_: None, _about("decision")),
    )
