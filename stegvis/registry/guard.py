"""Closes every page about a protected person to those who are not named to know who the person is.

Secure by default: a page that shows an object is closed to them unless its view is declared with
`hides_names=True`, which means that the view itself puts the pseudonym in place of the name.
"""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render

from stegvis.core.actor import Actor
from stegvis.core.pages import ActorRequest
from stegvis.registry.models import Person
from stegvis.registry.naming import knows, pseudonym

WAYS_TO_A_PERSON = (("person_id",), ("case", "person_id"), ("assignment", "person_id"))
"""How a record leads to the person it is about."""


def person_of(record: Any) -> int | None:
    """The key of the person that a record is about, by the first way that leads to one."""
    if isinstance(record, Person):
        return record.pk
    for way in WAYS_TO_A_PERSON:
        value = record
        for name in way:
            value = getattr(value, name, None)
        if value is not None:
            return int(value)
    return None


def hidden_person(record: Any, actor: Actor) -> Person | None:
    """The protected person that the record is about, when the actor may not know who it is."""
    person_id = person_of(record)
    if person_id is None or knows(actor, person_id):
        return None
    found = Person.objects.filter(pk=person_id, protection=Person.Protection.PROTECTED)
    return found.only("id", "pseudonym", "protection").first()


def close_to_unnamed(request: ActorRequest, record: Any) -> HttpResponse | None:
    """The answer to who may see that the record exists, but not whom it is about."""
    person = hidden_person(record, request.actor)
    if person is None:
        return None
    return render(request, "registry/protected.html", {"pseudonym": pseudonym(person)}, status=403)
