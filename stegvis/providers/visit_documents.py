"""The protocol of a visit as the document that the provider gets and the archive keeps.

Why the visit was made does not stand in it: a tip must not be traced to who gave it.
"""

from __future__ import annotations

from collections.abc import Iterator

from stegvis.core.clock import SWEDEN
from stegvis.core.documents.blocks import (
    Block,
    Document,
    Facts,
    Heading,
    Letterhead,
    Paragraph,
    Points,
    Signature,
    Signatures,
)
from stegvis.core.templatetags.design import day
from stegvis.providers.models import Deficiency, QualityVisit
from stegvis.providers.quality_templates import questions_of
from stegvis.providers.rules.questions import in_words

OFFICE = "Kvalitetsansvarig"


def protocol_document(visit: QualityVisit) -> Document:
    """The signed protocol. The same visit always gives the same document."""
    signed_on = visit.signed_at.astimezone(SWEDEN).date() if visit.signed_at else visit.planned_on
    return Document(
        title=f"Protokoll från kvalitetsbesök {visit.held_on}",
        letterhead=Letterhead(
            sender=visit.principal.name,
            unit=visit.principal.committee,
            kind="Protokoll",
            written_on=signed_on,
            reference=f"Besök {visit.pk}",
            recipient=visit.provider.name,
        ),
        blocks=tuple(_blocks(visit)),
    )


def _blocks(visit: QualityVisit) -> Iterator[Block]:
    yield Facts(tuple(_particulars(visit)))
    yield Heading("Sammanfattning")
    yield from _paragraphs(visit.answers.get("summary", ""))
    yield Heading("Det vi såg")
    for question in questions_of(visit.template):
        yield Heading(question.text, level=2)
        yield Paragraph(in_words(question, visit.answers.get("answers", {}).get(question.code)))
        yield from _paragraphs(visit.answers.get("notes", {}).get(question.code, ""))
    yield Heading("Brister")
    found = found_at(visit)
    if found:
        yield Points(tuple(f"{severity}: {' '.join(text.split())}" for severity, text, _ in found))
    else:
        yield Paragraph("Inga brister antecknades vid besöket.")
    yield Signatures((Signature(visit.visitor.display_name, OFFICE),))


def _particulars(visit: QualityVisit) -> Iterator[tuple[str, str]]:
    yield "Anordnare", f"{visit.provider.name}, {visit.provider.shown_number}"
    yield "Plats", str(visit.site) if visit.site else "Hos anordnaren"
    yield "Besöket gjordes", day(visit.held_on)
    yield "Meddelat i förväg", "Ja" if visit.is_announced else "Nej"
    yield "Deltog", visit.answers.get("present", "")


def found_at(visit: QualityVisit) -> list[tuple[str, str, bool]]:
    """The deficiencies as the protocol tells them: how grave in words, what, and whether it is serious."""
    return [
        (
            str(Deficiency.Severity(each["severity"]).label),
            each["text"],
            each["severity"] == Deficiency.Severity.SERIOUS,
        )
        for each in visit.answers.get("found", ())
    ]


def _paragraphs(text: str) -> Iterator[Paragraph]:
    for part in text.replace("\r\n", "\n").split("\n\n"):
        if part.strip():
            yield Paragraph(part.strip())
