"""The verbs of protection: raise it, lower it with another person, name staff, go through the past.

Who may is asked in the room that knows the cases; here is what is written.
"""

from __future__ import annotations

from datetime import date

from stegvis.core.actor import Actor
from stegvis.core.locking import locked
from stegvis.core.period import Period
from stegvis.core.refusals import database_refusals
from stegvis.registry import rules
from stegvis.registry.models import (
    AccessWithdrawal,
    DisclosureReview,
    Person,
    ProtectedAccess,
    ProtectionApproval,
    ProtectionCarriedOut,
    ProtectionChange,
)
from stegvis.registry.rules import NamingFacts, ProtectionFacts


def facts_of(person: Person) -> ProtectionFacts:
    awaiting = ProtectionChange.objects.filter(person=person).awaiting_another()
    return ProtectionFacts(person.protection, awaiting.exists())


def set_protection(
    person: Person, level: str, valid_from: date, reason: str, *, by: Actor, today: date
) -> ProtectionChange:
    """Raises the protection at once, or puts a lowering forward for another person to decide on."""
    with locked(person) as current:
        rules.may_set_protection(facts_of(current), level, valid_from, reason, today=today).or_refuse()
        lowers = rules.is_lowering(current.protection, level)
        with database_refusals():
            change = ProtectionChange.objects.create(
                principal_id=current.principal_id,
                person=current,
                before=current.protection,
                level=level,
                valid_from=valid_from,
                reason=reason.strip(),
                needs_another=lowers,
                put_forward_by_id=by.user_id,
                put_forward_on=today,
            )
            if not lowers:
                _carry_out(change, current)
    return change


def decide_lowering(
    change: ProtectionChange, *, approves: bool, reason: str, by: Actor, today: date
) -> ProtectionApproval:
    """Another person's yes or no. A yes takes effect on the day it is valid from."""
    with locked(change.person) as current:
        rules.may_decide_lowering(
            ProtectionFacts(current.protection, not hasattr(_again(change), "approval")),
            change.before,
            approves=approves,
            reason=reason,
            put_forward_by_self=change.put_forward_by_id == by.user_id,
        ).or_refuse()
        with database_refusals():
            approval = ProtectionApproval.objects.create(
                principal_id=change.principal_id,
                change=change,
                approved=approves,
                reason=reason.strip(),
                decided_by_id=by.user_id,
                decided_on=today,
            )
            if approves and change.valid_from <= today:
                _carry_out(change, current)
    return approval


def carry_out_due(principal_id: int, *, today: date) -> int:
    """Ends and lowers what two persons have decided shall end or be lowered by today. Answers how many."""
    due = ProtectionChange.objects.filter(principal_id=principal_id).approved_and_due(today)
    done = 0
    for change in due.order_by("valid_from", "id"):
        with locked(change.person) as current:
            # Raised again since: the later decision holds.
            if current.protection == change.before:
                _write(current, change.level)
                done += 1
            ProtectionCarriedOut.objects.create(principal_id=principal_id, change=change)
    return done


def name_person(
    person: Person,
    facts: NamingFacts,
    user_id: int,
    period: Period,
    reason: str,
    *,
    provider_id: int | None = None,
    by: Actor,
    today: date,
) -> ProtectedAccess:
    """The user gets to know who the person is, for a time."""
    rules.may_name(facts, period, reason, today=today).or_refuse()
    with database_refusals():
        return ProtectedAccess.objects.create(
            principal_id=person.principal_id,
            person=person,
            user_id=user_id,
            provider_id=provider_id,
            period=period,
            reason=reason.strip(),
            granted_by_id=by.user_id,
        )


def is_named(person: Person, user_id: int, provider_id: int | None, day: date) -> bool:
    named = ProtectedAccess.objects.in_force(day).filter(person=person, user_id=user_id)
    if provider_id is None:
        return named.filter(provider__isnull=True).exists()
    return named.filter(provider_id=provider_id).exists()


def withdraw_name(access: ProtectedAccess, *, by: Actor) -> AccessWithdrawal:
    """The user is named no longer, from the next request. Once is enough."""
    with locked(access) as current, database_refusals():
        return AccessWithdrawal.objects.create(
            principal_id=current.principal_id, access=current, withdrawn_by_id=by.user_id
        )


def sign_review(change: ProtectionChange, note: str, *, by: Actor, today: date) -> DisclosureReview:
    """What had been given out before the protection has been gone through."""
    with database_refusals():
        return DisclosureReview.objects.create(
            principal_id=change.principal_id,
            change=change,
            note=note.strip(),
            reviewed_by_id=by.user_id,
            reviewed_on=today,
        )


def _carry_out(change: ProtectionChange, person: Person) -> None:
    _write(person, change.level)
    ProtectionCarriedOut.objects.create(principal_id=change.principal_id, change=change)


def _write(person: Person, level: str) -> None:
    """Also on the records that have been merged into this one: what was once written about them, such as
    readings and exports, is about the same person."""
    person.protection = level
    person.save(update_fields=["protection"])
    Person.objects.filter(merged_into=person).update(protection=level)


def _again(change: ProtectionChange) -> ProtectionChange:
    return ProtectionChange.objects.select_related("approval").get(pk=change.pk)
