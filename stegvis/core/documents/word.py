"""Set a document in Word, to be edited: real styles, numbered captions that Word renumbers, Swedish.

Captions are SEQ fields, header rows repeat over pages, pictures carry their description, and the
language is Swedish, so that the file stays accessible and correct when the author goes on in it.
"""

from __future__ import annotations

from datetime import datetime
from io import BytesIO
from typing import Any

from docx import Document as new_word_file
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor
from docx.table import Table as WordTable
from docx.text.paragraph import Paragraph as WordParagraph

from stegvis.core.charts import png_for_document
from stegvis.core.documents.blocks import (
    Block,
    Diagram,
    Document,
    Facts,
    Heading,
    Letterhead,
    Paragraph,
    Points,
    Signatures,
    Table,
)

FONT = "Calibri"
INK = RGBColor(0x1E, 0x2B, 0x3C)
FAINT = RGBColor(0x5A, 0x66, 0x76)
RULE = "8A94A3"
TEXT_WIDTH = Mm(155)

# name, size, bold, colour, space before, space after
STYLES = (
    ("Normal", 11, False, INK, 0, 7),
    ("Title", 18, True, INK, 18, 10),
    ("Heading 1", 15, True, INK, 18, 5),
    ("Heading 2", 12, True, INK, 12, 3),
    ("Caption", 10, True, INK, 8, 4),
    ("List Bullet", 11, False, INK, 0, 3),
    ("Header", 9, False, FAINT, 0, 0),
    ("Footer", 9, False, FAINT, 0, 0),
)


def as_word(document: Document, *, mark: str = "") -> bytes:
    """The document as an editable .docx file. `mark`, who took it out, stands among its properties."""
    word = new_word_file()
    _set_page(word)
    _set_styles(word)
    _set_properties(word, document, mark)
    _write_running_heads(word, document)
    _write_letterhead(word, document.letterhead)
    word.add_paragraph(document.title, style="Title")
    for block, number in document.numbered():
        _write(word, block, number)
    file = BytesIO()
    word.save(file)
    return file.getvalue()


def _set_page(word: Any) -> None:
    section = word.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin, section.right_margin = Mm(30), Mm(25)
    section.top_margin, section.bottom_margin = Mm(34), Mm(28)
    section.header_distance = section.footer_distance = Mm(14)


def _set_styles(word: Any) -> None:
    for name, size, bold, colour, before, after in STYLES:
        style = word.styles[name]
        _set_font(style, size, bold, colour)
        style.paragraph_format.space_before = Pt(before)
        style.paragraph_format.space_after = Pt(after)
    _remove(word.styles["Title"], "w:pBdr")
    for edge in ("Header", "Footer"):  # their own tab stops are for another paper size
        _remove(word.styles[edge], "w:tabs")
    word.styles["Caption"].paragraph_format.keep_with_next = True
    small = word.styles.add_style("Tabelltext", WD_STYLE_TYPE.PARAGRAPH)
    small.base_style = word.styles["Normal"]
    _set_font(small, 9.5, False, INK)
    small.paragraph_format.space_after = Pt(0)
    note = word.styles.add_style("Anmärkning", WD_STYLE_TYPE.PARAGRAPH)
    note.base_style = word.styles["Normal"]
    _set_font(note, 9, False, FAINT)
    note.paragraph_format.space_before = Pt(3)
    note.paragraph_format.space_after = Pt(10)
    _speak_swedish(word)


def _set_font(style: Any, size: float, bold: bool, colour: RGBColor) -> None:
    style.font.name = FONT
    style.font.size = Pt(size)
    style.font.bold = bold
    style.font.italic = False
    style.font.color.rgb = colour
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{theme}"), None)
    for script in ("ascii", "hAnsi", "cs"):
        fonts.set(qn(f"w:{script}"), FONT)


def _remove(style: Any, property_name: str) -> None:
    found = style.element.pPr.find(qn(property_name))
    if found is not None:
        style.element.pPr.remove(found)


def _speak_swedish(word: Any) -> None:
    for language in word.styles.element.iter(qn("w:lang")):
        language.set(qn("w:val"), "sv-SE")


def _set_properties(word: Any, document: Document, mark: str) -> None:
    properties = word.core_properties
    properties.title = document.title
    properties.author = document.letterhead.sender
    properties.last_modified_by = document.letterhead.sender
    properties.language = "sv-SE"
    properties.comments = mark
    written = datetime.combine(document.letterhead.written_on, datetime.min.time())
    properties.created = properties.modified = written
    properties.revision = 1


def _write_running_heads(word: Any, document: Document) -> None:
    head = document.letterhead
    first = word.sections[0].header.paragraphs[0]
    _with_right_edge(first)
    first.add_run(head.sender).bold = True
    first.add_run("\t")
    _add_field(first, "PAGE", "1")
    first.add_run(" (")
    _add_field(first, "NUMPAGES", "1")
    first.add_run(")")
    second = word.sections[0].header.add_paragraph(style="Header")
    _with_right_edge(second)
    second.add_run(f"{head.unit}\t{head.kind}")
    footer = word.sections[0].footer.paragraphs[0]
    _with_right_edge(footer)
    footer.add_run(f"{document.title}\t{head.reference}")


def _with_right_edge(paragraph: WordParagraph) -> None:
    paragraph.paragraph_format.tab_stops.add_tab_stop(TEXT_WIDTH, WD_TAB_ALIGNMENT.RIGHT)


def _write_letterhead(word: Any, head: Letterhead) -> None:
    first = word.add_paragraph()
    _with_right_edge(first)
    kind = first.add_run(head.kind)
    kind.bold, kind.font.size = True, Pt(15)
    first.add_run(f"\t{head.written_on.isoformat()}")
    first.paragraph_format.space_after = Pt(0)
    second = word.add_paragraph()
    _with_right_edge(second)
    second.add_run(f"\tDnr {head.reference}" if head.reference else "\tDnr")
    second.paragraph_format.space_after = Pt(14)
    word.add_paragraph(head.recipient)


def _write(word: Any, block: Block, number: int) -> None:
    match block:
        case Heading(text, level):
            word.add_heading(text, level)
        case Paragraph(text):
            word.add_paragraph(text)
        case Points(items):
            for item in items:
                word.add_paragraph(item, style="List Bullet")
        case Facts(facts):
            for term, value in facts:
                _write_fact(word, term, value)
        case Table():
            _write_table(word, block, number)
        case Diagram():
            _write_diagram(word, block, number)
        case Signatures():
            _write_signatures(word, block)


def _write_fact(word: Any, term: str, value: str) -> None:
    paragraph = word.add_paragraph()
    paragraph.add_run(f"{term}: ").bold = True
    paragraph.add_run(value)
    paragraph.paragraph_format.space_after = Pt(2)


def _write_table(word: Any, table: Table, number: int) -> None:
    _write_caption(word, "Tabell", number, table.caption)
    grid = word.add_table(rows=0, cols=len(table.columns))
    grid.alignment = WD_TABLE_ALIGNMENT.LEFT
    _describe_table(grid, table.caption)
    _fill_row(grid, table.columns, bold=True, of_words=table.of_words)
    _repeat_over_pages(grid)
    for index, row in enumerate(table.rows):
        is_total = table.has_total and index == len(table.rows) - 1
        _fill_row(grid, tuple(cell.text for cell in row), bold=is_total, of_words=table.of_words)
    _set_widths(grid, table.widths)
    word.add_paragraph(table.note, style="Anmärkning")


def _fill_row(grid: WordTable, texts: tuple[str, ...], *, bold: bool, of_words: bool = False) -> None:
    row: Any = grid.add_row()  # type: ignore[no-untyped-call]
    _never_split(row)
    for column, (cell, text) in enumerate(zip(row.cells, texts, strict=True)):
        paragraph = cell.paragraphs[0]
        paragraph.style = "Tabelltext"
        paragraph.add_run(text).bold = bold
        if column and not of_words:
            paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT


def _set_widths(grid: WordTable, shares: tuple[int, ...] = ()) -> None:
    """By the shares given; else the name takes the room that the numbers leave."""
    count = len(grid.columns)
    number_width = Mm(24) if count > 4 else Mm(33)
    widths = [TEXT_WIDTH - number_width * (count - 1)] + [number_width] * (count - 1)
    if shares:
        widths = [Mm(155 * share / sum(shares)) for share in shares]
    grid.autofit = False
    for column, width in zip(grid.columns, widths, strict=True):
        column.width = width
        for cell in column.cells:
            cell.width = width


def _describe_table(grid: WordTable, caption: str) -> None:
    properties = grid._tbl.tblPr
    borders = _element("w:tblBorders")
    for side, size in (("top", "8"), ("bottom", "8"), ("insideH", "4")):
        borders.append(_element(f"w:{side}", val="single", sz=size, space="0", color=RULE))
    look = properties.find(qn("w:tblLook"))
    if look is not None:
        properties.remove(look)
    properties.append(borders)
    # Tells readers which cells are headings: the first row and the first column.
    properties.append(
        _element(
            "w:tblLook",
            val="04A0",
            firstRow="1",
            lastRow="0",
            firstColumn="1",
            noHBand="0",
            noVBand="1",
        )
    )
    properties.append(_element("w:tblCaption", val=caption))


def _repeat_over_pages(grid: WordTable) -> None:
    grid.rows[0]._tr.get_or_add_trPr().append(_element("w:tblHeader", val="true"))


def _never_split(row: Any) -> None:
    row._tr.get_or_add_trPr().append(_element("w:cantSplit", val="true"))


def _write_diagram(word: Any, diagram: Diagram, number: int) -> None:
    holder = word.add_paragraph()
    holder.paragraph_format.keep_with_next = True
    holder.paragraph_format.space_before = Pt(8)
    picture = holder.add_run().add_picture(BytesIO(png_for_document(diagram.chart)), width=TEXT_WIDTH)
    _describe_picture(picture, diagram, number)
    caption = _write_caption(word, "Diagram", number, diagram.caption)
    caption.paragraph_format.keep_with_next = bool(diagram.note)
    if diagram.note:
        word.add_paragraph(diagram.note, style="Anmärkning")


def _describe_picture(picture: Any, diagram: Diagram, number: int) -> None:
    properties = picture._inline.docPr
    properties.set("name", f"Diagram {number}")
    properties.set("title", diagram.chart.title)
    properties.set("descr", f"{diagram.chart.title}. {diagram.chart.description}")


def _write_caption(word: Any, label: str, number: int, text: str) -> WordParagraph:
    caption: WordParagraph = word.add_paragraph(style="Caption")
    caption.add_run(f"{label} ")
    _add_field(caption, f"SEQ {label} \\* ARABIC", str(number))
    caption.add_run(f": {text}")
    return caption


def _write_signatures(word: Any, signatures: Signatures) -> None:
    grid = word.add_table(rows=1, cols=max(len(signatures.by), 2))
    for cell, signature in zip(grid.rows[0].cells, signatures.by, strict=False):
        name = cell.paragraphs[0]
        name.paragraph_format.space_before = Pt(40)
        name.paragraph_format.space_after = Pt(0)
        _with_rule_above(name)
        name.add_run(signature.name)
        cell.add_paragraph().add_run(signature.title).font.color.rgb = FAINT
    _never_split(grid.rows[0])


def _with_rule_above(paragraph: WordParagraph) -> None:
    border = _element("w:pBdr")
    border.append(_element("w:top", val="single", sz="6", space="4", color=RULE))
    paragraph._p.get_or_add_pPr().append(border)


def _add_field(paragraph: WordParagraph, instruction: str, shown: str) -> None:
    """A field that Word computes (page number, running number), with what it shows until then."""
    field = _element("w:fldSimple", instr=instruction)
    run, text = _element("w:r"), _element("w:t")
    text.text = shown
    run.append(text)
    field.append(run)
    paragraph._p.append(field)


def _element(name: str, **attributes: str) -> Any:
    element = OxmlElement(name)
    for key, value in attributes.items():
        element.set(qn(f"w:{key}"), value)
    return element
