"""The board's report as a municipal memo, from the proposal to the signatures.

What the figures say comes from the report. What a person has to judge (the proposal, the consequences) starts
as a suggestion and is edited in Word.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from stegvis.core.documents.blocks import (
    Document,
    Heading,
    Letterhead,
    Paragraph,
    Points,
    Signature,
    Signatures,
)
from stegvis.statistics import words
from stegvis.statistics.figures import Unit
from stegvis.statistics.matter import matter, unemployment_sentences
from stegvis.statistics.report import BoardReport


@dataclass(frozen=True)
class MemoDetails:
    """What the program cannot know: who signs, for which matter, and what the figures lead to."""

    written_on: date
    reference: str = ""
    unit: str = ""
    author: str = ""
    author_title: str = ""
    manager: str = ""
    manager_title: str = ""
    economy: str = "Rapporten redovisar genomförda insatser och medför i sig inga ekonomiska konsekvenser."
    children: str = (
        "Rapporten medför i sig inga direkta konsekvenser för barn. När en förälder når egen försörjning "
        "förbättras barnens ekonomiska villkor."
    )


def as_memo(report: BoardReport, details: MemoDetails) -> Document:
    """The whole memo, from the proposal to the signatures."""
    return Document(
        title=title(report),
        letterhead=Letterhead(
            sender=report.principal,
            unit=details.unit,
            kind="Tjänsteskrivelse",
            written_on=details.written_on,
            reference=details.reference,
            recipient=report.committee,
        ),
        blocks=(
            Heading("Förslag till beslut"),
            Paragraph(f"{report.committee or 'Nämnden'} noterar informationen till protokollet."),
            Heading("Sammanfattning"),
            *(Paragraph(text) for text in summary(report)),
            Heading("Ärendet"),
            *matter(report),
            Heading("Ekonomiska konsekvenser"),
            Paragraph(details.economy),
            Heading("Konsekvenser för barn"),
            Paragraph(details.children),
            Heading("Så är siffrorna räknade"),
            Points(tuple(definitions(report))),
            Signatures(
                (
                    Signature(details.manager, details.manager_title),
                    Signature(details.author, details.author_title),
                )
            ),
        ),
    )


def title(report: BoardReport) -> str:
    return f"Rapport om arbetsmarknadsinsatser {words.period(report.period)}"


def summary(report: BoardReport) -> list[str]:
    """The report in two or three paragraphs."""
    told = [
        (
            f"Under perioden {words.period(report.period)} hade {words.sentence(report.persons)}, en insats. "
            f"{words.capital(words.figure(report.current.now))} var aktuella någon gång under perioden. "
            f"Av dem avslutades {words.number(report.closed.now.numerator, Unit.CASES)}, varav "
            f"{words.number(report.self_sufficient.now.numerator, Unit.CASES)} till egen försörjning "
            f"({_by_sex(report)}). {words.capital(words.figure(report.flow.remaining))} "
            "var öppna när perioden var slut."
        )
    ]
    if report.unemployment:
        told.append(" ".join(unemployment_sentences(report.unemployment)))
    if report.is_preliminary:
        told.append(f"Perioden är inte slut. Siffrorna är hämtade {report.taken_on} och kommer att ändras.")
    return told


def definitions(report: BoardReport) -> Iterable[str]:
    """What each number counts, in one sentence each, none twice."""
    told = [
        *(
            report.persons,
            *report.per_intervention[:1],
            report.vouchers,
            report.current,
            *report.per_provider[:1],
        ),
        *(report.closed, report.self_sufficient, report.decisions, report.below_full_time),
    ]
    return dict.fromkeys(f"{comparison.now.definition}" for comparison in told)


def _by_sex(report: BoardReport) -> str:
    return words.listed(
        [f"{part.now.numerator} {part.name.lower()}" for part in report.self_sufficient_by_sex]
    )
