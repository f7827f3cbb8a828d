"""Computed results of a provider, for the chains of the security tests."""

from __future__ import annotations

from datetime import timedelta

from django.db import models

from stegvis.catalogue.models import Intervention
from stegvis.core import clock
from stegvis.core.period import Period
from stegvis.providers.models import ComparisonRun, ComparisonTerms, Provider, ProviderResult
from tests import builders

TERMS_FROM = builders.TODAY - timedelta(days=30)


def comparison_rows(provider: Provider, intervention: Intervention) -> list[models.Model]:
    """A result that is shown, in a computation of its own, by the principal's terms."""
    principal = provider.principal
    terms, _ = ComparisonTerms.objects.get_or_create(
        principal=principal, defaults={"period": Period(TERMS_FROM), "source": "Nämndens beslut"}
    )
    run = ComparisonRun.objects.create(
        principal=principal,
        computed_at=clock.now(),
        data_until=builders.TODAY,
        method="prov",
        customers=40,
    )
    result = ProviderResult.objects.create(
        principal=principal,
        run=run,
        provider=provider,
        intervention=intervention,
        measure=ProviderResult.Measure.COMPLETED,
        n=40,
        numerator=24,
        raw=0.6,
        expected=0.5,
        adjusted=0.57,
        low=0.44,
        high=0.69,
        is_shown=True,
    )
    return [terms, run, result]
