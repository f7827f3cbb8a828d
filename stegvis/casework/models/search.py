"""What a caseworker may search by: name, personal number, case number (domain: secrecy and records)."""

from __future__ import annotations

import re
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import BooleanField, F, Func, Q, QuerySet

from stegvis.core.actor import Actor
from stegvis.registry.models import Person, PersonIdentifier
from stegvis.registry.numbers import reserve_value

MIN_DIGITS = 6
"""Fewer digits of a personal number would find half the register."""

WHOLE_NUMBER = 10
WHOLE_WITH_CENTURY = 12
CENTURIES = ("19", "20")

_NUMBER = re.compile(r"[0-9][0-9\s+-]*")
_BETWEEN = re.compile(r"[\s+-]")


class IsOneOf(Func):
    """Is the column's value among the keys that a query finds?

    Written `column = ANY(ARRAY(…))`, so that the few people found are looked up first. As `IN (…)` the
    planner would rather walk through the cases until enough people have turned up.
    """

    template = "%(expressions)s)"
    arg_joiner = " = ANY("
    output_field = BooleanField()

    def __init__(self, column: str, found: QuerySet[Any]) -> None:
        super().__init__(F(column), ArraySubquery(found.values("pk")))


def number_beginnings(text: str) -> list[str]:
    """Beginnings of twelve-digit numbers that `text` may mean: `900517-12` is 1990051712 or 2090051712."""
    if not _NUMBER.fullmatch(text):
        return []
    digits = _BETWEEN.sub("", text)
    if not MIN_DIGITS <= len(digits) <= 12:
        return []
    with_century = [century + digits for century in CENTURIES if len(digits) <= WHOLE_NUMBER]
    return [digits, *with_century]


def people_found(text: str, actor: Actor) -> QuerySet[Person]:
    """People whose name or number begins as `text` says, or whose whole reserve number it is.

    A person with protected registration is found by the whole number only, and only by those who are named
    to know who he is: nobody else learns that the number is here at all.
    """
    people = Person.objects.filter(principal_id=actor.principal_id)
    not_protected = ~Q(protection=Person.Protection.PROTECTED)
    if not any(sign.isdigit() for sign in text):
        return people.named(text, actor.principal_id).filter(not_protected)
    beginnings = number_beginnings(text)
    numbered = people.filter(pk__in=_holders(beginnings, reserve_value(text), actor.principal_id))
    if not actor.protected_person_ids:
        return numbered.filter(not_protected)
    whole = [number for number in beginnings if len(number) == WHOLE_WITH_CENTURY]
    known = Q(pk__in=actor.protected_person_ids) & Q(
        pk__in=_holders(whole, reserve_value(text), actor.principal_id)
    )
    return numbered.filter(not_protected | known)


def _holders(beginnings: list[str], reserve: str, principal_id: int) -> QuerySet[PersonIdentifier, int]:
    """Those with a number of the state's that begins so, or with exactly that reserve number."""
    kind = PersonIdentifier.Kind
    found = Q(kind=kind.RESERVE, value=reserve)
    for beginning in beginnings:
        found |= Q(kind__in=(kind.PERSONAL, kind.COORDINATION), value__begins=beginning)
    held = PersonIdentifier.objects.filter(found, principal_id=principal_id)
    return held.values_list("person_id", flat=True)
