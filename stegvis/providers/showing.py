"""What the terms of today let be shown of what was computed by the terms of an earlier day.

Terms that hold from a coming day begin at midnight, and the computation follows some time later. Until it has
been done, what they might not let be shown is hidden when it is read. They never show anything more.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.db.models import Exists, OuterRef, QuerySet

from stegvis.core.period import ONE_DAY
from stegvis.providers.models import ComparisonRun, ComparisonTerms, ProviderResult


def with_later_terms(runs: QuerySet[ComparisonRun], today: date) -> QuerySet[ComparisonRun]:
    """Each with `has_later_terms`: have other terms begun since the computation?"""
    # A run knows what had happened until the day before its own.
    own_day = OuterRef("data_until") + ONE_DAY
    own = ComparisonTerms.objects.filter(principal=OuterRef("principal"), period__contains=today)
    return runs.annotate(has_later_terms=Exists(own.filter(period__startswith__gt=own_day)))


def by_terms_of_today(
    run: ComparisonRun, rows: Sequence[ProviderResult], today: date
) -> Sequence[ProviderResult]:
    """The rows, with `is_shown` and stars as the terms of today have them. `run` as `with_later_terms` gives
    it; two queries when it has such, else none."""
    if not getattr(run, "has_later_terms"):  # noqa: B009 - an annotation
        return rows
    before, now = _terms_on(run, run.data_until + ONE_DAY), _terms_on(run, today)
    for row in rows:
        row.is_shown = row.is_shown and _may_still_be_shown(row, before, now)
        if not row.is_shown or before.star_limits != now.star_limits:
            row.stars = None
    return rows


def _may_still_be_shown(row: ProviderResult, before: ComparisonTerms, now: ComparisonTerms) -> bool:
    """Since when a provider has been at work is not asked here: when that matters nothing is shown until it
    has been computed. Nor is a level, when those left without it might be too few."""
    if now.min_months > before.min_months or row.n < now.min_starters:
        return False
    return not row.level or now.min_starters <= before.min_starters


def _terms_on(run: ComparisonRun, day: date) -> ComparisonTerms:
    """Those of the day; where nothing has been decided the state's, which are the fields' own."""
    own = ComparisonTerms.objects.filter(principal_id=run.principal_id, period__contains=day)
    return own.first() or ComparisonTerms()
