"""Figures that come from outside: the labour market month by month."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from stegvis.core.models import Tenanted, history


@history
class UnemploymentMonth(Tenanted):
    """Arbetsförmedlingen's figures for the municipality at the end of a month, in persons."""

    month = models.DateField("månad", help_text="Månadens första dag.")
    openly_unemployed = models.PositiveIntegerField("öppet arbetslösa")
    in_programmes = models.PositiveIntegerField("i program med aktivitetsstöd")
    labour_force = models.PositiveIntegerField("arbetskraften")
    foreign_born_unemployed = models.PositiveIntegerField("utrikes födda arbetslösa", null=True, blank=True)
    foreign_born_labour_force = models.PositiveIntegerField(
        "utrikes födda i arbetskraften", null=True, blank=True
    )

    class Meta:
        verbose_name = "arbetslöshet en månad"
        verbose_name_plural = "arbetslöshet månad för månad"
        constraints = (
            models.UniqueConstraint(fields=("principal", "month"), name="statistics_unemployment_month"),
            models.CheckConstraint(name="statistics_unemployment_first_day", condition=Q(month__day=1)),
            models.CheckConstraint(
                name="statistics_unemployment_within_force",
                condition=Q(
                    labour_force__gt=0,
                    labour_force__gte=F("openly_unemployed") + F("in_programmes"),
                ),
            ),
        )

    def __str__(self) -> str:
        return f"{self.month:%Y-%m}"


@history
class ReportingTime(Tenanted):
    """When in the year the committee gets its report, and which months that report covers."""

    reported_in = models.PositiveSmallIntegerField("rapporteras i månad")
    first_month = models.PositiveSmallIntegerField("första månad")
    months = models.PositiveSmallIntegerField("antal månader")

    class Meta:
        verbose_name = "rapporteringstillfälle"
        verbose_name_plural = "rapporteringstillfällen"
        ordering = ("reported_in",)
        constraints = (
            models.UniqueConstraint(
                fields=("principal", "reported_in"),
                name="statistics_reporting_month_once",
                violation_error_message="Det finns redan en rapport den månaden.",
            ),
            models.CheckConstraint(
                name="statistics_reporting_months",
                condition=Q(
                    reported_in__gte=1,
                    reported_in__lte=12,
                    first_month__gte=1,
                    first_month__lte=12,
                    months__gte=1,
                    months__lte=12,
                ),
            ),
        )

    def __str__(self) -> str:
        return f"Rapport i månad {self.reported_in}"
