"""A decision about a provider as the document that the organisation gets and the archive keeps."""

from __future__ import annotations

from collections.abc import Iterator

from stegvis.catalogue.models import Level
from stegvis.core.documents.blocks import Block, Document, Facts, Heading, Letterhead, Paragraph
from stegvis.core.documents.days import days_in_words
from stegvis.core.period import Period
from stegvis.providers.models import Evidence, ProviderDecision
from stegvis.providers.texts import Words, words_for
from stegvis.registry.enclosures import in_words


def document_of(decision: ProviderDecision, words: Words | None = None) -> Document:
    """The decision as a document: about an organisation, never about a customer. `words` are those of its
    day unless others are to be tried."""
    words = words or words_for(decision.kind, decision.principal_id, decision.decided_on)
    name = decision.organisation
    return Document(
        title=words.title.format(name),
        letterhead=Letterhead(
            sender=decision.principal.name,
            unit=decision.principal.committee,
            kind="Beslut",
            written_on=decision.decided_on,
            reference=decision.number,
            recipient=name,
        ),
        blocks=tuple(_blocks(decision, words)),
    )


def _blocks(decision: ProviderDecision, words: Words) -> Iterator[Block]:
    yield from _paragraphs(words.introduction)
    yield Heading("Beslutet")
    yield Facts(tuple(_particulars(decision)))
    yield Heading("Därför har vi beslutat så")
    yield from _paragraphs(decision.reasons)
    yield Heading("Det här stöder beslutet sig på")
    yield from _paragraphs(words.law)
    yield Heading("Den som har beslutat")
    yield Paragraph(f"{decision.decided_by.display_name}, på nämndens vägnar.")
    if decision.appeal:
        yield Heading("Så överklagar ni")
        yield from _paragraphs(decision.appeal)
    yield from _papers(decision)


def _particulars(decision: ProviderDecision) -> Iterator[tuple[str, str]]:
    yield "Beslut", decision.get_kind_display()
    yield "Organisation", decision.organisation
    number = decision.provider or decision.application
    assert number is not None
    yield "Organisationsnummer", number.shown_number
    yield from _touched(decision)
    if decision.application is not None:
        yield "Ansökan", decision.application.number
    if decision.lifts is not None:
        yield "Upphäver beslut", decision.lifts.number


def _papers(decision: ProviderDecision) -> Iterator[Block]:
    """What the organisation has handed in, by the condition that it is to show."""
    if decision.application is None:
        return
    handed_in = Evidence.objects.filter(answer__application=decision.application)
    papers = [
        (paper.answer.version.title, in_words(paper.file))
        for paper in handed_in.select_related("answer__version", "file").order_by("id")
    ]
    if papers:
        yield Heading("Underlag som ni har lämnat in")
        yield Facts(tuple(papers))


def _touched(decision: ProviderDecision) -> Iterator[tuple[str, str]]:
    """Which rights, and when."""
    if decision.application is None:
        yield "Insats", decision.intervention.name if decision.intervention else "Alla insatser"
        yield "Gäller från", decision.holds_from.isoformat()
        return
    for part in decision.application.parts.select_related("intervention"):
        yield part.intervention.name, levels_in_words(part.intervention_id, part.levels)
    period = _granted_period(decision)
    if period is not None:
        yield "Gäller", days_in_words(period)


def _granted_period(decision: ProviderDecision) -> Period | None:
    """From the decision's day until the end that was proposed: the decision follows the proposal."""
    if decision.kind != ProviderDecision.Kind.GRANT or decision.application is None:
        return None
    proposal = decision.application.proposals.first()
    proposed = proposal.period if proposal else None
    return Period(decision.holds_from, proposed.end if proposed else None)


def levels_in_words(intervention_id: int, codes: list[str]) -> str:
    """The levels by name; none named means all of them."""
    if not codes:
        return "Alla nivåer"
    named = Level.objects.filter(terms__intervention=intervention_id, code__in=codes)
    names = dict(named.order_by("terms__period").values_list("code", "name"))  # the newest name last
    return ", ".join(names.get(code, code) for code in codes)


def _paragraphs(text: str) -> Iterator[Paragraph]:
    for part in text.replace("\r\n", "\n").split("\n\n"):
        if part.strip():
            yield Paragraph(part.strip())
