"""Verbs of the register: running numbers, people and their identifiers."""

from __future__ import annotations

from django.db import connection, models

from stegvis.core.actor import Actor
from stegvis.core.identifiers import PersonalNumber
from stegvis.core.names import tidy_name
from stegvis.registry.models import Person, PersonIdentifier


def next_number(model: type[models.Model], principal_id: int, year: int, *, prefix: str) -> str:
    """The next number of a yearly series, such as "B2026-00042", for a row of `model` (which has `number`).

    Never given twice, and never one that came in with a register extract; gaps can occur.
    """
    taken = model._default_manager.filter(principal_id=principal_id)
    while True:
        number = f"{prefix}{year}-{_count_up(principal_id, model._meta.model_name or '', year):05}"
        if not taken.filter(number=number).exists():
            return number


def _count_up(principal_id: int, kind: str, year: int) -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO registry_numberseries (principal_id, kind, year, last) VALUES (%s, %s, %s, 1) "
            "ON CONFLICT (principal_id, kind, year) DO UPDATE SET last = registry_numberseries.last + 1 "
            "RETURNING last",
            [principal_id, kind, year],
        )
        return int(cursor.fetchone()[0])


def find_person(principal_id: int, number: PersonalNumber) -> Person | None:
    """The person with exactly this number at the principal."""
    return Person.objects.filter(
        principal_id=principal_id, identifiers__value=number.value, identifiers__kind=number.kind
    ).first()


def register_person(number: PersonalNumber, first_name: str, last_name: str, *, by: Actor) -> Person:
    """The person with this number, registered now if not known. Birth date and sex follow the number."""
    known = find_person(by.principal_id, number)
    if known is not None:
        return known
    person = Person.objects.create(
        principal_id=by.principal_id,
        first_name=tidy_name(first_name),
        last_name=tidy_name(last_name),
        birth_date=number.birth_date,
        sex=number.sex,
    )
    PersonIdentifier.objects.create(
        principal_id=by.principal_id, person=person, kind=number.kind, value=number.value
    )
    return person
