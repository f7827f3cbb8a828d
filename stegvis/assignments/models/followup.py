"""Monthly reports, three-party meetings and the final report."""

from __future__ import annotations

import pgtrigger
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse

from stegvis.assignments.models.assignments import Assignment
from stegvis.core import clock
from stegvis.core.actor import Actor
from stegvis.core.constraints import same_tenant
from stegvis.core.models import Tenanted, append_only


class MonthlyReportQuerySet(models.QuerySet["MonthlyReport"]):
    def visible_to(self, actor: Actor) -> MonthlyReportQuerySet:
        return self.filter(
            principal_id=actor.principal_id,
            assignment__in=Assignment.objects.visible_to(actor).values("pk"),
        )

    def in_force(self) -> MonthlyReportQuerySet:
        """Those that no later report has corrected."""
        return self.filter(~Exists(MonthlyReport.objects.filter(corrects=OuterRef("pk"))))


class MonthlyReport(Tenanted):
    """What the person did during one month. Sent once; corrected by a new report that points here."""

    assignment = models.ForeignKey(Assignment, on_delete=models.PROTECT, related_name="reports")
    month = models.DateField("månad", help_text="Månadens första dag.")
    attended_hours = models.PositiveSmallIntegerField("närvaro i timmar")
    absent_hours = models.PositiveSmallIntegerField("frånvaro i timmar")
    progress = models.PositiveSmallIntegerField("progression 1–5")
    happened = models.TextField("vad som har hänt", blank=True)
    next_month = models.TextField("plan för nästa månad", blank=True)
    received_on = models.DateField("inkommen")
    sent_by = models.ForeignKey(
        "accounts.User",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    corrects = models.OneToOneField(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="corrected_by",
    )

    objects = MonthlyReportQuerySet.as_manager()

    class Meta:
        verbose_name = "månadsrapport"
        verbose_name_plural = "månadsrapporter"
        constraints = (
            same_tenant("assignment"),
            same_tenant("corrects"),
            models.UniqueConstraint(
                fields=("assignment", "month"),
                condition=Q(corrects__isnull=True),
                name="assignments_report_once_a_month",
                violation_error_message="Det finns redan en rapport för den månaden.",
            ),
            models.CheckConstraint(name="assignments_report_month_is_first_day", condition=Q(month__day=1)),
            models.CheckConstraint(
                name="assignments_report_hours",
                condition=Q(attended_hours__lte=744, absent_hours__lte=744),
            ),
            models.CheckConstraint(
                name="assignments_report_progress",
                condition=Q(progress__gte=1, progress__lte=5),
            ),
        )
        triggers = (
            append_only(),
            pgtrigger.Trigger(
                name="inside_assignment",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                func="""
                    IF NOT EXISTS (
                        SELECT FROM assignments_assignment a
                        WHERE a.id = NEW.assignment_id
                        AND a.period && daterange(NEW.month, (NEW.month + interval '1 month')::date)
                    ) THEN
                        RAISE EXCEPTION 'The month is outside the assignment.'
                            USING ERRCODE = 'check_violation', CONSTRAINT = 'report_inside_assignment';
                    END IF;
                    RETURN NEW;
                """,
            ),
        )

    def __str__(self) -> str:
        return f"{self.assignment_id} {self.month:%Y-%m}"

    def get_absolute_url(self) -> str:
        return reverse("monthly_report", args=[self.pk])


class ThreePartyMeeting(Tenanted):
    """Person, provider and caseworker meet; always before an extension."""

    assignment = models.ForeignKey(Assignment, on_delete=models.PROTECT, related_name="meetings")
    held_on = models.DateField("mötesdag")
    minutes = models.TextField("minnesanteckningar")
    person_present = models.BooleanField("deltagaren var med", default=True)
    provider_present = models.BooleanField("anordnaren var med", default=True)
    signed_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    signed_at = models.DateTimeField(default=clock.now, editable=False)

    class Meta:
        verbose_name = "trepartsmöte"
        verbose_name_plural = "trepartsmöten"
        constraints = (
            same_tenant("assignment"),
            models.UniqueConstraint(
                fields=("assignment", "held_on"),
                name="assignments_meeting_once_a_day",
                violation_error_message="Det finns redan ett trepartsmöte den dagen.",
            ),
        )
        triggers = (append_only(),)

    def __str__(self) -> str:
        return f"{self.assignment_id} {self.held_on}"


class FinalReport(Tenanted):
    """What was done, what helped, and what the provider proposes next."""

    assignment = models.OneToOneField(Assignment, on_delete=models.PROTECT, related_name="final_report")
    summary = models.TextField("genomförda insatser")
    success_factors = models.TextField("framgångsfaktorer")
    proposals = models.TextField("förslag till nästa steg")
    sent_on = models.DateField("inskickad")
    sent_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "slutrapport"
        verbose_name_plural = "slutrapporter"
        constraints = (same_tenant("assignment"),)
        triggers = (append_only(),)

    def __str__(self) -> str:
        return f"{self.assignment_id} {self.sent_on}"
