"""Who at the provider meets the person."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import Q

from stegvis.assignments.models.assignments import Assignment
from stegvis.core.constraints import no_overlap, real_period, same_tenant
from stegvis.core.fields import PeriodField
from stegvis.core.models import Tenanted, history


class SupervisionQuerySet(models.QuerySet["Supervision"]):
    def not_over(self, day: date) -> SupervisionQuerySet:
        return self.filter(Q(period__endswith__isnull=True) | Q(period__endswith__gt=day))


@history
class Supervision(Tenanted):
    """A supervisor at the provider works with an assignment during a period; he sees no others."""

    assignment = models.ForeignKey(Assignment, on_delete=models.PROTECT, related_name="supervisions")
    user = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="supervisions")
    period = PeriodField("period")
    named_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")

    objects = SupervisionQuerySet.as_manager()

    class Meta:
        verbose_name = "handledarskap"
        verbose_name_plural = "handledarskap"
        constraints = (
            real_period(),
            same_tenant("assignment"),
            no_overlap(
                "assignment_id", "user_id", message="Handledaren har redan uppdraget under en del av tiden."
            ),
        )
        indexes = (models.Index(fields=("user", "assignment"), name="assignments_supervision_user"),)

    def __str__(self) -> str:
        return f"{self.assignment_id}: {self.user_id}"
