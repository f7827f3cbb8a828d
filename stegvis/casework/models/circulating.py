"""Who goes round, as computed beforehand: throw it away, and the next night computes it again."""

from __future__ import annotations

from django.db import models

from stegvis.casework.models.cases import Case
from stegvis.core.constraints import same_tenant
from stegvis.core.models import Tenanted


class CirculationRun(Tenanted):
    """Until which day the principal's kept figures of circulation know."""

    computed_at = models.DateTimeField("räknad", null=True)
    """None until the first computation is done."""
    last_day = models.DateField("sista dag", null=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("principal",), name="casework_circulationrun_one"),)

    def __str__(self) -> str:
        return str(self.last_day)


class CirculationFigure(Tenanted):
    """What the cases of an open case's person add up to on the run's last day. Times are in days."""

    case = models.OneToOneField(Case, on_delete=models.CASCADE, related_name="circulation")
    interventions = models.PositiveIntegerField("insatser")
    days_in_interventions = models.PositiveIntegerField("dagar i insatser")
    days_without = models.PositiveIntegerField("dagar utan egen försörjning")

    class Meta:
        constraints = (same_tenant("case"),)

    def __str__(self) -> str:
        return f"{self.case_id}: {self.interventions}"
