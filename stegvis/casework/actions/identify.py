"""Whom is it about? Somebody in the register, or somebody who is registered now."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from stegvis.casework.lookalikes import matches
from stegvis.core.actor import Actor
from stegvis.core.answers import Answer, Check, Refused
from stegvis.registry.actions import add_identifier, find_person, register_person
from stegvis.registry.lookalikes import register_one_at_a_time
from stegvis.registry.merging import say_apart
from stegvis.registry.models import Person
from stegvis.registry.naming import hides
from stegvis.registry.newcomers import Newcomer, is_told_enough

ASK_THE_HEAD = "Det går inte att registrera det här numret. Be din enhetschef om hjälp."


@dataclass(frozen=True, slots=True)
class Who:
    """Whom it is about, as told, and what somebody has said about those who are alike."""

    newcomer: Newcomer
    registered: Person | None = None
    """In the register, and pointed out there."""
    same_as: int | None = None
    """The key of somebody alike who is the same person."""
    other_than: frozenset[int] = frozenset()
    """The keys of those alike who have been looked at and are somebody else."""


def person_meant(who: Who, *, by: Actor) -> Person | None:
    """The person in the register who is meant, or None for a new one. Raises Refused when a person has been
    chosen among those alike who is not one of them, or whose number is somebody else's."""
    if who.registered is not None:
        return who.registered.merged_into or who.registered
    number = who.newcomer.number
    known = find_person(by.principal_id, number) if number else None
    if who.same_as is None:
        return known
    if known is not None and known.pk != who.same_as:
        raise Refused(ASK_THE_HEAD)
    return known or _chosen(who, by)


def _chosen(who: Who, by: Actor) -> Person:
    for match in matches(who.newcomer, by):
        if match.person_id == who.same_as and match.can_be_chosen:
            return Person.objects.get(pk=match.person_id)
    raise Refused.at("match", "Personen går inte att välja längre. Välj på nytt.")


def may_be_registered(who: Who, known: Person | None, *, by: Actor, today: date) -> Answer:
    """Is enough told about somebody new, and is it said that he is none of those alike?

    A hidden person is asked for as if new: the answer does not tell that the number is here.
    """
    if known is not None and not hides(known, by):
        return Answer.yes()
    told = is_told_enough(who.newcomer, today=today) if known is None else Answer.yes()
    register_one_at_a_time(by.principal_id)
    unseen = {match.person_id for match in matches(who.newcomer, by)} - who.other_than
    return told & Answer.of(
        Check(
            not unseen,
            "Någon i registret kan vara samma person. Välj om det är samma person eller en annan.",
            "match",
        )
    )


def in_register(who: Who, known: Person | None, *, by: Actor, today: date) -> Person:
    """The person, registered if new, and with the number that was told. Those alike of whom it was said that
    they are others are not proposed as duplicates."""
    number = who.newcomer.number
    if known is None:
        person = register_person(who.newcomer, by=by)
        alike = {match.person_id for match in matches(who.newcomer, by)} - {person.pk}
        say_apart(person.pk, alike & who.other_than, by=by, today=today)
        return person
    if number is not None and who.same_as == known.pk and find_person(by.principal_id, number) is None:
        add_identifier(known, number)
    return known
