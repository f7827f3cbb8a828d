"""Set a document as PDF for the archive and for everybody: PDF/A-2a and PDF/UA-1 in one file.

The setter refuses a picture without a description, so an inaccessible file cannot come out.
"""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime, time
from pathlib import Path
from typing import Any

import typst

from stegvis.core.charts import FONT_FOLDER, svg_for_document
from stegvis.core.documents.blocks import (
    Block,
    Diagram,
    Document,
    Facts,
    Heading,
    Paragraph,
    Points,
    Signatures,
    Table,
)

TEMPLATE = Path(__file__).with_name("memo.typ")


LONGEST_WORD = 60
ZERO_WIDTH_SPACE = "\u200b"
UNKNOWN = "?"
_NOT_IN_FONT = re.compile(r'the text `"(.+?)"` could not be displayed')
_TOO_LONG = re.compile(rf"\S{{{LONGEST_WORD}}}(?=\S)")


def as_pdf(document: Document) -> bytes:
    """The document as one PDF file. The same document always gives the same bytes.

    A sign that no letter is at hand for, such as an emoji, becomes a question mark: a file for the archive
    may hold nothing that it cannot show.
    """
    content = json.dumps(_breakable(_content(document)), ensure_ascii=False)
    written = int(datetime.combine(document.letterhead.written_on, time(), UTC).timestamp())
    while True:
        try:
            return _set(content, written)
        except typst.TypstError as error:
            lacking = {sign for signs in _NOT_IN_FONT.findall(str(error)) for sign in signs}
            if lacking.isdisjoint(content):
                raise
            content = content.translate(dict.fromkeys(map(ord, lacking), UNKNOWN))


def _set(content: str, written: int) -> bytes:
    return bytes(
        typst.compile(
            str(TEMPLATE),
            format="pdf",
            font_paths=[str(FONT_FOLDER)],
            ignore_system_fonts=True,
            sys_inputs={"content": content},
            pdf_standards=["a-2a", "ua-1"],
            timestamp=written,
        )
    )


def _breakable(content: Any) -> Any:
    """The same with a place to break in words longer than a line: the setter gives up on endless ones."""
    match content:
        case str():
            return _TOO_LONG.sub(lambda part: part[0] + ZERO_WIDTH_SPACE, content)
        case dict():
            return {key: value if key == "picture" else _breakable(value) for key, value in content.items()}
        case list() | tuple():
            return [_breakable(value) for value in content]
        case _:
            return content


def _content(document: Document) -> dict[str, Any]:
    head = document.letterhead
    return {
        "title": document.title,
        "letterhead": {
            "sender": head.sender,
            "unit": head.unit,
            "kind": head.kind,
            "written_on": head.written_on.isoformat(),
            "day": {
                "year": head.written_on.year,
                "month": head.written_on.month,
                "day": head.written_on.day,
            },
            "reference": head.reference,
            "recipient": head.recipient,
        },
        "blocks": [_block(block) for block in document.blocks],
    }


def _block(block: Block) -> dict[str, Any]:
    match block:
        case Heading(text, level):
            return {"kind": block.kind, "text": text, "level": level}
        case Paragraph(text):
            return {"kind": block.kind, "text": text}
        case Points(items):
            return {"kind": block.kind, "items": list(items)}
        case Facts(items):
            return {"kind": block.kind, "items": [list(item) for item in items]}
        case Table():
            return {
                "kind": block.kind,
                "caption": block.caption,
                "columns": list(block.columns),
                "rows": [[cell.text for cell in row] for row in block.rows],
                "has_total": block.has_total,
                "note": block.note,
                "of_words": block.of_words,
                "widths": list(block.widths) or [1] * len(block.columns),
            }
        case Diagram(caption, chart, note):
            return {
                "kind": block.kind,
                "caption": caption,
                "picture": svg_for_document(chart).decode(),
                "alt": f"{chart.title}. {chart.description}",
                "note": note,
            }
        case Signatures(by):
            return {
                "kind": "signatures",
                "by": [{"name": s.name, "title": s.title} for s in by],
            }
