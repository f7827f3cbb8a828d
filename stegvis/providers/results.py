"""The results of providers as anyone may see them: read from the latest computation, never counted here.

What rests on too few, or on too short a time, is not among them, and its number is not told either: whoever
knows a figure of almost nobody knows something of somebody (docs/comparison.md).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

from django.db.models import QuerySet

from stegvis.core.numbers import format_number
from stegvis.providers.models import ComparisonRun, ProviderResult
from stegvis.providers.showing import by_terms_of_today, with_later_terms

Measure = ProviderResult.Measure

TOO_FEW = "För få för att visa"

MEASURES = (
    Measure.COMPLETED,
    Measure.SELF_SUFFICIENT,
    Measure.LASTING,
    Measure.SATISFACTION,
    Measure.MEAN_DAYS,
)
"""In the order in which they are shown."""


@dataclass(frozen=True)
class Result:
    """One measure of one provider. Shares are 0–1 and the mean time is in days; None when not shown.

    `adjusted` is what the provider would probably reach with the same customers as all others together, and
    `low` to `high` the interval in which it lies with 95 percent's certainty. `level` is empty when the
    result is of all levels together.
    """

    measure: Measure
    is_shown: bool
    n: int | None = None
    adjusted: float | None = None
    low: float | None = None
    high: float | None = None
    stars: int | None = None
    level: str = ""

    @property
    def name(self) -> str:
        return str(self.measure.label)

    @property
    def is_share(self) -> bool:
        return self.measure != Measure.MEAN_DAYS

    @property
    def figure(self) -> str:
        """The adjusted result as it is read: "64 %" or "183 dagar"."""
        if self.adjusted is None:
            return TOO_FEW
        return f"{_whole(self.adjusted * 100)} %" if self.is_share else f"{_whole(self.adjusted)} dagar"

    @property
    def words(self) -> str:
        """How sure the figure is, in plain words."""
        if self.adjusted is None or self.low is None or self.high is None:
            return f"{TOO_FEW}."
        scale, unit = (100, "av 100") if self.is_share else (1, "dagar")
        low, high = _whole(self.low * scale), _whole(self.high * scale)
        between = f"{low}" if low == high else f"mellan {low} och {high}"
        return f"Bygger på {self._people}. Det rätta värdet är troligen {between} {unit}."

    @property
    def _people(self) -> str:
        people = "svar" if self.measure == Measure.SATISFACTION else "deltagare"
        return f"{_whole(self.n or 0)} {people}"


@dataclass(frozen=True)
class Results:
    """All measures of one provider, in the order in which they are shown."""

    provider_id: int
    all: tuple[Result, ...]

    def of(self, measure: str) -> Result:
        return self._by_measure[Measure(measure)]

    @property
    def any_shown(self) -> bool:
        return any(result.is_shown for result in self.all)

    @cached_property
    def _by_measure(self) -> dict[Measure, Result]:
        return {result.measure: result for result in self.all}


@dataclass(frozen=True)
class Freshness:
    """When the results were computed, and until which day they know what has happened."""

    computed_at: datetime
    data_until: date

    @property
    def words(self) -> str:
        return f"Uppgifter till och med {self.data_until}."


def freshness(principal_id: int) -> Freshness | None:
    """None until results have been computed for the first time. One query."""
    run = latest_run(principal_id)
    return Freshness(run.computed_at, run.data_until) if run else None


def latest_run(principal_id: int) -> ComparisonRun | None:
    return _latest(principal_id).first()


def run_shown_on(principal_id: int, today: date) -> ComparisonRun | None:
    """The latest, as `by_terms_of_today` asks for it. One query."""
    return with_later_terms(_latest(principal_id), today).first()


def _latest(principal_id: int) -> QuerySet[ComparisonRun]:
    return ComparisonRun.objects.filter(principal_id=principal_id).order_by("-id")


def results_for(
    principal_id: int, intervention_id: int, level: str, provider_ids: Iterable[int], *, today: date
) -> dict[int, Results]:
    """The results of each of the providers in the intervention, in two queries however many they are.

    A measure that may be shown for the level is of the level; else it is of all levels together. Every
    provider asked for is there, also who has nothing to show.
    """
    asked = list(provider_ids)
    run = run_shown_on(principal_id, today)
    found: dict[tuple[int, str], Result] = {}
    if run is not None and asked:
        rows = ProviderResult.objects.filter(
            principal_id=principal_id,
            run=run,
            intervention_id=intervention_id,
            level__in={"", level},
            provider_id__in=asked,
            is_shown=True,
        )
        # The level comes after the empty one, so that it is the one kept.
        for row in by_terms_of_today(run, list(rows.order_by("level")), today):
            if row.is_shown:
                found[row.provider_id, row.measure] = _shown(row)
    return {
        provider: Results(
            provider,
            tuple(found.get((provider, measure), Result(measure, is_shown=False)) for measure in MEASURES),
        )
        for provider in asked
    }


def _shown(row: ProviderResult) -> Result:
    return Result(Measure(row.measure), True, row.n, row.adjusted, row.low, row.high, row.stars, row.level)


def _whole(value: float) -> str:
    return format_number(round(value))
