"""What is shown of each provider before the choice: where it is, how it works, how it has gone for others."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from stegvis.casework import offers
from stegvis.casework.models import Decision
from stegvis.providers.models import Provider, Site
from stegvis.providers.results import MEASURES, Result, Results, results_for

MOST_COMPARED = 3
MAP = "https://www.openstreetmap.org/"


@dataclass(frozen=True, slots=True)
class Place:
    """Somewhere a provider works, with a link to a map."""

    site: Site

    @property
    def map_url(self) -> str:
        site = self.site
        if site.latitude is None or site.longitude is None:
            return f"{MAP}search?{urlencode({'query': f'{site.address}, {site.postal_code} {site.town}'})}"
        here = f"{site.latitude}/{site.longitude}"
        return f"{MAP}?{urlencode({'mlat': site.latitude, 'mlon': site.longitude})}#map=16/{here}"


@dataclass(frozen=True, slots=True)
class ShownOffer:
    """An open provider with its facts."""

    provider: Provider
    results: Results

    @property
    def places(self) -> list[Place]:
        return [Place(site) for site in self.provider.sites.all()]

    @property
    def towns(self) -> set[str]:
        return {site.town for site in self.provider.sites.all()}

    @property
    def waiting(self) -> str:
        days = self.provider.waiting_days
        if days is None:
            return "Inte angiven"
        if days == 0:
            return "Ingen väntetid"
        return "Ungefär 1 dag" if days == 1 else f"Ungefär {days} dagar"

    @property
    def room(self) -> str:
        free = self.provider.free_places
        return "Ingen gräns" if free is None else f"{free} av {self.provider.places}"


@dataclass(frozen=True, slots=True)
class Wish:
    """What the person looks for; empty = anything will do."""

    language: str = ""
    town: str = ""
    most_waiting_days: int | None = None

    def fits(self, offer: ShownOffer) -> bool:
        """A provider that has not told its waiting time is left out when the time matters."""
        spoken = {language.casefold() for language in offer.provider.spoken}
        days = offer.provider.waiting_days
        return (
            (not self.language or self.language.casefold() in spoken)
            and (not self.town or self.town in offer.towns)
            and (self.most_waiting_days is None or (days is not None and days <= self.most_waiting_days))
        )


def shown(decision: Decision, providers: Sequence[Provider], today: date) -> list[ShownOffer]:
    """The providers in the order given, with all that is shown of them, in a constant number of queries."""
    if not providers:
        return []
    _day, level = offers.asked_for(decision, today)
    keys = [provider.pk for provider in providers]
    found = results_for(decision.principal_id, decision.intervention_id, level, keys)
    return [ShownOffer(provider, found[provider.pk]) for provider in providers]


def named(found: Iterable[ShownOffer], keys: Iterable[str]) -> list[ShownOffer]:
    """Those whose keys are asked for, in the order of the offers; what is not offered is left out."""
    asked = set(keys)
    return [offer for offer in found if str(offer.provider.pk) in asked]


@dataclass(frozen=True, slots=True)
class ResultRow:
    """One measure of several providers beside each other."""

    name: str
    cells: list[tuple[str, Result]]


def result_rows(compared: Sequence[ShownOffer]) -> list[ResultRow]:
    """A row for each measure, in the order in which they are shown."""
    return [
        ResultRow(
            str(measure.label),
            [(offer.provider.name, offer.results.of(measure)) for offer in compared],
        )
        for measure in MEASURES
    ]
