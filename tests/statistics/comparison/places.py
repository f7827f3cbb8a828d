"""Providers with finished customers, for the tests of the comparison."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

from stegvis.assignments.models import Assignment
from stegvis.casework.models import ClosureReason
from stegvis.core.period import Period
from stegvis.providers.models import ComparisonRun, Provider
from stegvis.providers.results import results_for
from stegvis.registry.models import Unit
from stegvis.statistics.comparison.keeping import compute_results
from tests import builders

TODAY = date(2026, 11, 1)
AT = datetime(2026, 11, 1, 3, 0, tzinfo=UTC)
STARTED = date(2025, 1, 7)


class Place:
    """A principal with an intervention, and providers with so many finished customers."""

    def __init__(self) -> None:
        self.principal = builders.a_principal()
        self.unit: Unit = builders.a_unit(self.principal)
        self.intervention = builders.an_intervention(self.principal)

    def a_provider(self, customers: int, in_work: int, **fields: Any) -> Provider:
        provider = builders.a_provider(self.principal)
        for number in range(customers):
            self.a_customer(provider, in_work=number < in_work, **fields)
        return provider

    def more(self, provider: Provider, customers: int, **fields: Any) -> None:
        for number in range(customers):
            self.a_customer(provider, in_work=number % 2 == 0, **fields)

    def a_customer(
        self, provider: Provider, *, in_work: bool, started: date = STARTED, level: str = ""
    ) -> Assignment:
        period = Period(started, started + timedelta(days=120))
        reason = ClosureReason.WORK if in_work else ClosureReason.OTHER
        case = builders.a_case(
            self.unit, opened_on=date(2024, 12, 1), closed_on=period.end, closure_reason=reason
        )
        decision = builders.a_decision(
            case, self.intervention, period=period, decided_on=started - timedelta(days=7), level=level
        )
        return builders.an_assignment(case, decision=decision, provider=provider)

    def compute(self) -> ComparisonRun:
        return compute_results(self.principal.pk, today=TODAY, at=AT)

    def results(self, *providers: Provider, level: str = "", today: date = TODAY) -> dict[int, Any]:
        keys = [provider.pk for provider in providers]
        return results_for(self.principal.pk, self.intervention.pk, level, keys, today=today)

    def told(self, provider: Provider, level: str) -> tuple[str, int]:
        """Of which level, and of how many, is told to who asks for a level?"""
        result = self.results(provider, level=level)[provider.pk].of("self_sufficient")
        return result.level, result.n
