"""Protect the person of a case, end it with another person, name who may know, go through the past."""

from __future__ import annotations

from datetime import date

from django.db.models import QuerySet

from stegvis.accounts.models import Membership, User
from stegvis.casework.models import Case
from stegvis.casework.permissions import may_decide_protection, may_say_who_knows, may_work_in
from stegvis.core.actor import CASEWORKERS, Actor, Role
from stegvis.core.answers import Answer, Check
from stegvis.core.period import Period
from stegvis.registry import protecting, rules
from stegvis.registry.models import (
    AccessWithdrawal,
    DisclosureReview,
    ProtectedAccess,
    ProtectionApproval,
    ProtectionChange,
)
from stegvis.registry.rules import NamingFacts

NAMED_AT_WORK = frozenset({Role.CONTROLLER, Role.MEDICAL_ADVISER, Role.QUALITY_OFFICER})
"""Besides those who work in the unit's cases: whose work can need to know of a single person."""


def set_protection(
    case: Case, level: str, valid_from: date, reason: str, *, by: Actor, today: date
) -> ProtectionChange:
    """Changes the protection of the case's person. Raised at once; a lowering awaits another person."""
    may_work_in(by, case).or_refuse()
    return protecting.set_protection(case.person, level, valid_from, reason, by=by, today=today)


def decide_lowering(
    case: Case, change: ProtectionChange, *, approves: bool, reason: str, by: Actor, today: date
) -> ProtectionApproval:
    """Another person decides on a lowering that has been put forward."""
    may_decide_protection(by, case).or_refuse()
    _of_the_case(case, change.person_id).or_refuse()
    return protecting.decide_lowering(change, approves=approves, reason=reason, by=by, today=today)


def name_staff(
    case: Case, user: User, period: Period, reason: str, *, by: Actor, today: date
) -> ProtectedAccess:
    """The head of the unit names a colleague who gets to know who the protected person is."""
    may_say_who_knows(by, case, user.pk).or_refuse()
    facts = NamingFacts(
        is_protected=case.person.is_protected,
        works_there=staff_to_name(case, today).filter(pk=user.pk).exists(),
        is_oneself=user.pk == by.user_id,
        is_named_already=protecting.is_named(case.person, user.pk, None, today),
    )
    return protecting.name_person(case.person, facts, user.pk, period, reason, by=by, today=today)


def withdraw_name(case: Case, access: ProtectedAccess, *, by: Actor, today: date) -> AccessWithdrawal:
    """The head takes back what he or another has granted; whoever works in the case that of a provider."""
    allowed = may_say_who_knows(by, case)
    if access.provider_id is not None and not allowed:
        allowed = may_work_in(by, case)
    allowed.or_refuse()
    _of_the_case(case, access.person_id).or_refuse()
    return protecting.withdraw_name(access, by=by)


def review_disclosures(
    case: Case, change: ProtectionChange, note: str, *, by: Actor, today: date
) -> DisclosureReview:
    """The caseworker has gone through what had been given out."""
    may_work_in(by, case).or_refuse()
    long_enough = Check(len(note.strip()) >= rules.SHORTEST_REASON, "Skriv vad du har gjort.", "note")
    (_of_the_case(case, change.person_id) & Answer.of(long_enough)).or_refuse()
    return protecting.sign_review(change, note, by=by, today=today)


def staff_to_name(case: Case, day: date) -> QuerySet[User]:
    """Whom the head may name: those who work in the unit's cases, and controllers and quality officers."""
    own = Membership.objects.filter(principal_id=case.principal_id).on(day)
    at_work = own.filter(unit_id=case.unit_id, role__in=CASEWORKERS) | own.filter(role__in=NAMED_AT_WORK)
    users = User.objects.filter(is_active=True, pk__in=at_work.values("user"))
    return users.order_by("last_name", "first_name", "id")


def _of_the_case(case: Case, person_id: int) -> Answer:
    """What is acted on is about the person of this very case."""
    return Answer.of(Check(case.person_id == person_id, "Det gäller en annan person. Läs in sidan igen."))
