"""Give a case, or many, to a caseworker."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.db import transaction

from stegvis.accounts.models import User
from stegvis.casework import facts
from stegvis.casework.models import Case, Handover
from stegvis.casework.permissions import may_hand_over, may_hand_over_many
from stegvis.casework.rules import opening
from stegvis.core.actor import Actor
from stegvis.core.answers import Answer, Check
from stegvis.core.locking import locked
from stegvis.core.refusals import database_refusals

MOST_AT_ONCE = 500
PROTECTED = "Personen har skyddad folkbokföring. Byt handläggare på ärendets egen sida."
CHANGED_HANDS = "Någon annan har bytt handläggare sedan du valde ärendet."


def hand_over(case: Case, caseworker: User, note: str = "", *, by: Actor, today: date) -> Case:
    """Gives the case to the caseworker, who must work in its unit, with what he should know."""
    with locked(case) as current:
        may_hand_over(by, current, caseworker.pk).or_refuse()
        in_unit = facts.caseworkers_in(frozenset({current.unit_id}), today).filter(pk=caseworker.pk)
        opening.may_hand_over(
            facts.handover_facts(current), caseworker.pk, works_in_unit=in_unit.exists()
        ).or_refuse()
        told = _told(current, caseworker, note, by, today)
        current.caseworker = caseworker
        with database_refusals():
            current.save(update_fields=["caseworker"])
            told.save()
    return current


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A case that stayed where it was, and why."""

    case: Case
    why: str


@dataclass(frozen=True, slots=True)
class HandedOver:
    """What came of handing over many."""

    count: int
    left_out: tuple[LeftOut, ...]


def sort_out(
    cases: Iterable[Case],
    caseworker: User,
    *,
    by: Actor,
    works_in: frozenset[int],
    held_by: Mapping[int, int | None],
) -> tuple[list[Case], list[LeftOut]]:
    """Which of the cases can be given to the caseworker, and why not the others.

    `works_in` = the units that the caseworker works in. `held_by` = by case, who held it when it was chosen.
    """
    given, left_out = [], []
    for case in cases:
        answer = (
            may_hand_over(by, case, caseworker.pk)
            & opening.may_hand_over(
                facts.handover_facts(case), caseworker.pk, works_in_unit=case.unit_id in works_in
            )
            & Answer.of(
                Check(not case.person.is_protected, PROTECTED),
                Check(case.caseworker_id == held_by[case.pk], CHANGED_HANDS),
            )
        )
        if answer:
            given.append(case)
        else:
            left_out.append(LeftOut(case, answer.problems.messages[0]))
    return given, left_out


def hand_over_many(
    held_by: Mapping[int, int | None], caseworker: User, note: str = "", *, by: Actor, today: date
) -> HandedOver:
    """Gives the cases, named by their keys, to the caseworker.

    All in one transaction: either what can be given is given, or nothing is. A case that cannot be given – it
    has been closed, the person is protected, somebody else was first – stays, and is told; it does not hinder
    the rest. The cases are locked in the order of their keys, so that two heads at once never wait for each
    other in a ring. Done twice, the second time finds nothing more to give.
    """
    may_hand_over_many(by).or_refuse()
    Answer.of(
        Check(bool(held_by), "Välj minst ett ärende."),
        Check(len(held_by) <= MOST_AT_ONCE, f"Lämna över högst {MOST_AT_ONCE} ärenden åt gången."),
    ).or_refuse()
    with transaction.atomic():
        chosen = Case.objects.of_own_units(by).filter(pk__in=held_by).select_related("person")
        cases = list(chosen.select_for_update(of=("self",)).order_by("pk"))
        works_in = facts.units_worked_in(caseworker, by.led_units, today)
        given, left_out = sort_out(cases, caseworker, by=by, works_in=works_in, held_by=held_by)
        with database_refusals():
            Handover.objects.bulk_create(_told(case, caseworker, note, by, today) for case in given)
            Case.objects.filter(pk__in=[case.pk for case in given]).update(caseworker=caseworker)
    return HandedOver(len(given), tuple(left_out))


def _told(case: Case, caseworker: User, note: str, by: Actor, today: date) -> Handover:
    return Handover(
        principal_id=case.principal_id,
        case=case,
        from_user_id=case.caseworker_id,
        to_user=caseworker,
        note=note.strip(),
        handed_over_on=today,
        handed_over_by_id=by.user_id,
    )
