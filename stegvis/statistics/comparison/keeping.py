"""The computation as a job: read the register, compute, keep what was found. Pages read what is kept."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from datetime import date, datetime

from django.db import connection, transaction

from stegvis.core.period import add_months
from stegvis.providers.models import ComparisonRun, ComparisonTerms, ProviderResult
from stegvis.registry.models import Principal
from stegvis.statistics.comparison import customers
from stegvis.statistics.comparison.hiding import hide_what_may_not_be_shown, take_away_stars
from stegvis.statistics.comparison.rules import Limits, Window

METHOD = "logit-eb-1"
"""The name of the method as docs/comparison.md tells it; changes whenever the method does."""
ALL_RUNS_KEPT_FOR = 2
"""Months for which every run's results are kept; of what is older, the first run of each month."""


@transaction.atomic
def compute_results(principal_id: int, *, today: date, at: datetime) -> ComparisonRun:
    """Compute all results anew and keep them as the latest run."""
    # Takes seconds to load: only those who compute pay for it.
    from stegvis.statistics.comparison.computing import Computed, Showing, computed, computed_voices

    limits = limits_on(principal_id, today)
    window = Window.of(limits, today)
    showing = Showing(limits, today, customers.active_since(principal_id))
    people = list(customers.finished(principal_id, window))
    found: list[Computed] = [
        *computed(people, showing),
        *computed_voices(customers.voices(principal_id), window, showing),
    ]
    run = ComparisonRun.objects.create(
        principal_id=principal_id,
        computed_at=at,
        data_until=window.data_until,
        method=METHOD,
        customers=len(people),
    )
    _keep(run, [asdict(each) for each in found])
    _thin_out(principal_id, today)
    _keep_to_terms_written_meanwhile(principal_id, limits, today)
    return run


def _keep_to_terms_written_meanwhile(principal_id: int, computed_by: Limits, today: date) -> None:
    """Who writes terms now waits for this run, and hides in it what they do not let be shown, and stars."""
    now = settled_limits_on(principal_id, today)
    if now != computed_by:
        hide_what_may_not_be_shown(principal_id, now, today)
    if now.star_limits != computed_by.star_limits:
        take_away_stars(principal_id)


def settled_limits_on(principal_id: int, day: date) -> Limits:
    """As `limits_on`, when whoever is writing terms at this moment has done so."""
    Principal.objects.select_for_update(no_key=True).get(pk=principal_id)
    return limits_on(principal_id, day)


def limits_on(principal_id: int, day: date) -> Limits:
    """The principal's terms on the day; until it has decided any, the state's."""
    terms = ComparisonTerms.objects.filter(principal_id=principal_id, period__contains=day).first()
    if terms is None:
        return Limits()
    return Limits(terms.min_starters, terms.min_months, terms.window_months, tuple(terms.star_limits))


def _keep(run: ComparisonRun, rows: Iterable[dict[str, object]]) -> None:
    ProviderResult.objects.bulk_create(
        (ProviderResult(principal_id=run.principal_id, run=run, **row) for row in rows), batch_size=1000
    )


def _thin_out(principal_id: int, today: date) -> None:
    """What was shown long ago is kept month by month; the runs themselves are all kept."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            DELETE FROM providers_providerresult r USING providers_comparisonrun old
            WHERE old.id = r.run_id AND r.principal_id = %(principal)s AND old.data_until < %(limit)s
              AND EXISTS (
                  SELECT FROM providers_comparisonrun first
                  WHERE first.principal_id = old.principal_id AND first.id < old.id
                    AND date_trunc('month', first.data_until) = date_trunc('month', old.data_until)
              )
            """,
            {"principal": principal_id, "limit": add_months(today, -ALL_RUNS_KEPT_FOR)},
        )
