"""Those in the register who may be the person that is about to be registered."""

from __future__ import annotations

from datetime import date

from django.db import connection
from django.db.models import Q, QuerySet

from stegvis.registry.likeness import ABOUT, Particulars, day_and_month_swapped, likeness
from stegvis.registry.models import Person

ONE_AT_A_TIME = 20261122
"""First half of the advisory lock's key; the second is whose register it is."""


def lookalikes(principal_id: int, sought: Particulars) -> list[tuple[Person, tuple[str, ...]]]:
    """Everybody alike, with the reasons. Who is protected is never found by being alike.

    The birth date finds the few that are compared, by its index.
    """
    found = []
    for person in _born_near(principal_id, sought).order_by("id"):
        reasons = likeness(sought, particulars(person))
        if reasons:
            found.append((person, reasons))
    return found


def particulars(person: Person) -> Particulars:
    return Particulars(person.first_name, person.last_name, person.birth_date, person.birth_date_is_certain)


def register_one_at_a_time(principal_id: int) -> None:
    """Waits until nobody else is registering, to the end of the transaction: of two who register the same
    person without a number at once, the second finds the first."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [ONE_AT_A_TIME, principal_id])


def _born_near(principal_id: int, sought: Particulars) -> QuerySet[Person]:
    born = sought.birth_date
    about = Q(birth_date__range=(_shifted(born, -1), _shifted(born, 1)))
    swapped = day_and_month_swapped(born)
    near = Q(birth_date__in=[born, *([swapped] if swapped else [])])
    near |= about if not sought.is_certain else about & Q(birth_date_is_certain=False)
    people = Person.objects.standing().filter(near, principal_id=principal_id)
    return people.exclude(protection=Person.Protection.PROTECTED)


def _shifted(born: date, sign: int) -> date:
    try:
        return born + sign * ABOUT
    except OverflowError:
        return born
