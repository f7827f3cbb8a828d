"""From customers to the results of all providers: which are compared with which, and what may be shown."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date

import numpy as np

from stegvis.providers.models import ProviderResult
from stegvis.statistics.comparison.adjusting import SHARE, TIME, Adjusted, Outcome, adjust
from stegvis.statistics.comparison.cohorts import Cohort, numbered
from stegvis.statistics.comparison.customers import Customer
from stegvis.statistics.comparison.rules import (
    Limits,
    Quarter,
    Window,
    may_be_shown,
    stars_for,
    tells_too_much,
    told_together,
)

Measure = ProviderResult.Measure
ALL_LEVELS = ""

OUTCOMES: Mapping[Measure, Callable[[Customer], float | None]] = {
    Measure.COMPLETED: lambda customer: customer.completed,
    Measure.SELF_SUFFICIENT: lambda customer: customer.self_sufficient,
    Measure.LASTING: lambda customer: customer.lasting,
    Measure.MEAN_DAYS: lambda customer: customer.days,
}


@dataclass(frozen=True)
class Computed:
    """One measure of one provider, as it is kept."""

    provider_id: int
    intervention_id: int
    level: str
    measure: Measure
    n: int
    numerator: int | None
    raw: float
    expected: float
    adjusted: float
    low: float
    high: float
    stars: int | None
    is_shown: bool


@dataclass(frozen=True)
class Matter:
    """Who is compared: all in an intervention, or those at one of its levels."""

    intervention_id: int
    level: str
    measure: Measure


@dataclass(frozen=True)
class Showing:
    """What decides whether a result is shown."""

    limits: Limits
    today: date
    active_since: Mapping[tuple[int, int], date]

    def allows(self, provider: int, matter: Matter, n: int) -> bool:
        since = self.active_since.get((provider, matter.intervention_id))
        return may_be_shown(n, since, self.limits, self.today).ok


def computed(customers: Iterable[Customer], showing: Showing) -> list[Computed]:
    """Every measure that stands in the register, per intervention and level."""
    return _without_what_can_be_taken_away(list(_computed(customers, showing)), showing.limits)


def _computed(customers: Iterable[Customer], showing: Showing) -> Iterator[Computed]:
    for (intervention, level), group in _groups(customers).items():
        for measure, outcome in OUTCOMES.items():
            told = [(each, value) for each in group if (value := outcome(each)) is not None]
            if told:
                matter = Matter(intervention, level, measure)
                cohort, providers = _cohort(told, of_level=bool(level))
                yield from _told(matter, cohort, providers, showing)


def computed_voices(
    voices: Mapping[int, Mapping[int, list[Quarter]]], window: Window, showing: Showing
) -> Iterator[Computed]:
    """What the customers say. Nobody knows who answered, so nothing of them can be reckoned with."""
    for intervention, by_provider in voices.items():
        counts = {
            provider: counted
            for provider, quarters in by_provider.items()
            if (counted := told_together(quarters, window))[0] > 0
        }
        if counts:
            matter = Matter(intervention, ALL_LEVELS, Measure.SATISFACTION)
            yield from _told(matter, _cohort_of_counts(counts), list(counts), showing)


def _groups(customers: Iterable[Customer]) -> dict[tuple[int, str], list[Customer]]:
    groups: dict[tuple[int, str], list[Customer]] = defaultdict(list)
    for customer in customers:
        groups[customer.intervention_id, ALL_LEVELS].append(customer)
        if customer.level:
            groups[customer.intervention_id, customer.level].append(customer)
    return groups


def _cohort(told: list[tuple[Customer, float]], *, of_level: bool) -> tuple[Cohort, list[int]]:
    places, providers = numbered([customer.provider_id for customer, _ in told])
    known = list(zip(*(customer.known for customer, _ in told), strict=True))
    if of_level:
        known = known[:-1]  # the level is the last characteristic, and the same for all
    cohort = Cohort(
        provider=places,
        outcome=np.array([float(value) for _, value in told]),
        providers=len(providers),
        characteristics=tuple(numbered(list(values))[0] for values in known),
    )
    return cohort, providers


def _cohort_of_counts(counts: Mapping[int, tuple[int, int]]) -> Cohort:
    return Cohort(
        provider=np.repeat(np.arange(len(counts)), [answers for answers, _ in counts.values()]),
        outcome=np.concatenate([np.arange(n) < content for n, content in counts.values()]).astype(np.float64),
        providers=len(counts),
    )


def _told(matter: Matter, cohort: Cohort, providers: list[int], showing: Showing) -> Iterator[Computed]:
    result = adjust(cohort, _kind(matter.measure))
    for place, provider in enumerate(providers):
        n = int(result.n[place])
        is_shown = showing.allows(provider, matter, n)
        yield Computed(
            provider_id=provider,
            intervention_id=matter.intervention_id,
            level=matter.level,
            measure=matter.measure,
            n=n,
            numerator=_numerator(matter.measure, result, place),
            raw=float(result.raw[place]),
            expected=float(result.expected[place]),
            adjusted=float(result.adjusted[place]),
            low=max(float(result.low[place]), 0.0),
            high=float(result.high[place]),
            stars=_stars(matter.measure, result, place, showing.limits) if is_shown else None,
            is_shown=is_shown,
        )


def _without_what_can_be_taken_away(found: list[Computed], limits: Limits) -> list[Computed]:
    """Not every level but one that rests on too few: it would be what is left of all levels together when the
    others are taken away. Then the smallest of the others is not shown by itself either."""
    together: dict[tuple[int, int, Measure], list[Computed]] = defaultdict(list)
    for each in found:
        together[each.provider_id, each.intervention_id, each.measure].append(each)
    hidden = {id(each) for rows in together.values() for each in tells_too_much(rows, limits)}
    return [replace(each, is_shown=False, stars=None) if id(each) in hidden else each for each in found]


def _kind(measure: Measure) -> Outcome:
    return TIME if measure == Measure.MEAN_DAYS else SHARE


def _numerator(measure: Measure, result: Adjusted, place: int) -> int | None:
    return None if measure == Measure.MEAN_DAYS else round(float(result.raw[place] * result.n[place]))


def _stars(measure: Measure, result: Adjusted, place: int, limits: Limits) -> int | None:
    """A long time is neither good nor bad, and gets no stars."""
    return None if measure == Measure.MEAN_DAYS else stars_for(float(result.strength[place]), limits)
