"""The table in docs/casework.md says what the standard catalogue says."""

from pathlib import Path

from stegvis.catalogue import words
from stegvis.catalogue.standard import Offer, read_catalogue

DOCUMENT = Path(__file__).parents[2] / "docs" / "casework.md"
BEGIN, END = "<!-- the standard catalogue -->", "<!-- end of the standard catalogue -->"
HEADINGS = ("Insats", "Från", "Ålder", "Förmåga", "Längd", "Ska kombineras med", "Övrigt")


def capacity(content) -> str:
    if not content.levels:
        return words.capacity(content.min_capacity, content.max_capacity)
    levels = (
        f"{each.name}: {words.capacity(each.min_capacity, each.max_capacity)}" for each in content.levels
    )
    return "; ".join(levels)


def other(content) -> str:
    told = []
    if content.min_workplace_percent:
        told.append(f"minst {content.min_workplace_percent} % av planen på en arbetsplats")
    if content.voucher_amounts:
        told.append(f"tilläggscheck {words.amounts(content.voucher_amounts)}")
    return "; ".join(told) or "–"


def line(offer: Offer) -> str:
    (terms,) = offer.terms
    content = terms.content
    cells = (
        offer.name,
        str(terms.period.start),
        words.ages(content.min_age, content.max_age),
        capacity(content),
        words.length(content.max_months, content.max_extensions, content.extension_months),
        words.combination(content.must_combine_with) or "–",
        other(content),
    )
    return f"| {' | '.join(cells)} |".replace("\u00a0", " ")


def table() -> str:
    head = [f"| {' | '.join(HEADINGS)} |", "|" + "---|" * len(HEADINGS)]
    return "\n".join([*head, *(line(offer) for offer in read_catalogue().offers)])


def test_the_documented_rules_are_those_of_the_standard_catalogue() -> None:
    text = DOCUMENT.read_text(encoding="utf-8")
    written = text.split(BEGIN)[1].split(END)[0].strip()
    assert written == table(), f"Put this between the marks:\n{table()}"
