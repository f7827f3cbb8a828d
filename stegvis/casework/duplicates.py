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

# Two lists of (birth date, word of the name) are laid side by side, so that the work grows with the number of
# people and not with the pairs that are born on the same day. Words are compared by their hash, which sorts
# faster; the rule looks at the names themselves.
QUESTION = """
    WITH known AS MATERIALIZED (
        SELECT person.id, person.birth_date AS born,
               hashtext(unnest(tsvector_to_array(person.name_words))) AS word
        FROM registry_person person
        WHERE person.principal_id = %(principal)s AND person.merged_into_id IS NULL
          AND person.protection <> 'protected'
          AND person.id IN (
              SELECT held.person_id FROM casework_case held
              WHERE held.principal_id = %(principal)s AND held.unit_id = ANY(%(units)s)
          )
    ), alike AS (
        SELECT one.id AS one_id, other.id AS other_id
        FROM known one JOIN known other USING (born, word)
        WHERE one.id < other.id
        UNION
        SELECT least(one.id, other.id), greatest(one.id, other.id)
        FROM known one JOIN known other
          ON other.word = one.word AND other.born = CASE WHEN extract(day FROM one.born) <= 12
             THEN make_date(
                 extract(year FROM one.born)::int,
                 extract(day FROM one.born)::int,
                 extract(month FROM one.born)::int
             ) END
        WHERE one.id <> other.id
    )
    SELECT one_id, other_id FROM alike
    WHERE (one_id, other_id) > (%(one)s, %(other)s)
      AND NOT EXISTS (
          SELECT FROM registry_personsapart apart
          WHERE apart.one_id = alike.one_id AND apart.other_id = alike.other_id
      )
    ORDER BY one_id, other_id
    LIMIT %(limit)s
"""

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
