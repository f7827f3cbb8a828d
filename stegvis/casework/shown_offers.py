"""What is shown of each provider before the choice: where it is, how it works, how it has gone for others."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from django.core.paginator import Paginator
from django.http import QueryDict

from stegvis.casework import offers
from stegvis.casework.models import Decision
from stegvis.providers.models import Provider, Site
from stegvis.providers.results import MEASURES, Result, Results, results_for

MOST_COMPARED = 3
AT_A_TIME = 20
MOST_TO_TICK = 60


@dataclass(frozen=True, slots=True)
class ShownOffer:
    """An open provider with its facts, and – where they have been asked for – its results and places."""

    provider: Provider
    results: Results | None = field(default=None, compare=False)

    @property
    def places(self) -> list[Site]:
        return list(self.provider.sites.all())

    @property
    def towns(self) -> list[str]:
        return self.provider.towns

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


def shown(providers: Iterable[Provider]) -> list[ShownOffer]:
    """The providers in the order given, with their facts. No queries."""
    return [ShownOffer(provider) for provider in providers]


def in_full(found: Sequence[ShownOffer], decision: Decision, today: date) -> list[ShownOffer]:
    """The offers with where they are and how it has gone for others, in a constant number of queries."""
    if not found:
        return []
    offers.read_sites((offer.provider for offer in found), decision, today)
    _day, level = offers.asked_for(decision, today)
    keys = [offer.provider.pk for offer in found]
    results = results_for(decision.principal_id, decision.intervention_id, level, keys, today=today)
    return [replace(offer, results=results[offer.provider.pk]) for offer in found]


@dataclass(frozen=True, slots=True)
class OffersPage:
    """Some of the offers at a time, in the case's own order; so many that they can be looked through."""

    offers: list[ShownOffer]
    number: int
    pages: int
    first: int
    count: int
    asked: QueryDict

    @classmethod
    def of(
        cls, fitting: Sequence[ShownOffer], asked: QueryDict, decision: Decision, today: date
    ) -> OffersPage:
        """The page asked for as `sida`; what is no page is the first, or the last."""
        paginator = Paginator(fitting, AT_A_TIME)
        page = paginator.get_page(asked.get("sida"))
        listed = in_full(list(page.object_list), decision, today)
        return cls(listed, page.number, paginator.num_pages, page.start_index(), paginator.count, asked)

    @property
    def last(self) -> int:
        return self.first + len(self.offers) - 1

    @property
    def before(self) -> str:
        return self._url(self.number - 1) if self.number > 1 else ""

    @property
    def after(self) -> str:
        return self._url(self.number + 1) if self.number < self.pages else ""

    def _url(self, number: int) -> str:
        sent = self.asked.copy()
        sent["sida"] = str(number)
        return f"?{sent.urlencode()}"


def named(found: Iterable[ShownOffer], keys: Iterable[str]) -> list[ShownOffer]:
    """Those whose keys are asked for, in the order of the offers; what is not offered is left out."""
    asked = set(keys)
    return [offer for offer in found if str(offer.provider.pk) in asked]


def to_tick(found: list[ShownOffer], compared: list[ShownOffer]) -> list[ShownOffer]:
    """Those to choose among for a comparison: all of them, or, where they are too many to be looked through,
    those that are compared already. The others are ticked in the list."""
    return found if len(found) <= MOST_TO_TICK else compared


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
            [(offer.provider.name, offer.results.of(measure)) for offer in compared if offer.results],
        )
        for measure in MEASURES
    ]
