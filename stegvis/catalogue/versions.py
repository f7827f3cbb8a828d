"""The dated versions of an intervention's terms, as pages tell of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from stegvis.catalogue import groups, words
from stegvis.catalogue.models import Intervention, Level, Tariff, Terms
from stegvis.core.parts import Tone
from stegvis.core.period import Period


@dataclass(frozen=True, slots=True)
class Version:
    """One version of the terms on a day: coming, in force or past."""

    terms: Terms
    levels: tuple[Level, ...]
    facts: tuple[tuple[str, str], ...]
    state: str
    tone: Tone

    @property
    def is_coming(self) -> bool:
        return self.state == COMING


@dataclass(frozen=True, slots=True)
class DatedTariff:
    tariff: Tariff
    state: str
    tone: Tone


COMING, IN_FORCE, PAST = "Kommande", "Gäller nu", "Har upphört"
TONES = {COMING: Tone.INFO, IN_FORCE: Tone.SUCCESS, PAST: Tone.NEUTRAL}


def versions(intervention: Intervention, today: date) -> list[Version]:
    """Every version, the latest first (`with_all_terms`)."""
    every = list(intervention.terms.all())
    names = words.names_of(
        intervention.principal_id,
        (code for terms in every for code in (*terms.must_combine_with, *terms.must_not_combine_with)),
    )
    return [_version(terms, names, today) for terms in every]


def tariffs(intervention: Intervention, today: date) -> list[DatedTariff]:
    rows = [(tariff, _state(tariff.period, today)) for tariff in intervention.tariffs.all()]
    return [DatedTariff(tariff, state, TONES[state]) for tariff, state in rows]


def told(terms: Terms, names: Mapping[str, str]) -> Iterable[tuple[str, str]]:
    """What the terms say, in words: what it is called, and what holds."""
    yield "Ålder", terms.age_text
    yield "Målgrupper", ", ".join(map(groups.name_of, terms.target_groups)) or "Alla"
    yield "Förmåga", terms.capacity_text
    yield "Längd", terms.length_text
    if terms.min_workplace_percent:
        yield "Tid på arbetsplats", terms.workplace_text
    if terms.must_combine_with:
        yield "Kombineras med", words.combination(terms.must_combine_with, names)
    if terms.must_not_combine_with:
        yield "Kan inte pågå samtidigt som", words.combination(terms.must_not_combine_with, names)
    yield "Beslutade i", terms.decided_in or "–"


def _version(terms: Terms, names: Mapping[str, str], today: date) -> Version:
    state = _state(terms.period, today)
    return Version(terms, tuple(terms.levels.all()), tuple(told(terms, names)), state, TONES[state])


def _state(period: Period, today: date) -> str:
    if period.start > today:
        return COMING
    return IN_FORCE if period.contains(today) else PAST
