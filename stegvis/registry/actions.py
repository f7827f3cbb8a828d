"""Verbs of the register: running numbers, people and their identifiers."""

from __future__ import annotations

from django.db import connection, models

from stegvis.core.actor import Actor
from stegvis.core.identifiers import PersonalNumber
from stegvis.core.names import tidy_name
from stegvis.registry.models import Person, PersonIdentifier
from stegvis.registry.newcomers import Newcomer
from stegvis.registry.numbers import Number, issuer_of


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


def find_person(principal_id: int, number: Number) -> Person | None:
    """The person with exactly this number at the principal. Who gave a reserve number may be written as one
    likes."""
    numbered = PersonIdentifier.objects.filter(
        principal_id=principal_id, kind=number.kind, value=number.value, issuer__iexact=issuer_of(number)
    )
    return Person.objects.filter(pk__in=numbered.values("person_id")).first()


def register_person(newcomer: Newcomer, *, by: Actor) -> Person:
    """The person with the number, registered now if not known. Birth date and sex follow the number."""
    known = find_person(by.principal_id, newcomer.number) if newcomer.number else None
    if known is not None:
        return known
    assert newcomer.birth_date is not None
    person = Person.objects.create(
        principal_id=by.principal_id,
        first_name=tidy_name(newcomer.first_name),
        last_name=tidy_name(newcomer.last_name),
        birth_date=newcomer.birth_date,
        birth_date_is_certain=newcomer.birth_date_is_certain,
        sex=newcomer.sex,
    )
    if newcomer.number:
        _give_number(person, newcomer.number)
    return person


def add_identifier(person: Person, number: Number) -> PersonIdentifier:
    """The person is known by this number, too. Birth date and sex follow a personal number; a coordination
    number's date is only near, and says nothing that was not known.

    Who may, and whether the number fits, is asked in the room that knows the cases. The row is locked there.
    """
    if isinstance(number, PersonalNumber) and number.kind == "personal":
        person.birth_date, person.birth_date_is_certain = number.birth_date, True
        person.sex = number.sex
        person.save(update_fields=["birth_date", "birth_date_is_certain", "sex"])
    return _give_number(person, number)


def _give_number(person: Person, number: Number) -> PersonIdentifier:
    return PersonIdentifier.objects.create(
        principal_id=person.principal_id,
        person=person,
        kind=number.kind,
        value=number.value,
        issuer=issuer_of(number),
    )
