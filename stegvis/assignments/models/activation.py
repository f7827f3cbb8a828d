"""Full time as computed beforehand, for those who follow up so many cases that asking takes too long.

Nothing here is a source: it is computed anew from plans, decisions and assessments, and can be thrown away.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib.postgres.fields.ranges import RangeEndsWith
from django.db import models

from stegvis.core.constraints import no_overlap, real_period, same_tenant
from stegvis.core.fields import PeriodField
from stegvis.core.models import Tenanted


class ActivationRun(Tenanted):
    """What the principal's kept figures of full time know: the days from the first up to and including the
    last, as they were known at a moment."""

    computed_at = models.DateTimeField("räknad", null=True)
    """None until the first computation is done."""
    first_day = models.DateField("första dag", null=True)
    last_day = models.DateField("sista dag", null=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("principal",), name="assignments_activationrun_one"),)

    def __str__(self) -> str:
        return f"{self.first_day}–{self.last_day}"

    def knows(self, day: date) -> bool:
        """Does it cover the day, or was it the latest to be known?"""
        return self.first_day is not None and self.first_day <= day


class ActivationSpellQuerySet(models.QuerySet["ActivationSpell"]):
    def on(self, day: date) -> ActivationSpellQuerySet:
        # The end is said apart so that an index finds it: most days asked about are late ones.
        still = models.Q(period__endswith__gt=day) | models.Q(period__endswith__isnull=True)
        return self.filter(still, period__startswith__lte=day)

    def alike_by_unit(self) -> models.QuerySet[Any, tuple[Any, ...]]:
        """Unit, level, reason, whether the requirement is met, and how many spells have just these."""
        answers = self.order_by().values_list("case__unit", "level", "reason", "meets_requirement")
        return answers.annotate(models.Count("pk"))


class ActivationSpell(Tenanted):
    """Days in a row on which the answer about a case is the same. Hours are per week."""

    case = models.ForeignKey("casework.Case", on_delete=models.CASCADE, related_name="activation_spells")
    period = PeriodField("dagar")
    """Open-ended when nothing that is known ends it by the run's last day."""
    hours = models.PositiveIntegerField("timmar")
    expected = models.PositiveIntegerField("väntade timmar")
    full_time = models.PositiveIntegerField("heltid")
    level = models.CharField("aktivering", max_length=10)
    reason = models.CharField("skäl", max_length=20, blank=True)
    meets_requirement = models.BooleanField("uppfyller aktivitetskravet", null=True)

    objects = ActivationSpellQuerySet.as_manager()

    class Meta:
        constraints = (
            real_period(),
            no_overlap("case", message="Ett ärende har ett svar om dagen."),
            same_tenant("case"),
        )
        indexes = (models.Index("principal", RangeEndsWith("period"), name="assignments_spell_until"),)

    def __str__(self) -> str:
        return f"{self.case_id} {self.period}"


class ActivationFigure(Tenanted):
    """How many of a unit's cases are alike on a day: the run's last one, and the ends of months before it."""

    unit = models.ForeignKey("registry.Unit", on_delete=models.CASCADE, related_name="+")
    day = models.DateField("dag")
    level = models.CharField("aktivering", max_length=10)
    reason = models.CharField("skäl", max_length=20, blank=True)
    meets_requirement = models.BooleanField("uppfyller aktivitetskravet", null=True)
    cases = models.PositiveIntegerField("ärenden")

    class Meta:
        constraints = (
            same_tenant("unit"),
            models.UniqueConstraint(
                fields=("principal", "day", "unit", "level", "reason", "meets_requirement"),
                nulls_distinct=False,
                name="assignments_activationfigure_once",
            ),
        )

    def __str__(self) -> str:
        return f"{self.day} {self.level} {self.cases}"
