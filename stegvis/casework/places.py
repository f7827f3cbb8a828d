"""At which units people are known: by their cases, and by referrals."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce

from stegvis.casework.models import Case, Referral
from stegvis.core.actor import CASEWORKERS, Actor
from stegvis.registry.models import Person


@dataclass(frozen=True, slots=True)
class Place:
    """A unit where a person has a case or has been referred."""

    unit_id: int
    unit: str
    what: str
    """`ärende 2026-00001 (öppet)`; empty for a referral."""


def places(people: Iterable[Person]) -> dict[int, list[Place]]:
    """By the people's keys, open cases first. Two queries."""
    found: dict[int, list[Place]] = {}
    cases = Case.objects.filter(person__in=people).select_related("unit").order_by("-closed_on", "id")
    for case in sorted(cases, key=lambda case: not case.is_open):
        state = "öppet" if case.is_open else f"avslutat {case.closed_on}"
        place = Place(case.unit_id, case.unit.name, f"ärende {case.number} ({state})")
        found.setdefault(case.person_id, []).append(place)
    for referral in _referrals(people):
        found.setdefault(referral.about_id, []).append(Place(referral.unit_id, referral.unit.name, ""))
    return found


def _referrals(people: Iterable[Person]) -> QuerySet[Any]:
    """A referral is never changed, so one about a record that was merged is about who it was merged into."""
    standing = Coalesce("person__merged_into_id", "person_id")
    about = Q(person__in=people) | Q(person__merged_into__in=people)
    return Referral.objects.filter(about).annotate(about_id=standing).select_related("unit").order_by("id")


def people_of_own_units(actor: Actor) -> Q:
    """Those with a case or a referral at a unit in whose cases the actor works."""
    if not actor.has(CASEWORKERS):
        return Q(pk__in=())
    own = Q(principal_id=actor.principal_id, unit_id__in=actor.unit_ids)
    about, once_about = Q(person=OuterRef("pk")), Q(person__merged_into=OuterRef("pk"))
    return (
        Q(Exists(Case.objects.filter(own & about)))
        | Q(Exists(Referral.objects.filter(own & about)))
        | Q(Exists(Referral.objects.filter(own & once_about)))
    )
