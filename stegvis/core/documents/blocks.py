"""What a document consists of, whatever it is set in: page, Word or PDF.

The content knows nothing of looks; each setter (`word`, `pdf`, a page template) gives every kind
of block its look. Tables and diagrams are numbered here, in one place and in order, so no number
is ever typed.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from stegvis.core.charts import Chart


@dataclass(frozen=True)
class Heading:
    text: str
    level: int = 1


@dataclass(frozen=True)
class Paragraph:
    text: str


@dataclass(frozen=True)
class Points:
    """A list of short statements, each on a line of its own."""

    items: tuple[str, ...]


@dataclass(frozen=True)
class Cell:
    """One table cell. `link` is an address on the site that shows what is behind the number."""

    text: str
    link: str = ""


@dataclass(frozen=True)
class Table:
    """The first column names the row, the others hold numbers. A total stands last when `has_total`."""

    caption: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    has_total: bool = False
    note: str = ""


@dataclass(frozen=True)
class Diagram:
    """A chart with its caption below. What it shows always stands in a table or in the text as well."""

    caption: str
    chart: Chart
    note: str = ""


@dataclass(frozen=True)
class Signature:
    name: str
    title: str


@dataclass(frozen=True)
class Signatures:
    by: tuple[Signature, ...]


Block = Heading | Paragraph | Points | Table | Diagram | Signatures


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
        """Each block with its running number among its own kind: the second diagram is diagram 2."""
        seen: dict[type[Block], int] = {}
        for block in self.blocks:
            seen[type(block)] = seen.get(type(block), 0) + 1
            yield block, seen[type(block)]
