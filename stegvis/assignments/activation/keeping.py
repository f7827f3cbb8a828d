"""Full time computed beforehand: the answer about each case on all days, and sums of some of them.

The spells are compared with those that are kept, and only what differs is written: most cases are tonight as
they were last night.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import fields
from datetime import date, datetime
from typing import Any

from django.db import transaction

from stegvis.assignments.activation.figures import month_ends
from stegvis.assignments.activation.query import Spell, spells
from stegvis.assignments.models import ActivationFigure, ActivationRun, ActivationSpell
from stegvis.casework.models import Case
from stegvis.casework.models.cases import CaseQuerySet
from stegvis.core.period import add_months

MONTHS_KEPT = 25
"""Two years and the month before them: the trend of a memo that compares with a year ago needs as much."""
AT_A_TIME = 2000
"""Cases in one question. What is sorted stays in memory, and the time grows with their number."""
FIELDS = tuple(field.name for field in fields(Spell))


@transaction.atomic
def keep_figures(principal_id: int, *, today: date, at: datetime) -> ActivationRun:
    """Compute the principal's full time anew, from two years back up to and including today.

    Who reads meanwhile sees the figures before; of two who compute, one waits.
    """
    ActivationRun.objects.get_or_create(principal_id=principal_id)
    run = ActivationRun.objects.select_for_update().get(principal_id=principal_id)
    run.first_day, run.last_day, run.computed_at = first_day_kept(today), today, at
    for cases in _in_parts(principal_id):
        _keep_spells(cases, principal_id, run.first_day, run.last_day)
    _sum_up(principal_id, days_summed(run))
    run.save()
    return run


def first_day_kept(today: date) -> date:
    return add_months(today.replace(day=1), -MONTHS_KEPT)


def days_summed(run: ActivationRun) -> list[date]:
    """The last day known, and the ends of the months before it."""
    if run.first_day is None or run.last_day is None:
        return []
    ends = month_ends(run.last_day, MONTHS_KEPT)
    return sorted({run.last_day, *(day for day in ends if day >= run.first_day)})


def _in_parts(principal_id: int) -> Iterator[CaseQuerySet]:
    everything = Case.objects.filter(principal_id=principal_id)
    keys = list(everything.order_by("pk").values_list("pk", flat=True))
    for first in range(0, len(keys), AT_A_TIME):
        part = keys[first : first + AT_A_TIME]
        yield everything.filter(pk__gte=part[0], pk__lte=part[-1])


def _keep_spells(cases: CaseQuerySet, principal_id: int, first: date, last: date) -> None:
    found = set(spells(cases, principal_id, first, last))
    rows = ActivationSpell.objects.filter(case__in=cases).values_list("pk", *FIELDS)
    kept = {Spell(*answer): pk for pk, *answer in rows}
    gone = [pk for spell, pk in kept.items() if spell not in found]
    ActivationSpell.objects.filter(pk__in=gone).delete()
    ActivationSpell.objects.bulk_create(
        ActivationSpell(principal_id=principal_id, **_said(spell)) for spell in found - kept.keys()
    )


def _said(spell: Spell) -> dict[str, Any]:
    """Its fields; `asdict` would take the period apart."""
    return {name: getattr(spell, name) for name in FIELDS}


def _sum_up(principal_id: int, days: Sequence[date]) -> None:
    """Of each unit apart, as it has the cases now."""
    ActivationFigure.objects.filter(principal_id=principal_id).delete()
    every = ActivationSpell.objects.filter(principal_id=principal_id)
    for day in days:
        ActivationFigure.objects.bulk_create(
            ActivationFigure(
                principal_id=principal_id,
                day=day,
                unit_id=unit,
                level=level,
                reason=reason,
                meets_requirement=meets,
                cases=cases,
            )
            for unit, level, reason, meets, cases in every.on(day).alike_by_unit()
        )
