"""Who goes round, computed beforehand for who looks among so many cases that asking takes too long."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from stegvis.casework.caseload.circulating import Question
from stegvis.casework.models import CirculationFigure, CirculationRun
from stegvis.casework.rules.circulation import Limits
from stegvis.registry.models import Unit

EVERYBODY = Limits(interventions=0, days=0)


@transaction.atomic
def keep_circulation(principal_id: int, *, today: date, at: datetime) -> CirculationRun:
    """Compute what the cases of every open case's person add up to, unit by unit.

    Who reads meanwhile sees the figures before; of two who compute, one waits.
    """
    CirculationRun.objects.get_or_create(principal_id=principal_id)
    run = CirculationRun.objects.select_for_update().get(principal_id=principal_id)
    for unit_id in Unit.objects.filter(principal_id=principal_id).order_by("pk").values_list("pk", flat=True):
        Question(principal_id, frozenset({unit_id}), EVERYBODY, today).keep()
    figures = CirculationFigure.objects.filter(principal_id=principal_id)
    figures.filter(case__closed_on__isnull=False).delete()
    run.last_day, run.computed_at = today, at
    run.save()
    return run
