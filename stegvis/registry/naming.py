"""How a person is named where others can see it.

Outside the case itself a person with protected registration is never named: lists, waiting lines, exports and
timelines of others show the same words for every protected person.
"""

from __future__ import annotations

from stegvis.registry.models import Person, PersonIdentifier

PROTECTED_NAME = "Skyddad person"
HIDDEN = "–"


def shown_name(person: Person) -> str:
    """The name for lists and exports."""
    return PROTECTED_NAME if person.is_protected else person.full_name


def shown_number(person: Person) -> str:
    """The personal number for lists, hidden when protected. Reads prefetched identifiers."""
    if person.is_protected:
        return HIDDEN
    return current_number(person)


def current_number(person: Person) -> str:
    """The number to use: a personal number before a coordination number before a reserve number."""
    order = [
        PersonIdentifier.Kind.PERSONAL,
        PersonIdentifier.Kind.COORDINATION,
        PersonIdentifier.Kind.RESERVE,
    ]
    found = sorted(
        person.identifiers.all(), key=lambda i: (order.index(PersonIdentifier.Kind(i.kind)), -i.pk)
    )
    return found[0].shown if found else HIDDEN
