"""What a document consists of, whatever it is set in: page, Word or PDF.

The content knows nothing of looks; each setter (`word`, `pdf`, a page template) gives every kind
of block its look. Tables and diagrams are numbered here, in one place and in order, so no number
is ever typed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from stegvis.core.charts import Chart


@dataclass(frozen=True)
class Heading:
    kind: ClassVar[str] = "heading"
    text: str
    level: int = 1


@dataclass(frozen=True)
class Paragraph:
    kind: ClassVar[str] = "paragraph"
    text: str


@dataclass(frozen=True)
class Points:
    """A list of short statements, each on a line of its own."""

    kind: ClassVar[str] = "points"
    items: tuple[str, ...]


@dataclass(frozen=True)
class Facts:
    """Terms, each with what holds for it: the particulars of a decision."""

    kind: ClassVar[str] = "facts"
    items: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Cell:
    """One table cell. `link` is an address on the site that shows what is behind the number."""

    text: str
    link: str = ""


@dataclass(frozen=True)
class Table:
    """The first column names the row, the others hold numbers, or words when `of_words`.

    A total stands last when `has_total`. `widths` are shares of the page's width, for a table of words.
    """

    kind: ClassVar[str] = "table"
    caption: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    has_total: bool = False
    note: str = ""
    of_words: bool = False
    widths: tuple[int, ...] = ()


@dataclass(frozen=True)
class Diagram:
    """A chart with its caption below. What it shows always stands in a table or in the text as well."""

    kind: ClassVar[str] = "diagram"
    caption: str
    chart: Chart
    note: str = ""


@dataclass(frozen=True)
class Signature:
    name: str
    title: str


@dataclass(frozen=True)
class Signatures:
    kind: ClassVar[str] = "signatures"
    by: tuple[Signature, ...]


Block = Heading | Paragraph | Points | Facts | Table | Diagram | Signatures


@dataclass(frozen=True)
class Letterhead:
    """Who writes to whom, when and in which matter. An empty reference is left to be filled in."""

    sender: str
    unit: str
    kind: str
    written_on: date
    reference: str
    recipient: str


@dataclass(frozen=True)
class Document:
    title: str
    letterhead: Letterhead
    blocks: tuple[Block, ...]

    def numbered(self) -> Iterator[tuple[Block, int]]:
        return numbered(self.blocks)


def numbered(blocks: Iterable[Block]) -> Iterator[tuple[Block, int]]:
    """Each block with its running number among its own kind: the second diagram is diagram 2."""
    seen: dict[str, int] = {}
    for block in blocks:
        seen[block.kind] = seen.get(block.kind, 0) + 1
        yield block, seen[block.kind]


@dataclass(frozen=True)
class Section:
    """A heading and what stands under it, up to the next heading. For pages that show each part by itself."""

    title: str
    blocks: tuple[tuple[Block, int], ...]


def sections(blocks: Iterable[Block]) -> list[Section]:
    """The blocks by heading, numbered through. What stands before the first heading is left out."""
    parts: list[tuple[str, list[tuple[Block, int]]]] = []
    for block, number in numbered(blocks):
        if isinstance(block, Heading):
            parts.append((block.text, []))
        elif parts:
            parts[-1][1].append((block, number))
    return [Section(title, tuple(within)) for title, within in parts]
