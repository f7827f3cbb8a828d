"""A decision as the document that the person gets and the archive keeps: one page or two, plain words."""

from __future__ import annotations

from collections.abc import Iterator

from stegvis.casework.models import Decision, Delegation
from stegvis.casework.rules.capacity import capacity_in_words
from stegvis.casework.texts import Words, words_on
from stegvis.catalogue.models import Level
from stegvis.core.documents.blocks import Block, Document, Facts, Heading, Letterhead, Paragraph
from stegvis.core.documents.days import days_in_words
from stegvis.registry.naming import current_number, shown_name

NOT_TAKEN = "Förhandsvisning"
"""What stands for the number as long as the decision has not been taken."""
TITLES: dict[str, str] = {
    Decision.Kind.GRANT: "Du får {}",
    Decision.Kind.REFUSE: "Du får inte {}",
    Decision.Kind.EXTEND: "Du får fortsätta med {}",
    Decision.Kind.CHANGE: "{} ändras",
    Decision.Kind.END: "{} upphör",
}
PERIODS: dict[str, str] = {
    Decision.Kind.CHANGE: "Gäller så här",
    Decision.Kind.END: "Dagar som upphör",
}


def document_of(decision: Decision) -> Document:
    """The decision, taken or about to be, as a document. The name of a protected person never stands in it:
    a document travels, and who may know finds the name in the case."""
    principal, case = decision.principal, decision.case
    words = words_on(decision.principal_id, decision.kind, decision.decided_on)
    return Document(
        title=TITLES[decision.kind].format(decision.intervention.name),
        letterhead=Letterhead(
            sender=principal.name,
            unit=", ".join(filter(None, [principal.committee, case.unit.name])),
            kind="Beslut",
            written_on=decision.decided_on,
            reference=decision.number or NOT_TAKEN,
            recipient=shown_name(case.person),
        ),
        blocks=tuple(_blocks(decision, words)),
    )


def _blocks(decision: Decision, words: Words) -> Iterator[Block]:
    yield from _paragraphs(words.introduction)
    yield Heading("Beslutet")
    yield Facts(tuple(_particulars(decision)))
    yield Heading("Därför har vi beslutat så")
    yield from _paragraphs(decision.reason or "Ingen motivering är registrerad.")
    if decision.exception_reason:
        yield Heading("Därför gör vi ett undantag", level=2)
        yield from _paragraphs(decision.exception_reason)
    if words.law:
        yield Heading("Det här stöder beslutet sig på")
        yield from _paragraphs(words.law)
    yield Heading("Den som har beslutat")
    yield from _paragraphs(_decided_by(decision))
    if words.appeal:
        yield Heading("Så överklagar du")
        yield from _paragraphs(words.appeal)


def _particulars(decision: Decision) -> Iterator[tuple[str, str]]:
    yield "Insats", decision.intervention.name
    yield "Beslut", decision.get_kind_display()
    if decision.level:
        yield "Nivå", level_name(decision)
    if decision.period is not None:
        yield PERIODS.get(decision.kind, "Period"), days_in_words(decision.period)
    if decision.capacity_percent is not None:
        yield "Din förmåga", capacity_in_words(decision.capacity_percent)
    if decision.combined_with:
        yield "Kombineras med", decision.combined_with
    if decision.grant_id:
        yield "Hör till beslut", str(decision.grant)
    if decision.corrects_id:
        yield "Ersätter beslut", str(decision.corrects)
    person = decision.case.person
    if not person.is_protected:
        yield "Personnummer", current_number(person)
    yield "Ärende", decision.case.number


def _decided_by(decision: Decision) -> str:
    if decision.decided_by is None:
        return "Vem som beslutade är inte registrerat."
    name = decision.decided_by.display_name
    point: Delegation | None = decision.delegation
    if point is None:
        return f"{name}, på nämndens vägnar."
    role = str(point.get_role_display())
    if point.role == "caseworker":
        role = decision.principal.caseworker_title
    return (
        f"{name}, {role}, på nämndens vägnar enligt delegationsordningen, punkt {point.code}: {point.text}."
    )


def level_name(decision: Decision) -> str:
    """What the level is called; empty when the decision has none."""
    if not decision.level:
        return ""
    named = Level.objects.filter(terms__intervention=decision.intervention_id, code=decision.level)
    return named.order_by("-terms__period").values_list("name", flat=True).first() or decision.level


def _paragraphs(text: str) -> Iterator[Paragraph]:
    for part in text.replace("\r\n", "\n").split("\n\n"):
        if part.strip():
            yield Paragraph(part.strip())
