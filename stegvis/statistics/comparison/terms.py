"""Write the principal's terms of the comparison, as a version from a day."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from stegvis.casework.rules.dated import may_begin
from stegvis.core.actor import Actor
from stegvis.core.answers import Answer
from stegvis.core.period import Period
from stegvis.core.refusals import database_refusals
from stegvis.providers.models import ComparisonTerms
from stegvis.registry.models import Principal
from stegvis.statistics.comparison.rules import Limits, terms_hold_together
from stegvis.statistics.permissions import may_decide_comparison


@transaction.atomic
def write_terms(limits: Limits, from_day: date, source: str, *, by: Actor, today: date) -> ComparisonTerms:
    """A new version from the day on, up to the next that is written already.

    The one before ends the day before; one that begins on the very day is replaced. What has been computed
    stands until the next computation.
    """
    may_decide_comparison(by).or_refuse()
    (terms_hold_together(limits) & Answer.of(may_begin(from_day, today=today))).or_refuse()
    # Not the whole lock: what is being written about the principal meanwhile need not wait.
    Principal.objects.select_for_update(no_key=True).get(pk=by.principal_id)
    with database_refusals():
        return _written(by.principal_id, from_day, _content(limits, source))


def _written(principal_id: int, from_day: date, content: dict[str, object]) -> ComparisonTerms:
    own = ComparisonTerms.objects.filter(principal_id=principal_id)
    now = own.filter(period__contains=from_day).select_for_update(of=("self",)).first()
    later = own.filter(period__startswith__gt=from_day).order_by("period").first()
    if now is not None and now.period.start == from_day:
        for name, value in content.items():
            setattr(now, name, value)
        now.save(update_fields=list(content))
        return now
    if now is not None:
        now.period = now.period.ending(from_day)
        now.save(update_fields=["period"])
    period = Period(from_day, later.period.start if later else None)
    return ComparisonTerms.objects.create(principal_id=principal_id, period=period, **content)


def _content(limits: Limits, source: str) -> dict[str, object]:
    return {
        "min_starters": limits.min_starters,
        "min_months": limits.min_months,
        "window_months": limits.window_months,
        "star_limits": list(limits.star_limits),
        "source": source,
    }
