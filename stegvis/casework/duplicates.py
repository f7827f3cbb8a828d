"""Pairs of people in one's own units who may be one person.

The database finds those born on the same day, or with day and month swapped, who share a word of their names;
the rule then says whether they are alike. A pair that somebody has found to be two is left out.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.db import connection

from stegvis.core.actor import Actor
from stegvis.registry.likeness import as_sentence, likeness
from stegvis.registry.lookalikes import particulars
from stegvis.registry.models import Person

AT_A_TIME = 500
PAGE = 25

# Each of the units' people by key, then the few born on the same day, by the index of birth dates.
QUESTION = """
    SELECT one.id, other.id
    FROM registry_person one
    JOIN registry_person other
      ON other.principal_id = one.principal_id AND other.id > one.id
         AND other.birth_date IN (one.birth_date, CASE
             WHEN extract(day FROM one.birth_date) <= 12 THEN make_date(
                 extract(year FROM one.birth_date)::int, extract(day FROM one.birth_date)::int,
                 extract(month FROM one.birth_date)::int
             ) ELSE one.birth_date END)
    WHERE one.principal_id = %(principal)s AND one.merged_into_id IS NULL AND other.merged_into_id IS NULL
      AND one.protection <> 'protected' AND other.protection <> 'protected'
      AND (one.id, other.id) > (%(one)s, %(other)s)
      AND tsvector_to_array(one.name_words) && tsvector_to_array(other.name_words)
      AND EXISTS (SELECT FROM casework_case held WHERE held.person_id = one.id AND held.unit_id = ANY(%(units)s))
      AND EXISTS (SELECT FROM casework_case held WHERE held.person_id = other.id AND held.unit_id = ANY(%(units)s))
      AND NOT EXISTS (
          SELECT FROM registry_personsapart apart WHERE apart.one_id = one.id AND apart.other_id = other.id
      )
    ORDER BY one.id, other.id
    LIMIT %(limit)s
"""  # noqa: E501 - a condition a line

Position = tuple[int, int]
START: Position = (0, 0)


@dataclass(frozen=True, slots=True)
class Pair:
    """Two who may be one, and why."""

    one: Person
    other: Person
    reasons: tuple[str, ...]

    @property
    def position(self) -> Position:
        return (self.one.pk, self.other.pk)

    @property
    def why(self) -> str:
        return as_sentence(self.reasons)


@dataclass(frozen=True, slots=True)
class Found:
    """One page of pairs, and where the next begins; None when there are no more."""

    pairs: list[Pair]
    next: Position | None


def pairs_of_own_units(actor: Actor, after: Position = START) -> Found:
    """The pairs after the position, in the order of the older record."""
    found: list[Pair] = []
    for pair in _alike(actor, after):
        if len(found) == PAGE:
            return Found(found, found[-1].position)
        found.append(pair)
    return Found(found, None)


def _alike(actor: Actor, after: Position) -> Iterator[Pair]:
    while keys := _candidates(actor, after):
        people = Person.objects.in_bulk({key for pair in keys for key in pair})
        for one, other in keys:
            reasons = likeness(particulars(people[one]), particulars(people[other]))
            if reasons:
                yield Pair(people[one], people[other], reasons)
        if len(keys) < AT_A_TIME:
            return
        after = keys[-1]


def _candidates(actor: Actor, after: Position) -> list[Position]:
    with connection.cursor() as cursor:
        cursor.execute(
            QUESTION,
            {
                "principal": actor.principal_id,
                "one": after[0],
                "other": after[1],
                "units": sorted(actor.unit_ids),
                "limit": AT_A_TIME,
            },
        )
        return [(one, other) for one, other in cursor.fetchall()]
