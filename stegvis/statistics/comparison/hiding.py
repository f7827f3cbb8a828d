"""Stricter terms hold at once: what they do not let be shown is hidden, without waiting for a computation."""

from __future__ import annotations

from collections import defaultdict
from datetime import date

from stegvis.providers.models import ProviderResult
from stegvis.providers.results import latest_run
from stegvis.statistics.comparison import customers
from stegvis.statistics.comparison.rules import Limits, may_be_shown, tells_too_much


def hide_what_may_not_be_shown(principal_id: int, limits: Limits, today: date) -> int:
    """Hides it in the latest computation, and says how many results. Never shows anything more."""
    run = latest_run(principal_id)
    rows = list(ProviderResult.objects.filter(principal=principal_id, run=run, is_shown=True)) if run else []
    since = customers.active_since(principal_id) if rows else {}
    for row in rows:
        began = since.get((row.provider_id, row.intervention_id))
        row.is_shown = may_be_shown(row.n, began, limits, today).ok
    for of_measure in _together(rows):
        for row in tells_too_much(of_measure, limits):
            row.is_shown = False
    hidden = [row.pk for row in rows if not row.is_shown]
    return ProviderResult.objects.filter(pk__in=hidden).update(is_shown=False, stars=None)


def take_away_stars(principal_id: int) -> None:
    """Those that were given by other limits than what hold now."""
    run = latest_run(principal_id)
    ProviderResult.objects.filter(principal=principal_id, run=run).exclude(stars=None).update(stars=None)


def _together(rows: list[ProviderResult]) -> list[list[ProviderResult]]:
    """Each provider's rows in an intervention and measure."""
    found: dict[tuple[int, int, str], list[ProviderResult]] = defaultdict(list)
    for row in rows:
        found[row.provider_id, row.intervention_id, row.measure].append(row)
    return list(found.values())
