"""What the latest computation found, as analysts read it. Loads nothing heavy."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, QuerySet

from stegvis.catalogue.models import Intervention
from stegvis.core.numbers import format_decimal, format_number
from stegvis.providers.models import ComparisonRun, ProviderResult
from stegvis.providers.results import TOO_FEW
from stegvis.providers.showing import by_terms_of_today
from stegvis.statistics.comparison.funnel import Funnel, Point, funnel

Measure = ProviderResult.Measure
NOTHING = "–"


@dataclass(frozen=True)
class Row:
    """One provider's result in a measure, with its words."""

    result: ProviderResult
    differs: bool

    @property
    def name(self) -> str:
        return self.result.provider.name

    @property
    def raw(self) -> str:
        return self._told(self.result.raw)

    @property
    def expected(self) -> str:
        return self._told(self.result.expected)

    @property
    def adjusted(self) -> str:
        return self._told(self.result.adjusted) if self.result.is_shown else TOO_FEW

    @property
    def interval(self) -> str:
        if not self.result.is_shown:
            return NOTHING
        return f"{self._told(self.result.low)}–{self._told(self.result.high)}"

    @property
    def stars(self) -> str:
        return NOTHING if self.result.stars is None else f"{self.result.stars} av 4"

    def _told(self, value: float | None) -> str:
        """Of what rests on too few, not even the raw result: it is about people, whoever reads."""
        if value is None or not self.result.is_shown:
            return NOTHING
        if self.result.measure == Measure.MEAN_DAYS:
            return format_number(round(value))
        return format_decimal(round(value * 100, 1), 1)


@dataclass(frozen=True)
class Comparison:
    """All providers of an intervention in one measure."""

    measure: Measure
    rows: tuple[Row, ...]
    middle: float | None
    """What a middling provider would reach; None when there is nothing."""

    @property
    def unit(self) -> str:
        return "dagar" if self.measure == Measure.MEAN_DAYS else "procent"

    @property
    def differing(self) -> list[Row]:
        return [row for row in self.rows if row.differs]

    @property
    def shown(self) -> list[Row]:
        return [row for row in self.rows if row.result.is_shown]

    @property
    def funnel(self) -> Funnel | None:
        """Of shares; a time has no such curves of chance."""
        if self.measure == Measure.MEAN_DAYS or not self.shown or self.middle is None:
            return None
        points = [
            Point(row.name, row.result.n, (row.result.raw - row.result.expected) * 100, row.differs)
            for row in self.shown
            if row.result.raw is not None and row.result.expected is not None
        ]
        return funnel(f"{self.measure.label}: avstånd från det väntade", points, self.middle)


def comparison(
    run: ComparisonRun, intervention: Intervention, level: str, measure: Measure, *, today: date
) -> Comparison:
    """One query, whatever the number of providers; two more when other terms have begun since."""
    results = by_terms_of_today(run, list(_results(run, intervention, level, measure)), today)
    middle = _middle(results)
    return Comparison(measure, tuple(Row(result, _differs(result, middle)) for result in results), middle)


def _results(
    run: ComparisonRun, intervention: Intervention, level: str, measure: Measure
) -> QuerySet[ProviderResult]:
    return (
        ProviderResult.objects.filter(
            principal=run.principal_id, run=run, intervention=intervention, level=level, measure=measure
        )
        .select_related("provider")
        .order_by("provider__name", "provider_id")
    )


def levels_of(run: ComparisonRun) -> list[tuple[int, str]]:
    """The interventions with results, and the levels of each; the empty one is all of them together."""
    found = ProviderResult.objects.filter(principal=run.principal_id, run=run)
    return list(found.order_by("intervention", "level").values_list("intervention", "level").distinct())


def most_told_of(run: ComparisonRun) -> int | None:
    """The intervention of which there are most results to show."""
    shown = ProviderResult.objects.filter(principal=run.principal_id, run=run, is_shown=True)
    most = shown.order_by().values("intervention").annotate(told=Count("id")).order_by("-told").first()
    return int(most["intervention"]) if most else None


def _middle(results: Sequence[ProviderResult]) -> float | None:
    """What a middling provider would reach with all the customers: what was expected of each, together."""
    told = [(result.n, result.expected) for result in results if result.expected is not None]
    customers = sum(n for n, _ in told)
    return sum(n * expected for n, expected in told) / customers if customers else None


def _differs(result: ProviderResult, middle: float | None) -> bool:
    if not result.is_shown or middle is None or result.low is None or result.high is None:
        return False
    return result.low > middle or result.high < middle
