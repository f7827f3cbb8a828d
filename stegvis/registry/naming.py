"""How a person is named where others can see it.

Outside the case itself a person with protected registration is never named: lists, waiting lines, exports and
timelines of others show the same words for every protected person.
"""

from __future__ import annotations

from collections.abc import Iterable

from stegvis.registry.models import Person, PersonIdentifier

PROTECTED_NAME = "Skyddad person"
HIDDEN = "–"
KINDS_TO_USE = (
    PersonIdentifier.Kind.PERSONAL.value,
    PersonIdentifier.Kind.COORDINATION.value,
    PersonIdentifier.Kind.RESERVE.value,
)


def shown_name(person: Person) -> str:
    """The name for lists and exports."""
    return PROTECTED_NAME if person.is_protected else person.full_name


def shown_numbers(people: Iterable[Person]) -> dict[int, str]:
    """The personal numbers for a list, by the people's keys, hidden when protected. One query."""
    hidden = {person.pk: person.is_protected for person in people}
    numbers = PersonIdentifier.objects.filter(person_id__in=hidden).only("person_id", "kind", "value")
    held: dict[int, list[PersonIdentifier]] = {}
    for number in numbers:
        held.setdefault(number.person_id, []).append(number)
    return {pk: HIDDEN if is_hidden else _number_to_use(held.get(pk, ())) for pk, is_hidden in hidden.items()}


def current_number(person: Person) -> str:
    """The number to use for the person, whoever sees it. Reads prefetched identifiers."""
    return _number_to_use(person.identifiers.all())


def _number_to_use(numbers: Iterable[PersonIdentifier]) -> str:
    """A personal number before a coordination number before a reserve number, the latest given first."""
    found = sorted(numbers, key=lambda number: (KINDS_TO_USE.index(number.kind), -number.pk))
    return found[0].shown if found else HIDDEN
