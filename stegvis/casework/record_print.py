"""The whole record of a case as one document, set as a page or as PDF. Rooms above add parts of their own.

Each part reads its rows with a constant number of queries, and nothing is cut. Who made it, when, and which
parts were chosen stands first in it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from stegvis.casework.models import Case
from stegvis.core.actor import Actor
from stegvis.core.clock import SWEDEN
from stegvis.core.documents.blocks import Block, Document, Facts, Heading, Letterhead, Paragraph
from stegvis.registry.naming import identity

PartBlocks = Callable[[Case], Iterable[Block]]


@dataclass(frozen=True, slots=True)
class Part:
    """One part of the record. `blocks` gives what stands under its heading; nothing when there is nothing."""

    place: int
    key: str
    title: str
    blocks: PartBlocks


_parts: list[Part] = []


def register(*parts: Part) -> None:
    _parts.extend(parts)
    _parts.sort(key=lambda part: part.place)


def parts() -> list[Part]:
    """In the order in which they are printed."""
    return list(_parts)


def chosen(keys: Sequence[str]) -> list[Part]:
    return [part for part in _parts if part.key in keys]


def document_of(case: Case, wanted: Sequence[Part], *, by: Actor, at: datetime) -> Document:
    """`case` comes from `.for_page()`. The actor knows who the person is: the page is closed to others."""
    made_at = at.astimezone(SWEDEN)
    letterhead = Letterhead(
        sender=case.principal.name,
        unit=case.unit.name,
        kind="Utskrift av akt",
        written_on=made_at.date(),
        reference=case.number,
        recipient="",
    )
    # The title of a file is kept by programs and browsers: it never names the person.
    return Document(f"Akt {case.number}", letterhead, tuple(_blocks(case, wanted, by, made_at)))


def paragraphs(text: str) -> Iterator[Paragraph]:
    """What somebody wrote, line by line as he wrote it."""
    return (Paragraph(line.strip()) for line in text.splitlines() if line.strip())


def texts(*titled: tuple[str, str]) -> Iterator[Block]:
    """Texts under small headings; those that are empty are left out."""
    for title, text in titled:
        if text.strip():
            yield Heading(title, 3)
            yield from paragraphs(text)


def filled(*items: tuple[str, object]) -> Facts:
    """Terms with what holds for them; what is not known is left out."""
    return Facts(tuple((term, str(value)) for term, value in items if value not in (None, "")))


def _blocks(case: Case, wanted: Sequence[Part], by: Actor, at: datetime) -> Iterator[Block]:
    who = identity(case.person, by, at.date())
    yield Heading("Utskriften")
    yield filled(
        ("Utskriven av", by.name),
        ("När", f"{at:%Y-%m-%d %H:%M}"),
        ("Innehåll", ", ".join(part.title for part in wanted)),
        ("Skydd", who.warning),
    )
    yield Heading("Personen")
    yield filled(("Namn", who.name), ("Nummer", who.number), ("Ålder", who.age), ("Kön", who.sex))
    for part in wanted:
        yield Heading(part.title)
        yield from list(part.blocks(case)) or [Paragraph("Inget.")]
