"""Name somebody at the provider who gets to know who a protected person is."""

from __future__ import annotations

from datetime import date

from django.db.models import QuerySet

from stegvis.accounts.models import Membership, User
from stegvis.assignments.models import Assignment
from stegvis.assignments.permissions import may_name_provider_staff
from stegvis.core.actor import Actor, Role
from stegvis.core.answers import Answer, Check
from stegvis.core.period import Period
from stegvis.registry import protecting
from stegvis.registry.models import ProtectedAccess
from stegvis.registry.rules import NamingFacts


def can_name_provider_staff(assignment: Assignment, actor: Actor) -> Answer:
    return may_name_provider_staff(actor, assignment) & Answer.of(
        Check(
            assignment.person.is_protected,
            "Personen har inte skyddad folkbokföring. Ingen behöver namnges.",
        )
    )


def name_provider_staff(
    assignment: Assignment, user: User, period: Period, reason: str, *, by: Actor, today: date
) -> ProtectedAccess:
    """The user gets to know who the person is, when acting for the provider of this assignment."""
    may_name_provider_staff(by, assignment).or_refuse()
    provider_id = assignment.provider_id
    facts = NamingFacts(
        is_protected=assignment.person.is_protected,
        works_there=staff_of_provider(assignment, today).filter(pk=user.pk).exists(),
        is_oneself=user.pk == by.user_id,
        is_named_already=protecting.is_named(assignment.person, user.pk, provider_id, today),
    )
    return protecting.name_person(
        assignment.person, facts, user.pk, period, reason, provider_id=provider_id, by=by, today=today
    )


def staff_of_provider(assignment: Assignment, day: date) -> QuerySet[User]:
    """Those who work for the provider on the day, by name."""
    at_work = Membership.objects.filter(
        principal_id=assignment.principal_id, provider_id=assignment.provider_id, role=Role.PROVIDER_STAFF
    ).on(day)
    users = User.objects.filter(is_active=True, pk__in=at_work.values("user"))
    return users.order_by("last_name", "first_name", "id")
