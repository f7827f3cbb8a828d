"""Assignments under a right that ends by its own day: who must be told, and what becomes of them."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import (
    CharField,
    DateField,
    Exists,
    ExpressionWrapper,
    F,
    Func,
    Max,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
)
from django.db.models.functions import Coalesce
from django.urls import reverse

from stegvis.assignments.leaving import let_them_choose_anew
from stegvis.assignments.models import Assignment
from stegvis.casework.choice_terms import terms_on
from stegvis.casework.grants import level_on
from stegvis.casework.models import Choice, ChoiceTerms
from stegvis.catalogue.models import Intervention
from stegvis.core.actor import CASEWORKERS, Actor
from stegvis.core.locking import locked
from stegvis.core.waiting import Line, Waiting
from stegvis.providers.effects import Loss
from stegvis.providers.expiring import NOTICE, ended_by_itself
from stegvis.providers.models import Authorisation, Provider
from stegvis.registry.naming import shown_name

ANEW = ChoiceTerms.RightEnds.CHOOSE_ANEW


RightLost = tuple[int, int, str]
"""The keys of a provider and an intervention, and the level."""


def left_to_choose_anew(principal_id: int, today: date) -> list[RightLost]:
    """Rights that have run out with people left, where the terms of the right's last day say that they choose
    anew. Nobody has decided it on the day: the terms have."""
    return [
        lost
        for lost in sorted(_without_right(principal_id, today))
        if (last_day := ended_by_itself(*lost, today)) and _choose_anew_after(principal_id, last_day)
    ]


def let_those_left_choose_anew(lost: RightLost, today: date) -> bool:
    """From today on, never backwards. False when the provider has got its right anew meanwhile."""
    provider_id, intervention_id, level = lost
    with locked(Provider.objects.get(pk=provider_id)) as provider:
        if ended_by_itself(*lost, today) is None:
            return False
        intervention = Intervention.objects.get(pk=intervention_id)
        let_them_choose_anew(Loss(provider, intervention, today, today, level=level))
    return True


def _choose_anew_after(principal_id: int, last_day: date) -> bool:
    terms = terms_on(principal_id, last_day)
    return terms is not None and terms.when_right_ends == ANEW


def _without_right(principal_id: int, today: date) -> set[RightLost]:
    """Providers, interventions and levels with customers, or promised some, and no right today."""
    running = Assignment.objects.filter(principal_id=principal_id).carried_out().not_over(today)
    promised = Choice.objects.filter(principal_id=principal_id).awaiting_assignment(today)
    return _lacking(running, "intervention", today) | _lacking(promised, "decision__intervention", today)


def _lacking(rows: QuerySet[Any], intervention: str, today: date) -> set[RightLost]:
    held = _rights_to(intervention).filter(period__contains=today)
    lacking = rows.annotate(level_now=level_on(today, "decision")).filter(~Exists(held)).order_by()
    return set(lacking.values_list("provider_id", intervention, "level_now").distinct())


def reaching_past_the_right(actor: Actor, today: date) -> QuerySet[Assignment]:
    """In the actor's own cases: assignments that go on after the last day of the provider's right, from
    ninety days before it. What is left of a right that a decision takes has been shortened with it."""
    mine = Assignment.objects.in_caseload_of(actor).running_on(today)
    soon = (
        mine.alias(ends=_last_day(), level_now=level_on(today, "decision"))
        .annotate(right_ends=Subquery(_end_of_right()))
        .filter(
            Q(ends__isnull=True) | Q(ends__gt=F("right_ends")),
            right_ends__gte=today,
            right_ends__lte=today + NOTICE,
        )
    )
    terms = ChoiceTerms.objects.filter(
        principal=OuterRef("principal"), period__contains=OuterRef("right_ends"), when_right_ends=ANEW
    )
    shown = soon.annotate(chooses_anew=Exists(terms))
    return shown.select_related("person", "intervention", "provider").order_by("right_ends", "id")


def right_line(assignment: Any, today: date) -> Line:
    last_day: date = assignment.right_ends
    then = "Personen väljer på nytt dagen efter" if assignment.chooses_anew else "Går inte att förlänga"
    return Line(
        f"{shown_name(assignment.person)}, uppdrag {assignment.number}",
        reverse("assignment", args=[assignment.pk]),
        since=last_day - NOTICE,
        due=last_day,
        note=f"Auktorisationen hos {assignment.provider.name} slutar. {then}",
    )


def _rights_to(intervention: str) -> QuerySet[Authorisation]:
    """The rights of the provider in the outer query to the intervention there, at its `level_now` when it has
    one. A right that names no levels holds for all of them."""
    of_all = Q(intervention__isnull=True) | Q(intervention=OuterRef(intervention))
    rights = Authorisation.objects.alias(asked=ExpressionWrapper(OuterRef("level_now"), CharField()))
    at_level = Q(levels=[]) | Q(asked="") | Q(levels__contains=[F("asked")])
    return rights.filter(of_all, at_level, provider=OuterRef("provider"))


def _last_day() -> Func:
    """Of a stored period; null when it is open."""
    return Func(F("period"), template="(upper(%(expressions)s) - 1)", output_field=DateField())


def _end_of_right() -> QuerySet[Any, Any]:
    """The last day with any right; an open one never ends."""
    ends = _rights_to("intervention").order_by().values("provider")
    return ends.annotate(end=Max(Coalesce(_last_day(), Value(date.max)))).values("end")


KIND = Waiting(
    "right_ends",
    "Uppdrag som går längre än anordnarens rätt",
    CASEWORKERS,
    reaching_past_the_right,
    right_line,
)
