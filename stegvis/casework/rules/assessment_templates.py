"""The principal's own form for assessments: which version holds when, and what may be changed in it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from stegvis.casework.rules.questions import ENDS_OF_A_SCALE, FEWEST_OPTIONS, WITH_OPTIONS, Kind, Question
from stegvis.core.answers import Answer, Check
from stegvis.core.period import Period, add_months

PUBLISHED_NEVER_CHANGES = "Versionen är publicerad och kan inte ändras. Gör en ny version i stället."
FURTHEST_AHEAD = 24
"""Months: nobody plans a form further ahead than so; the year is mistyped."""


def may_change(*, is_published: bool) -> Answer:
    """May the version or its questions be changed? Only until somebody may have used it."""
    return Answer.of(Check(not is_published, PUBLISHED_NEVER_CHANGES))


def may_begin(*, has_unpublished: bool) -> Answer:
    """May a new version be begun? One at a time, so that two administrators do not write past each other."""
    return Answer.of(
        Check(
            not has_unpublished, "Det finns redan en version som inte är publicerad. Ändra i den i stället."
        )
    )


@dataclass(frozen=True, slots=True)
class PublishingFacts:
    """A version about to be published. `latest` = when the latest published one holds, if any."""

    is_published: bool
    questions: int
    latest: Period | None


def may_publish(facts: PublishingFacts, first_day: date, *, today: date) -> Answer:
    """May the version hold from the day? Never back in time: what was asked then has been asked."""
    latest = facts.latest
    return Answer.of(
        may_change(is_published=facts.is_published),
        Check(facts.questions > 0, "Lägg till minst en fråga innan du publicerar."),
        Check(
            first_day >= today,
            "En mall kan inte börja gälla bakåt i tiden. Ange i dag eller senare.",
            "first_day",
        ),
        Check(
            first_day <= add_months(today, FURTHEST_AHEAD),
            "Mallen ska börja gälla inom två år. Kontrollera årtalet.",
            "first_day",
        ),
        Check(
            latest is None or first_day > latest.start,
            f"Den senaste versionen gäller från {latest.start if latest else ''}. Ange en senare dag.",
            "first_day",
        ),
    )


def may_ask(question: Question, *, other_codes: Iterable[str]) -> Answer:
    """Can the question be put like this? What it can be answered with follows its kind."""
    options = len(question.options)
    return Answer.of(
        Check(bool(question.text.strip()), "Skriv frågan.", "text"),
        Check(bool(question.section.strip()), "Skriv under vilket avsnitt frågan står.", "section"),
        Check(bool(question.code), "Ange en kod.", "code"),
        Check(question.code not in set(other_codes), "En annan fråga har samma kod. Välj en annan.", "code"),
        Check(
            question.kind not in WITH_OPTIONS or options >= FEWEST_OPTIONS,
            "Skriv minst två svar, ett på varje rad.",
            "options",
        ),
        Check(
            question.kind is not Kind.SCALE or options == ENDS_OF_A_SCALE,
            "Skriv två rader: vad 1 betyder och vad 5 betyder.",
            "options",
        ),
        Check(
            question.kind in WITH_OPTIONS | {Kind.SCALE} or not options,
            "En sådan fråga har inga färdiga svar. Ta bort dem.",
            "options",
        ),
        Check(
            len(set(question.options)) == options, "Samma svar står två gånger. Ta bort det ena.", "options"
        ),
    )


def moved(order: list[int], key: int, *, up: bool) -> list[int]:
    """The keys with one of them a place up or down; at the end of the list it stays."""
    place = order.index(key)
    other = place - 1 if up else place + 1
    if not 0 <= other < len(order):
        return order
    result = list(order)
    result[place], result[other] = result[other], result[place]
    return result
