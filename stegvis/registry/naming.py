"""How a person is named where others can see it.

One small set of permissions. With sekretessmarkering the name is shown with a mark, to those who may see the
case. With skyddad folkbokföring nobody is told who the person is but named staff, on the person's own pages:
everybody else, and every list, title, export and message, gets the pseudonym (docs/protected-identity.md).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from stegvis.core.actor import Actor
from stegvis.registry.models import Person, PersonIdentifier

PROTECTED_NAME = "Skyddad person"
HIDDEN = "–"
HIDDEN_TEXT = "Texten visas bara för namngiven personal."
MARKS: dict[str, str] = {
    Person.Protection.MARKED: "sekretessmarkering",
    Person.Protection.PROTECTED: "skyddade personuppgifter",
}
"""What stands after the name, so that the warning follows wherever the name goes."""
KINDS_TO_USE = (
    PersonIdentifier.Kind.PERSONAL.value,
    PersonIdentifier.Kind.COORDINATION.value,
    PersonIdentifier.Kind.RESERVE.value,
)


def knows(actor: Actor | None, person_id: int) -> bool:
    """Is the actor named to know who this protected person is, or the very person?

    Who only borrows the actor's seat, to give support, is not.
    """
    if actor is None or actor.impersonator_id is not None:
        return False
    return person_id == actor.person_id or person_id in actor.protected_person_ids


def hides(person: Person, actor: Actor | None = None) -> bool:
    """Is it kept from the actor who the person is? Without an actor: from whoever will read it."""
    return person.is_protected and not knows(actor, person.pk)


def shown_name(person: Person, actor: Actor | None = None) -> str:
    """The name to show. Without an actor, as in lists, titles, exports and messages, which travel: the
    pseudonym for everybody who is protected (domain: secrecy and records). With the actor, on the pages about
    the person: the name for those who are named to know it.
    """
    if hides(person, actor):
        return pseudonym(person)
    mark = MARKS.get(person.protection)
    return f"{person.full_name} ({mark})" if mark else person.full_name


def pseudonym(person: Person) -> str:
    """What stands for a protected person, the same everywhere: "Skyddad person K7Q2-M4"."""
    return f"{PROTECTED_NAME} {person.pseudonym}"


def shown_text(text: str, person: Person, actor: Actor | None = None) -> str:
    """What somebody wrote about the person; it may say who or where he is, and is hidden as the name is."""
    return HIDDEN_TEXT if text and hides(person, actor) else text


@dataclass(frozen=True, slots=True)
class Identity:
    """A person as a page may show him to its reader. What is not shown is `HIDDEN`."""

    name: str
    number_kind: str
    """What kind of number it is, as the page calls it."""
    number: str
    age: str
    sex: str
    warning: str
    """The kind of protection, empty when there is none."""
    pseudonym: str
    """Empty for who is not protected; shown beside the name to those who know it, for it stands in lists."""
    is_hidden: bool


def identity(person: Person, actor: Actor, today: date) -> Identity:
    """Reads prefetched identifiers; asks nothing about who is hidden."""
    hidden = hides(person, actor)
    unprotected = person.protection == Person.Protection.NONE
    return Identity(
        name=pseudonym(person) if hidden else person.full_name,
        number_kind="Personnummer" if hidden else _kind_of_number(person),
        number=HIDDEN if hidden else current_number(person) or _born(person),
        age=HIDDEN if hidden else _age(person, today),
        sex=HIDDEN if hidden else person.get_sex_display().capitalize(),
        warning="" if unprotected else str(person.get_protection_display()).capitalize(),
        pseudonym=pseudonym(person) if person.is_protected else "",
        is_hidden=hidden,
    )


def shown_numbers(people: Iterable[Person]) -> dict[int, str]:
    """The personal numbers for a list, by the people's keys, hidden when protected. One query."""
    hidden = {person.pk: person.is_protected for person in people}
    numbers = PersonIdentifier.objects.filter(person_id__in=hidden).only("person_id", "kind", "value")
    held: dict[int, list[PersonIdentifier]] = {}
    for number in numbers:
        held.setdefault(number.person_id, []).append(number)
    return {pk: HIDDEN if is_hidden else _shown(held.get(pk, ())) for pk, is_hidden in hidden.items()}


def _shown(numbers: Iterable[PersonIdentifier]) -> str:
    used = _number_to_use(numbers)
    return used.shown if used else HIDDEN


def current_number(person: Person) -> str:
    """The number to use for the person, whoever sees it; empty for who has none. Reads prefetched
    identifiers."""
    used = _number_to_use(person.identifiers.all())
    return used.shown if used else ""


def _kind_of_number(person: Person) -> str:
    used = _number_to_use(person.identifiers.all())
    if used is None:
        return "Inget nummer, född"
    return f"{used.get_kind_display().capitalize()}{f' från {used.issuer}' if used.issuer else ''}"


def _born(person: Person) -> str:
    return f"{person.birth_date}{'' if person.birth_date_is_certain else ' (osäkert)'}"


def _age(person: Person, today: date) -> str:
    # domain: a told or estimated birth date is never an exact age
    about = "" if person.birth_date_is_certain else "omkring "
    return f"{about}{person.age_on(today)} år"


def _number_to_use(numbers: Iterable[PersonIdentifier]) -> PersonIdentifier | None:
    """A personal number before a coordination number before a reserve number, the latest given first."""
    found = sorted(numbers, key=lambda number: (KINDS_TO_USE.index(number.kind), -number.pk))
    return found[0] if found else None
