"""Give the person of a case one more number, such as the personal number that was not there at first."""

from __future__ import annotations

from datetime import date

from django.db.models import Min

from stegvis.casework.models import Case
from stegvis.casework.permissions import may_work_in
from stegvis.casework.rules.numbers import NumberFacts, may_give_number
from stegvis.core.actor import Actor
from stegvis.core.answers import Answer
from stegvis.core.identifiers import PersonalNumber
from stegvis.core.locking import locked
from stegvis.core.refusals import database_refusals
from stegvis.registry.actions import add_identifier, find_person
from stegvis.registry.models import Person, PersonIdentifier
from stegvis.registry.numbers import Number


def can_give_number(case: Case, actor: Actor) -> Answer:
    """Those who work in the case: they see the papers that the number stands on."""
    return may_work_in(actor, case)


def give_number(case: Case, number: Number, *, confirmed: bool, by: Actor, today: date) -> PersonIdentifier:
    """The person of the case is known by the number, too. Raises Refused when it is somebody else's, and
    asks for a confirmation when it says something else about him than the register."""
    can_give_number(case, by).or_refuse()
    with locked(case.person) as person:
        may_give_number(_facts(person, number), confirmed=confirmed).or_refuse()
        with database_refusals():
            return add_identifier(person, number)


def _facts(person: Person, number: Number) -> NumberFacts:
    holder = find_person(person.principal_id, number)
    of_the_state = number if isinstance(number, PersonalNumber) else None
    return NumberFacts(
        birth_date=person.birth_date,
        birth_date_is_certain=person.birth_date_is_certain,
        sex=person.sex,
        has_it_already=holder is not None and holder.pk == person.pk,
        is_somebody_elses=holder is not None and holder.pk != person.pk,
        told_birth_date=of_the_state.birth_date if of_the_state else None,
        told_sex=of_the_state.sex if of_the_state else "",
        sets_birth_date=number.kind == "personal",
        earliest_day=Case.objects.filter(person=person).aggregate(first=Min("opened_on"))["first"],
    )
