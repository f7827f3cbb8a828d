"""Register a referral, and answer it: open a case, take it up in one, or turn it down."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from django.db import transaction

from stegvis.casework.actions.identify import Who, in_register, may_be_registered, person_meant
from stegvis.casework.actions.open import Opening, open_case
from stegvis.casework.models import Case, Referral, ReferralOutcome
from stegvis.casework.permissions import may_work_in
from stegvis.casework.rules import referrals as rules
from stegvis.core.actor import CASEWORKERS, Actor
from stegvis.core.answers import Answer
from stegvis.core.locking import locked
from stegvis.core.refusals import database_refusals
from stegvis.registry.models import Person, Unit
from stegvis.registry.naming import hides


@dataclass(frozen=True, slots=True)
class Incoming:
    """A referral as it came: about whom, from whom, and what is asked for."""

    who: Who
    unit: Unit
    source: str
    asks_for: str
    received_on: date
    sender: str = ""
    contact: str = ""


def may_receive(actor: Actor, unit_id: int) -> Answer:
    """Caseworkers and heads, for a unit of their own: there it will be answered."""
    if actor.has(CASEWORKERS) and unit_id in actor.unit_ids:
        return Answer.yes()
    return Answer.forbidden("Du kan bara registrera hänvisningar till din egen enhet.")


def can_answer(referral: Referral, actor: Actor) -> Answer:
    """Caseworkers and heads of the unit that it came to; of a protected person only those who are named."""
    if not (referral.principal_id == actor.principal_id and may_receive(actor, referral.unit_id)):
        return Answer.forbidden("Hänvisningen hör till en annan enhet.")
    if hides(referral.standing_person, actor):
        return Answer.forbidden("Personen har skyddad folkbokföring. Bara namngiven personal kan svara.")
    return rules.may_answer(is_answered=_is_answered(referral))


@transaction.atomic
def register_referral(incoming: Incoming, *, by: Actor, today: date) -> Referral:
    """Registers the referral, and the person when new. Raises Refused with what is missing."""
    may_receive(by, incoming.unit.pk).or_refuse()
    known = person_meant(incoming.who, by=by)
    told = may_be_registered(incoming.who, known, by=by, today=today)
    (told & rules.may_register(_facts(incoming, None), today=today)).or_refuse()
    with database_refusals():
        person = in_register(incoming.who, known, by=by, today=today)
    with locked(person) as current, database_refusals():
        rules.may_register(_facts(incoming, current), today=today).or_refuse()
        return Referral.objects.create(
            principal_id=by.principal_id,
            unit=incoming.unit,
            person=current,
            source=incoming.source,
            sender=incoming.sender.strip(),
            contact=incoming.contact.strip(),
            asks_for=incoming.asks_for.strip(),
            received_on=incoming.received_on,
            registered_by_id=by.user_id,
        )


def open_from_referral(referral: Referral, opening: Opening, *, by: Actor, today: date) -> Case:
    """Opens a case for the person whom the referral is about. Both are done, or neither."""
    with locked(referral) as current:
        can_answer(current, by).or_refuse()
        case = open_case(replace(opening, registered=current.standing_person), by=by, today=today)
        _answer(current, ReferralOutcome.Kind.OPENED, by=by, today=today, case=case)
    return case


def take_up(referral: Referral, case: Case, *, by: Actor, today: date) -> ReferralOutcome:
    """The referral is met in a case that the person already has."""
    with locked(referral) as current, locked(case) as open_case_now:
        (can_answer(current, by) & may_work_in(by, open_case_now)).or_refuse()
        rules.may_take_up(
            is_answered=_is_answered(current),
            is_the_persons=open_case_now.person_id == current.standing_person.pk,
            is_open=open_case_now.is_open,
        ).or_refuse()
        return _answer(current, ReferralOutcome.Kind.IN_CASE, by=by, today=today, case=open_case_now)


def turn_down(referral: Referral, kind: str, reason: str, *, by: Actor, today: date) -> ReferralOutcome:
    """It is declined, or withdrawn by who sent it."""
    with locked(referral) as current:
        can_answer(current, by).or_refuse()
        rules.may_turn_down(is_answered=_is_answered(current), reason=reason).or_refuse()
        return _answer(current, kind, by=by, today=today, reason=reason.strip())


def _answer(
    referral: Referral, kind: str, *, by: Actor, today: date, case: Case | None = None, reason: str = ""
) -> ReferralOutcome:
    with database_refusals():
        return ReferralOutcome.objects.create(
            principal_id=referral.principal_id,
            referral=referral,
            kind=kind,
            case=case,
            reason=reason,
            decided_on=today,
            decided_by_id=by.user_id,
        )


def _is_answered(referral: Referral) -> bool:
    return ReferralOutcome.objects.filter(referral=referral).exists()


def _facts(incoming: Incoming, person: Person | None) -> rules.NewReferral:
    same = Referral.objects.awaiting().filter(
        person=person,
        unit=incoming.unit,
        source=incoming.source,
        received_on=incoming.received_on,
        asks_for=incoming.asks_for.strip(),
    )
    return rules.NewReferral(
        from_another=incoming.source == Referral.Source.OTHER,
        sender=incoming.sender,
        asks_for=incoming.asks_for,
        received_on=incoming.received_on,
        is_registered_already=person is not None and same.exists(),
    )
