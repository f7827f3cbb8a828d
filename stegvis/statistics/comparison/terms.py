"""Write the principal's terms of the comparison, as a version from a day."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from stegvis.casework.rules.dated import may_begin
from stegvis.core.actor import Actor
from stegvis.core.answers import Answer
from stegvis.core.refusals import database_refusals
from stegvis.core.versions import write_from
from stegvis.providers.models import ComparisonTerms
from stegvis.registry.models import Principal
from stegvis.statistics.comparison.hiding import hide_what_may_not_be_shown, take_away_stars
from stegvis.statistics.comparison.keeping import limits_on
from stegvis.statistics.comparison.rules import Limits, terms_hold_together
from stegvis.statistics.permissions import may_decide_comparison


@transaction.atomic
def write_terms(limits: Limits, from_day: date, source: str, *, by: Actor, today: date) -> ComparisonTerms:
    """A new version from the day on, up to the next that is written already.

    The one before ends the day before; one that begins on the very day is replaced. What terms from today do
    not let be shown is hidden at once; what they let be shown awaits the next computation.
    """
    may_decide_comparison(by).or_refuse()
    (terms_hold_together(limits) & Answer.of(may_begin(from_day, today=today))).or_refuse()
    # Not the whole lock: what is being written about the principal meanwhile need not wait.
    Principal.objects.select_for_update(no_key=True).get(pk=by.principal_id)
    with database_refusals():
        own = ComparisonTerms.objects.filter(principal_id=by.principal_id)
        before = limits_on(by.principal_id, today)
        written = write_from(own, from_day, _content(limits, source), principal_id=by.principal_id)
        if from_day == today:
            hide_what_may_not_be_shown(by.principal_id, limits, today)
            if before.star_limits != limits.star_limits:
                take_away_stars(by.principal_id)
        return written


def _content(limits: Limits, source: str) -> dict[str, object]:
    return {
        "min_starters": limits.min_starters,
        "min_months": limits.min_months,
        "window_months": limits.window_months,
        "star_limits": list(limits.star_limits),
        "source": source,
    }
