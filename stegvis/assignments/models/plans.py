"""The plan that provider and person make: activities per week, as dated versions."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from stegvis.assignments.models.assignments import Assignment
from stegvis.core import clock
from stegvis.core.constraints import same_tenant
from stegvis.core.models import Tenanted, append_only


class Plan(Tenanted):
    """One version of the plan. A later version starts on a later day and takes over from there."""

    assignment = models.ForeignKey(Assignment, on_delete=models.PROTECT, related_name="plans")
    starts_on = models.DateField("gäller från")
    how = models.TextField("hur målen nås")
    below_full_time_because = models.TextField("varför mindre än heltid", blank=True)
    agreed_with_person = models.BooleanField("planen är gjord tillsammans med deltagaren", default=False)
    made_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=clock.now, editable=False)

    class Meta:
        verbose_name = "genomförandeplan"
        verbose_name_plural = "genomförandeplaner"
        constraints = (
            same_tenant("assignment"),
            models.UniqueConstraint(
                fields=("assignment", "starts_on"),
                name="assignments_plan_once_a_day",
                violation_error_message="Det finns redan en plan som gäller från den dagen.",
            ),
        )
        triggers = (append_only(),)

    def __str__(self) -> str:
        return f"{self.assignment_id} {self.starts_on}"


class Activity(Tenanted):
    """Something the person does each week, with hours."""

    class Kind(models.TextChoices):
        """What counts towards full time (activation follow-up, 2024)."""

        INTERVENTION = "intervention", "Anordnarens aktiviteter"
        PRACTICE = "practice", "Praktik eller arbetsplats"
        JOB_SEARCH = "job_search", "Jobbsökande"
        SFI = "sfi", "Sfi"
        STUDIES = "studies", "Andra studier"
        CARE = "care", "Vårdkontakter"
        SOCIAL = "social", "Insatser från socialtjänsten"

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="activities")
    kind = models.CharField("slag", max_length=12, choices=Kind.choices)
    hours_per_week = models.PositiveSmallIntegerField("timmar per vecka")

    class Meta:
        verbose_name = "aktivitet"
        verbose_name_plural = "aktiviteter"
        ordering = ("id",)
        constraints = (
            same_tenant("plan"),
            models.UniqueConstraint(fields=("plan", "kind"), name="assignments_activity_kind_once"),
            models.CheckConstraint(
                name="assignments_activity_hours",
                condition=Q(hours_per_week__gt=0, hours_per_week__lte=60),
            ),
        )
        triggers = (append_only(),)

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.hours_per_week}"
