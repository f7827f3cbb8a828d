"""What of the money is still open in a case that is about to be closed. None of it hinders."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.urls import reverse

from stegvis.assignments.facts import with_assignments
from stegvis.casework.closing import Matter
from stegvis.casework.models import Case
from stegvis.core.period import ONE_DAY, Period, add_months
from stegvis.remuneration.facts import settled_so_far
from stegvis.remuneration.models import BonusProposal

SETTLED_LATER = "De avräknas i vanlig ordning, även efter avslutet."


def open_matters(case: Case, today: date) -> Iterable[Matter]:
    yield Matter("Månader som inte är avräknade än", _unsettled_months(case, today), note=SETTLED_LATER)
    awaiting = BonusProposal.objects.filter(assignment__case=case).awaiting_decision()
    keys = list(awaiting.order_by("id").values_list("pk", flat=True))
    yield Matter(
        "Bonusar som väntar på beslut",
        len(keys),
        reverse("bonus", args=[keys[0]]) if keys else "",
        "De kan godkännas även efter avslutet.",
    )


def _unsettled_months(case: Case, today: date) -> int:
    """Months with an assignment that no settlement has reached: one for each assignment and month."""
    latest = settled_so_far(case.principal_id).latest
    since = add_months(latest, 1) if latest else None
    months = 0
    for assignment in with_assignments(case).assignments.all():
        until = Period(assignment.period.start, today + ONE_DAY) if assignment.period.start <= today else None
        begun = assignment.period.intersect(until) if until else None
        unsettled = begun.months_touched() if begun else []
        months += sum(1 for month in unsettled if since is None or month.start >= since)
    return months
