"""Name who at the provider works with an assignment, and end it."""

from __future__ import annotations

from datetime import date

from django.db.models import QuerySet

from stegvis.accounts.models import Membership, User
from stegvis.assignments.models import Assignment, Supervision
from stegvis.assignments.permissions import may_name_supervisors
from stegvis.assignments.rules.calling_off import may_go_on
from stegvis.assignments.rules.supervising import SupervisingFacts, left_of, may_have_supervisors, may_name
from stegvis.core.actor import Actor, Duty
from stegvis.core.answers import Answer
from stegvis.core.locking import locked
from stegvis.core.period import Period
from stegvis.core.refusals import database_refusals
from stegvis.providers.models import Provider


def can_have_supervisors(assignment: Assignment, actor: Actor, today: date) -> Answer:
    return (
        may_name_supervisors(actor, assignment)
        & may_go_on(is_called_off=assignment.is_called_off)
        & may_have_supervisors(assignment.period, today=today)
    )


def name_supervisor(assignment: Assignment, user: User, *, by: Actor, today: date) -> Supervision:
    """The user works with the assignment from today, and sees it. About a protected person he is told no more
    than others at the provider until the caseworker names him."""
    with locked(assignment) as current:
        can_have_supervisors(current, by, today).or_refuse()
        facts = SupervisingFacts(
            is_supervisor=supervisors_at(current, today).filter(pk=user.pk).exists(),
            has_it_already=running(current, today).filter(user=user).exists(),
        )
        may_name(facts).or_refuse()
        with database_refusals():
            return Supervision.objects.create(
                principal_id=current.principal_id,
                assignment=current,
                user=user,
                period=Period(today),
                named_by_id=by.user_id,
            )


def end_supervision(supervision: Supervision, *, by: Actor, today: date) -> None:
    """The user sees the assignment no longer."""
    may_name_supervisors(by, supervision.assignment).or_refuse()
    _end(supervision, today)


def end_all_of(provider: Provider, user_id: int, from_day: date) -> None:
    """Somebody no longer supervises at the provider: from the day none of its assignments."""
    held = Supervision.objects.filter(
        principal_id=provider.principal_id, assignment__provider_id=provider.pk, user_id=user_id
    )
    for each in held.not_over(from_day):
        _end(each, from_day)


def running(assignment: Assignment, day: date) -> QuerySet[Supervision]:
    return assignment.supervisions.not_over(day).select_related("user").order_by("period", "id")


def supervisors_at(assignment: Assignment, day: date) -> QuerySet[User]:
    """Those who have the duty at the provider on the day, by name."""
    at_work = Membership.objects.filter(
        principal_id=assignment.principal_id, provider_id=assignment.provider_id, duty=Duty.SUPERVISOR
    ).on(day)
    users = User.objects.filter(is_active=True, pk__in=at_work.values("user"))
    return users.order_by("last_name", "first_name", "id")


def _end(supervision: Supervision, from_day: date) -> None:
    with locked(supervision) as current:
        left = left_of(current.period, from_day)
        if left is None:
            current.delete()
            return
        current.period = left
        with database_refusals():
            current.save(update_fields=["period"])
