"""What a case's record adds: the texts that are searched, and its pages among the parts of the case."""

from stegvis.casework import (
    record,
    record_beside,
    record_parts,
    record_print,
    record_texts,
    record_texts_beside,
    sections,
)


def declare_record() -> None:
    record.register(*record_texts.SOURCES, *record_texts_beside.SOURCES)
    record_print.register(*record_parts.PARTS, *record_beside.PARTS)
    sections.register(10, "Kartläggningar", "assessments")
    sections.register(60, "Journal", "journal")
    sections.register(70, "Sök i akten", "search_record")
