"""A quality visit from plan to signed protocol."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet

from stegvis.accounts.models import Membership, User
from stegvis.core.actor import Actor
from stegvis.core.answers import Answer, Check, Stale
from stegvis.core.locking import locked
from stegvis.core.refusals import SOMEBODY_WAS_FIRST, database_refusals
from stegvis.providers import announced_visits
from stegvis.providers.actions import deficiencies
from stegvis.providers.models import Condition, Deficiency, Provider, QualityVisit, Site
from stegvis.providers.permissions import KEEPERS
from stegvis.providers.quality_permissions import may_visit, may_write_protocol
from stegvis.providers.quality_templates import VISIT, questions_of, template_on
from stegvis.providers.rules import visiting
from stegvis.providers.rules.visiting import Found, Protocol, VisitState

NOT_A_VISITOR = "Välj någon som är kvalitetsansvarig eller administratör."


@dataclass(frozen=True, slots=True)
class Plan:
    """When, where, by whom and why."""

    planned_on: date
    visitor_id: int
    why: str
    why_text: str = ""
    is_announced: bool = True
    site: Site | None = None


def can_plan(provider: Provider, planned_on: date, *, by: Actor, today: date) -> Answer:
    open_visit = provider.visits.open().order_by("planned_on").first()
    return may_visit(by, provider) & visiting.may_plan(
        planned_on,
        open_visit=open_visit.planned_on if open_visit else None,
        has_template=template_on(provider.principal_id, VISIT, today) is not None,
        today=today,
    )


def plan_visit(provider: Provider, plan: Plan, *, by: Actor, today: date) -> QualityVisit:
    """Plans a visit by the protocol of today. Raises Refused with every reason."""
    with locked(provider) as current:
        (can_plan(current, plan.planned_on, by=by, today=today) & _fits(plan, current, today)).or_refuse()
        template: Any = template_on(current.principal_id, VISIT, today)
        with database_refusals():
            visit = QualityVisit.objects.create(
                principal_id=current.principal_id, provider=current, template=template, **_written(plan)
            )
        _tell_of_change(None, visit)
        return visit


def can_replan(visit: QualityVisit, planned_on: date, *, by: Actor, today: date) -> Answer:
    return may_visit(by, visit.provider) & visiting.may_replan(state_of(visit), planned_on, today)


def replan_visit(visit: QualityVisit, plan: Plan, *, by: Actor, today: date) -> QualityVisit:
    """Gives it another day, place or visitor. What has been written so far stays."""
    with locked(visit) as current:
        answer = can_replan(current, plan.planned_on, by=by, today=today)
        (answer & _fits(plan, current.provider, today)).or_refuse()
        before = _told_of(current)
        changed = _written(plan)
        for name, value in changed.items():
            setattr(current, name, value)
        with database_refusals():
            current.save(update_fields=list(changed))
        _tell_of_change(before, current)
    return current


def can_call_off(visit: QualityVisit, reason: str, *, by: Actor) -> Answer:
    return may_visit(by, visit.provider) & visiting.may_call_off(state_of(visit), reason)


def call_off_visit(visit: QualityVisit, reason: str, *, by: Actor) -> QualityVisit:
    """The visit will not be made. The reason is kept."""
    with locked(visit) as current:
        can_call_off(current, reason, by=by).or_refuse()
        current.called_off_because = reason.strip()
        with database_refusals():
            current.save(update_fields=["called_off_because"])
        if current.is_announced:
            announced_visits.write_of_none(current.provider, current.planned_on)
    return current


def can_write(visit: QualityVisit, *, by: Actor) -> Answer:
    return may_write_protocol(by, visit) & visiting.may_write(state_of(visit))


def save_protocol(
    visit: QualityVisit, typed: dict[str, Any], *, mark: str, by: Actor, now: datetime
) -> QualityVisit:
    """Keeps what has been typed so far, right or wrong. Raises Stale when it was saved elsewhere."""
    with locked(visit) as current:
        can_write(current, by=by).or_refuse()
        _not_saved_elsewhere(current, mark)
        current.answers, current.saved_at = {"typed": typed}, now
        with database_refusals():
            current.save(update_fields=["answers", "saved_at"])
    return current


def sign_protocol(
    visit: QualityVisit, protocol: Protocol, *, mark: str, by: Actor, now: datetime, today: date
) -> QualityVisit:
    """Signs what was seen; each marked deficiency becomes one of the provider's. Raises Refused or Stale."""
    with locked(visit) as current:
        may_write_protocol(by, current).or_refuse()
        visiting.may_sign(state_of(current), protocol, questions_of(current.template), today).or_refuse()
        _not_saved_elsewhere(current, mark)
        with database_refusals():
            _note_deficiencies(current, protocol.found, by=by, on=today)
            current.answers, current.held_on = _as_json(protocol), protocol.held_on
            current.saved_at = current.signed_at = now
            current.save(update_fields=["answers", "held_on", "saved_at", "signed_at"])
    return current


def mark_of(visit: QualityVisit) -> str:
    """What stood when the form was drawn; another one means that it has been saved since."""
    return f"{visit.saved_at.timestamp():.6f}" if visit.saved_at else ""


def state_of(visit: QualityVisit) -> VisitState:
    return VisitState(
        is_signed=visit.signed_at is not None,
        is_called_off=bool(visit.called_off_because),
        held_on=visit.held_on,
        is_begun=visit.saved_at is not None,
    )


def visitors(principal_id: int, today: date) -> QuerySet[User]:
    """Those who may visit, by name."""
    seats = Membership.objects.on(today).filter(principal_id=principal_id, role__in=KEEPERS)
    found = User.objects.filter(pk__in=seats.values("user"), is_active=True)
    return found.order_by("first_name", "last_name", "pk")


def _fits(plan: Plan, provider: Provider, today: date) -> Answer:
    known = visitors(provider.principal_id, today).filter(pk=plan.visitor_id).exists()
    own_site = plan.site is None or plan.site.provider_id == provider.pk
    return Answer.of(
        Check(known, NOT_A_VISITOR, "visitor"),
        Check(own_site, "Välj ett av anordnarens verksamhetsställen.", "site"),
    )


def _written(plan: Plan) -> dict[str, Any]:
    return {
        "planned_on": plan.planned_on,
        "visitor_id": plan.visitor_id,
        "why": plan.why,
        "why_text": plan.why_text,
        "is_announced": plan.is_announced,
        "site": plan.site,
    }


def _told_of(visit: QualityVisit) -> tuple[date, int | None] | None:
    """What the provider knows of a visit to come: the day and the place, or nothing."""
    return (visit.planned_on, visit.site_id) if visit.is_announced else None


def _tell_of_change(before: tuple[date, int | None] | None, visit: QualityVisit) -> None:
    now = _told_of(visit)
    if now is None and before is not None:
        announced_visits.write_of_none(visit.provider, before[0])
    elif now is not None and now != before:
        announced_visits.write_of(visit.provider, visit.planned_on)


def _not_saved_elsewhere(visit: QualityVisit, mark: str) -> None:
    if mark != mark_of(visit):
        raise Stale(SOMEBODY_WAS_FIRST)


def _note_deficiencies(visit: QualityVisit, found: Sequence[Found], *, by: Actor, on: date) -> None:
    codes = {each.question.condition for each in found if each.question and each.question.condition}
    named = Condition.objects.filter(principal_id=visit.principal_id, code__in=codes)
    conditions = {condition.code: condition for condition in named}
    for each in found:
        told = deficiencies.Found(
            text=_told(each),
            severity=each.severity,
            source=Deficiency.Source.VISIT,
            found_on=on,
            condition=conditions.get(each.question.condition) if each.question else None,
            visit=visit,
        )
        deficiencies.record_deficiency(visit.provider, told, by=by, today=on)


def _told(found: Found) -> str:
    return f"{found.question.text}\n{found.text}" if found.question else found.text


def _as_json(protocol: Protocol) -> dict[str, Any]:
    """Whole in itself: what becomes of the deficiencies later changes nothing in the protocol."""
    return {
        "present": protocol.present,
        "answers": dict(protocol.answers),
        "notes": {code: note for code, note in protocol.notes.items() if note},
        "found": [{"severity": each.severity, "text": _told(each)} for each in protocol.found],
        "summary": protocol.summary,
    }
