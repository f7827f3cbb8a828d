"""Open a case for a person, known before or not."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db import transaction

from stegvis.accounts.models import User
from stegvis.casework import facts
from stegvis.casework.actions.identify import Who, in_register, may_be_registered, person_meant
from stegvis.casework.models import Case
from stegvis.casework.permissions import may_open_case
from stegvis.casework.rules.opening import OpeningFacts, may_open
from stegvis.core.actor import Actor
from stegvis.core.answers import Answer, Check
from stegvis.core.refusals import database_refusals
from stegvis.registry.actions import next_number
from stegvis.registry.models import Person, Unit
from stegvis.registry.naming import hides, knows
from stegvis.registry.newcomers import Newcomer
from stegvis.registry.numbers import Number


@dataclass(frozen=True, slots=True)
class Opening:
    """What is known when a case is opened. The name is needed only for a person new to the register, birth
    date and sex only for one without a number of the state's."""

    number: Number | None
    unit: Unit
    target_group: str
    opened_on: date
    caseworker: User | None = None
    referred_by: str = ""
    first_name: str = ""
    last_name: str = ""
    birth_date: date | None = None
    birth_date_is_certain: bool = False
    sex: str = ""
    registered: Person | None = None
    same_as: int | None = None
    other_than: frozenset[int] = frozenset()

    @property
    def who(self) -> Who:
        newcomer = Newcomer(
            self.number,
            self.first_name,
            self.last_name,
            self.birth_date,
            self.birth_date_is_certain,
            self.sex,
        )
        return Who(newcomer, self.registered, self.same_as, self.other_than)


@transaction.atomic
def open_case(opening: Opening, *, by: Actor, today: date) -> Case:
    """Opens a case. Raises Refused when the person has an open one, or with what is missing."""
    may_open_case(by, opening.unit.pk).or_refuse()
    who = opening.who
    known = person_meant(who, by=by)
    if known is not None and known.is_protected:
        _may_appoint(by, opening, known).or_refuse()
    facts_now = _facts(opening, known, by, today)
    told = may_be_registered(who, known, by=by, today=today)
    (told & may_open(facts_now, opening.opened_on, today=today)).or_refuse()
    with database_refusals():
        person = in_register(who, known, by=by, today=today)
        return Case.objects.create(
            principal_id=by.principal_id,
            number=next_number(Case, by.principal_id, opening.opened_on.year, prefix=""),
            person=person,
            unit=opening.unit,
            caseworker=opening.caseworker,
            target_group=opening.target_group,
            referred_by=opening.referred_by,
            opened_on=opening.opened_on,
            opened_by_id=by.user_id,
        )


def told_of_open_case(person: Person, by: Actor) -> str:
    """How the actor is told that the person already has an open case; empty when there is none.

    Another unit's case is not named: it is enough to know whom to ask. Where a protected person has a case
    is not said either.
    """
    cases = Case.objects.filter(principal_id=by.principal_id, person=person).open()
    case = cases.select_related("unit").first()
    if case is None:
        return ""
    if hides(person, by):
        return "Ärendet kan inte öppnas här. Be din enhetschef om hjälp."
    if case.unit_id in by.unit_ids:
        return f"Personen har redan ett öppet ärende, {case.number}. Arbeta vidare i det."
    return f"Personen har redan ett öppet ärende på {case.unit.name}. Kontakta enheten."


def _may_appoint(by: Actor, opening: Opening, protected: Person) -> Answer:
    """Who gets to know who a protected person is, the head of the unit alone decides, and not for himself."""
    chosen = opening.caseworker
    allowed = chosen is None or (
        by.leads(opening.unit.pk) and (chosen.pk != by.user_id or knows(by, protected.pk))
    )
    return Answer.of(Check(allowed, "Lämna fältet tomt. Enhetschefen utser handläggare.", "caseworker"))


def _facts(opening: Opening, known: Person | None, by: Actor, today: date) -> OpeningFacts:
    unit_ids = frozenset({opening.unit.pk})
    caseworker = opening.caseworker
    return OpeningFacts(
        birth_date=_born(opening, known),
        open_elsewhere=told_of_open_case(known, by) if known else "",
        caseworker_in_unit=caseworker is None
        or facts.caseworkers_in(unit_ids, today).filter(pk=caseworker.pk).exists(),
        last_day_before=facts.last_day_of_earlier_case(known) if known else None,
        is_hidden=known is not None and hides(known, by),
    )


def _born(opening: Opening, known: Person | None) -> date:
    """The birth date that the register has or will have; when none is told, that is what is refused."""
    told = opening.who.newcomer.birth_date
    return known.birth_date if known else told or opening.opened_on
