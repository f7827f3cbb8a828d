"""What can be done about the protection of a case's person, and what of it awaits whom."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery
from django.urls import reverse

from stegvis.casework.models import Case
from stegvis.casework.models.cases import CaseQuerySet
from stegvis.casework.permissions import may_decide_protection, may_say_who_knows, may_work_in
from stegvis.core.actor import CASEWORKERS, Actor, Role
from stegvis.core.answers import Answer, Check
from stegvis.core.steps import Step
from stegvis.core.waiting import Line, Waiting
from stegvis.registry import protecting, rules
from stegvis.registry.models import ProtectionChange
from stegvis.registry.models.protection import ProtectionChangeQuerySet
from stegvis.registry.naming import shown_name


def can_decide_lowering(case: Case, change: ProtectionChange, actor: Actor) -> Answer:
    return may_decide_protection(actor, case) & rules.may_decide_lowering(
        protecting.facts_of(case.person),
        change.before,
        approves=True,
        reason="",
        put_forward_by_self=change.put_forward_by_id == actor.user_id,
    )


def can_name_staff(case: Case, actor: Actor) -> Answer:
    return may_say_who_knows(actor, case) & Answer.of(
        Check(case.person.is_protected, "Personen har inte skyddad folkbokföring. Ingen behöver namnges.")
    )


def can_review(case: Case, change: ProtectionChange | None, actor: Actor) -> Answer:
    return may_work_in(actor, case) & Answer.of(
        Check(change is not None, "Det finns inget nytt skydd att gå igenom.")
    )


def to_review(case: Case) -> ProtectionChange | None:
    """The change by which the person became protected, until what was given out has been gone through."""
    changes = ProtectionChange.objects.filter(person=case.person_id)
    return changes.became_protected().unreviewed().order_by("id").first()


def steps_on_page(case: Case, actor: Actor) -> list[Step]:
    """Those on the page of the protection; only what the actor can do."""
    return [step for step in _steps(case, actor) if step.allowed]


def steps_in_case(case: Case, actor: Actor, today: date) -> Iterable[Step]:
    """On the case page: what awaits somebody, and the way to the page of the protection."""
    if may_work_in(actor, case) or may_say_who_knows(actor, case):
        title = "Se skyddet och vilka som är namngivna" if case.person.is_protected else "Ändra skyddet"
        name = "protection" if case.person.is_protected else "change_protection"
        yield Step("protection", title, _url(name, case), Answer.yes())
    if case.person.is_protected:
        yield from (step for step in _steps(case, actor) if step.main and step.allowed)


def _steps(case: Case, actor: Actor) -> Iterator[Step]:
    awaiting = ProtectionChange.objects.filter(person=case.person_id).awaiting_another().first()
    if awaiting is not None:
        answer = can_decide_lowering(case, awaiting, actor)
        yield Step("decide_lowering", "Besluta om sänkt skydd", _url("decide_lowering", case), answer, True)
    review = to_review(case)
    if review is not None:
        answer = can_review(case, review, actor)
        yield Step("disclosed", "Se över vad som redan lämnats ut", _url("disclosed", case), answer, True)
    yield Step("name_staff", "Namnge personal", _url("name_staff", case), can_name_staff(case, actor))
    yield Step(
        "change_protection", "Ändra skyddet", _url("change_protection", case), may_work_in(actor, case)
    )


# --- Waiting -----------------------------------------------------------------------------------------------


def lowerings_to_decide(actor: Actor, today: date) -> QuerySet[Case]:
    """Cases of the units that the actor leads, whose person's protection somebody else wants to lower."""
    awaiting = _of(actor).awaiting_another().exclude(put_forward_by_id=actor.user_id)
    led = Case.objects.of_own_units(actor).filter(unit__in=actor.led_units)
    return _concerned(led, awaiting)


def disclosures_to_review(actor: Actor, today: date) -> QuerySet[Case]:
    """The actor's own cases whose person has become protected."""
    mine = Case.objects.of_own_units(actor).held_by(actor.user_id)
    return _concerned(mine, _of(actor).became_protected().unreviewed())


def lowering_line(case: Any, today: date) -> Line:
    return Line(_who(case), _url("decide_lowering", case), since=case.put_forward_on)


def disclosed_line(case: Any, today: date) -> Line:
    return Line(_who(case), _url("disclosed", case), since=case.put_forward_on)


KINDS = (
    Waiting(
        "lowered_protection",
        "Sänkta skydd att besluta om",
        frozenset({Role.HEAD_OF_UNIT}),
        lowerings_to_decide,
        lowering_line,
    ),
    Waiting(
        "disclosed",
        "Nya skydd: se över vad som redan lämnats ut",
        CASEWORKERS,
        disclosures_to_review,
        disclosed_line,
    ),
)


def _of(actor: Actor) -> ProtectionChangeQuerySet:
    return ProtectionChange.objects.filter(principal_id=actor.principal_id)


def _concerned(cases: CaseQuerySet, changes: ProtectionChangeQuerySet) -> QuerySet[Case]:
    """One case of each person whom the changes are about, with `put_forward_on`, the oldest change first."""
    days = changes.filter(person=OuterRef("person")).order_by("put_forward_on").values("put_forward_on")
    concerned = cases.filter(person__in=changes.values("person")).answering_for_person()
    return (
        concerned.select_related("person")
        .annotate(put_forward_on=Subquery(days[:1]))
        .order_by("put_forward_on", "id")
    )


def _who(case: Case) -> str:
    return f"{shown_name(case.person)}, ärende {case.number}"


def _url(name: str, case: Case) -> str:
    return reverse(name, args=[case.pk])
