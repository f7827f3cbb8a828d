"""The list for the person: who has read, when, in which role (docs/access-log.md says on what ground)."""

from __future__ import annotations

from datetime import date

from stegvis.core.actor import CASEWORKERS, Actor, Role
from stegvis.core.documents.blocks import Cell, Document, Letterhead, Paragraph, Table
from stegvis.oversight import words
from stegvis.oversight.models import Reading
from stegvis.oversight.models.readings import ReadingQuerySet
from stegvis.registry.models import Person, Principal
from stegvis.registry.naming import hides, shown_name

GROUND = (
    "Listan lämnas till den som uppgifterna gäller (artikel 15 i dataskyddsförordningen). Personal hos "
    "kommunen står med namn, roll och enhet: vilka som handlägger är en allmän uppgift. Personal hos en "
    "anordnare står med anordnarens namn och rollen. Vill du veta mer om en läsning, fråga verksamheten."
)
COLUMNS = ("Tid", "Vem", "Roll", "Enhet eller anordnare", "Vad")


def readings_of(person: Person) -> ReadingQuerySet:
    """All readings of the person's record and name, the latest first; also of records that have been merged
    into this one, for the log is never changed."""
    found = Reading.objects.about(person.pk, person.principal_id)
    for merged in person.merged_from.order_by("pk"):
        found |= Reading.objects.about(merged.pk, merged.principal_id)
    return found.latest_first()


def may_take_out(actor: Actor, person: Person) -> bool:
    """Log controllers and administrators for anybody; caseworkers for those whose case they may see. For
    who is protected only named staff: to others the list would tell whose number it is.
    """
    if person.principal_id != actor.principal_id or hides(person, actor):
        return False
    if actor.has({Role.LOG_CONTROLLER, Role.ADMINISTRATOR}):
        return True
    return actor.has(CASEWORKERS) and person.cases.visible_to(actor).exists()


def as_document(person: Person, actor: Actor, today: date) -> Document:
    """The list as it is given to the person."""
    principal = Principal.objects.get(pk=person.principal_id)
    told = [words.tell(reading, for_the_person=True) for reading in readings_of(person).iterator(2000)]
    rows = tuple(
        tuple(
            Cell(text) for text in (f"{each.at:%Y-%m-%d %H:%M}", each.who, each.role, each.place, each.what)
        )
        for each in told
    )
    table = (Table("Läsningar, de senaste först", COLUMNS, rows),) if rows else ()
    return Document(
        title="Vem har läst uppgifter om dig",
        letterhead=Letterhead(
            sender=principal.name,
            unit=principal.committee,
            kind="Loggutdrag",
            written_on=today,
            reference="",
            recipient=shown_name(person, actor),
        ),
        blocks=(Paragraph(GROUND), Paragraph(_sum(len(rows))), *table),
    )


def _sum(number: int) -> str:
    if number == 0:
        return "Ingen har läst uppgifter om dig i Stegvis."
    return f"Listan har {number} {'läsning' if number == 1 else 'läsningar'}."
