"""Who follows up full time, of which cases, and who may also see whom it is about."""

from __future__ import annotations

from stegvis.casework.models import Case
from stegvis.casework.models.cases import CaseQuerySet
from stegvis.core.actor import CASEWORKERS, Actor, Role

COUNTERS = frozenset({Role.CONTROLLER, Role.QUALITY_OFFICER, Role.ANALYST})
"""Those who follow up the whole principal, in numbers and never by name."""
FOLLOWERS = CASEWORKERS | COUNTERS
HEADS = frozenset({Role.HEAD_OF_UNIT})
WRITERS = HEADS | COUNTERS
"""Those who write the memo."""


def all_cases(actor: Actor) -> CaseQuerySet:
    """Those of the whole principal: what is hidden of some of them depends on what is told of the others."""
    return Case.objects.filter(principal_id=actor.principal_id)


def counted_cases(actor: Actor, unit_id: int | None = None) -> CaseQuerySet:
    """The cases whose numbers the actor sees: the principal's, or those of his own units."""
    counted = all_cases(actor) if actor.has(COUNTERS) else Case.objects.of_own_units(actor)
    return counted.filter(unit_id=unit_id) if unit_id else counted


def counted_units(actor: Actor, unit_id: int | None = None) -> frozenset[int] | None:
    """The units whose cases those are; None for all of the principal."""
    if unit_id:
        return frozenset({unit_id})
    return None if actor.has(COUNTERS) else actor.unit_ids


def listed_cases(actor: Actor, unit_id: int | None = None) -> CaseQuerySet:
    """The cases that the actor sees one by one: those of the units in whose cases he works."""
    own = Case.objects.of_own_units(actor)
    return own.filter(unit_id=unit_id) if unit_id else own


def sees_all_counted(actor: Actor, unit_id: int | None = None) -> bool:
    """Are all the cases behind the numbers ones that the actor may see one by one?"""
    if not actor.is_caseworker:
        return False
    return not actor.has(COUNTERS) or unit_id in actor.unit_ids
