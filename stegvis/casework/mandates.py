"""Who may decide in a case today, by the principal's delegation: the rule asked with rows and roles."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Sum

from stegvis.casework.models import Case, DecisionProposal, Delegation, Voucher
from stegvis.casework.rules.delegation import Delegated, Mandate, Matter, Point, mandate
from stegvis.catalogue.models import Intervention
from stegvis.core.actor import Actor, Role
from stegvis.core.answers import Answer
from stegvis.core.four_eyes import another_person

TWO_PERSONS = "Två personer krävs för beslutet. Lägg fram det, så kan en kollega besluta."


@dataclass(frozen=True, slots=True)
class Leave:
    """May the decision be taken by this actor now? `delegation_id` is stored with it."""

    answer: Answer
    delegation_id: int | None


def leave_to_decide(
    actor: Actor, case: Case, matter: Matter, today: date, *, prepared: DecisionProposal | None = None
) -> Leave:
    """The actor's leave to take the decision, alone or on what another has `prepared`."""
    found = mandate_of(actor, case, matter, today, is_prepared=prepared is not None)
    answer = found.answer
    if found.needs_another:
        answer &= Answer.forbidden(TWO_PERSONS)
    if prepared is not None:
        answer &= Answer.of(another_person(prepared.prepared_by_id, actor.user_id))
    return Leave(answer, found.point.pk if found.point else None)


def mandate_of(
    actor: Actor, case: Case, matter: Matter, today: date, *, is_prepared: bool = False
) -> Mandate:
    """What the actor may do about the matter in this case. One query."""
    points = points_begun_by(case.principal_id, today)
    return mandate(points, roles_in(actor, case), matter, day=today, is_prepared=is_prepared)


def matter_of(kind: Delegated, intervention: Intervention) -> Matter:
    return Matter(kind, intervention.pk, intervention.name)


def matter_of_voucher(intervention: Intervention, decision_id: int, amount: int, today: date) -> Matter:
    """A voucher beside the decision, with what has been given beside it today. One query."""
    given = Voucher.objects.in_force().filter(decision=decision_id, decided_on=today)
    before = given.aggregate(sum=Sum("amount"))["sum"] or 0
    return Matter(Delegated.VOUCHER, intervention.pk, intervention.name, amount, int(before))


def roles_in(actor: Actor, case: Case) -> frozenset[Role]:
    """The roles that the actor holds in the case's own unit: a head elsewhere is a caseworker here."""
    if actor.principal_id != case.principal_id or case.unit_id not in actor.unit_ids:
        return frozenset()
    if actor.leads(case.unit_id):
        return frozenset({Role.HEAD_OF_UNIT})
    return actor.roles & {Role.CASEWORKER}


def points_begun_by(principal_id: int, day: date) -> list[Point]:
    """What the delegation says, or has said, by the day: that all has ended is not that none was."""
    begun = Delegation.objects.filter(principal_id=principal_id, period__startswith__lte=day)
    return [as_point(each) for each in begun]


def as_point(row: Delegation) -> Point:
    return Point(
        pk=row.pk,
        code=row.code,
        role=Role(row.role),
        kinds=frozenset(Delegated(kind) for kind in row.kinds),
        period=row.period,
        intervention=row.intervention_id,
        max_voucher=row.max_voucher,
        two_persons=row.two_persons,
    )
