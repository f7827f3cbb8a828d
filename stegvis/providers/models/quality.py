"""Visits on site, and the provider's own report of its quality each year."""

from __future__ import annotations

from datetime import date

import pgtrigger
from django.db import models
from django.db.models import Q

from stegvis.core.actor import Actor
from stegvis.core.constraints import real_period, same_tenant
from stegvis.core.fields import PeriodField
from stegvis.core.models import Tenanted, history
from stegvis.providers.models.control import CONTROLLING
from stegvis.providers.models.register import Provider, Site


class QualityTemplateQuerySet(models.QuerySet["QualityTemplate"]):
    def visible_to(self, actor: Actor) -> QualityTemplateQuerySet:
        """Those who control, and the providers who answer by them."""
        own = self.filter(principal_id=actor.principal_id)
        return own if actor.has(CONTROLLING) or actor.provider_id is not None else self.none()

    def of_kind(self, kind: str) -> QualityTemplateQuerySet:
        return self.filter(kind=kind)

    def in_force(self, day: date) -> QualityTemplateQuerySet:
        return self.filter(period__contains=day)


@history
class QualityTemplate(Tenanted):
    """The questions of a visit's protocol, or of the yearly report, in dated versions."""

    class Kind(models.TextChoices):
        VISIT = "visit", "Protokoll vid kvalitetsbesök"
        YEARLY = "yearly", "Årlig kvalitetsrapport"

    kind = models.CharField("slag", max_length=6, choices=Kind.choices)
    period = PeriodField("gäller")
    questions = models.JSONField("frågor", default=list)
    """[{code, text, help, kind: "scale" | "yes_no" | "text" | "number", condition: code or ""}]"""
    written_by = models.ForeignKey(
        "accounts.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = QualityTemplateQuerySet.as_manager()

    class Meta:
        verbose_name = "mall"
        verbose_name_plural = "mallar"
        ordering = ("-period",)
        constraints = (
            real_period(),
            models.UniqueConstraint(fields=("principal", "kind", "period"), name="providers_template_once"),
        )

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.period}"


class QualityVisitQuerySet(models.QuerySet["QualityVisit"]):
    def visible_to(self, actor: Actor) -> QualityVisitQuerySet:
        """Those who control; a provider the signed protocols of its own visits."""
        own = self.filter(principal_id=actor.principal_id)
        if actor.has(CONTROLLING):
            return own
        if actor.provider_id is not None:
            return own.filter(provider_id=actor.provider_id, signed_at__isnull=False)
        return self.none()

    def by(self, user_id: int) -> QualityVisitQuerySet:
        """The visitor's own, the oldest first."""
        return self.filter(visitor_id=user_id).order_by("planned_on", "id")

    def open(self) -> QualityVisitQuerySet:
        """Planned or made, neither signed nor called off."""
        return self.filter(signed_at__isnull=True, called_off_because="")

    def to_come(self, today: date) -> QualityVisitQuerySet:
        return self.open().filter(planned_on__gte=today)

    def to_document(self, today: date) -> QualityVisitQuerySet:
        """Those whose day is past and that nobody has signed."""
        return self.open().filter(planned_on__lt=today)

    def without_those_to_document(self, today: date) -> QualityVisitQuerySet:
        return self.exclude(signed_at__isnull=True, called_off_because="", planned_on__lt=today)

    def signed(self) -> QualityVisitQuerySet:
        return self.filter(signed_at__isnull=False)

    def called_off(self) -> QualityVisitQuerySet:
        return self.exclude(called_off_because="")


@history
class QualityVisit(Tenanted):
    """A visit on site: planned, made, written down, signed. Signed protocols are never changed."""

    class Why(models.TextChoices):
        RISK = "risk", "Risk"
        ROTA = "rota", "Turordning"
        TIP = "tip", "Tips eller klagomål"
        FOLLOW_UP = "follow_up", "Uppföljning av brist"

    provider = models.ForeignKey(Provider, on_delete=models.PROTECT, related_name="visits")
    site = models.ForeignKey(Site, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    template = models.ForeignKey(QualityTemplate, on_delete=models.PROTECT, related_name="+")
    why = models.CharField("varför", max_length=9, choices=Why.choices)
    why_text = models.TextField("beskrivning", blank=True)
    is_announced = models.BooleanField("föranmält", default=True)
    planned_on = models.DateField("planerat")
    visitor = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    held_on = models.DateField("gjort", null=True, blank=True)
    answers = models.JSONField("protokoll", default=dict, blank=True)
    saved_at = models.DateTimeField("senast sparat", null=True, blank=True)
    signed_at = models.DateTimeField("undertecknat", null=True, blank=True)
    called_off_because = models.TextField("varför inställt", blank=True)

    objects = QualityVisitQuerySet.as_manager()

    class Meta:
        verbose_name = "kvalitetsbesök"
        verbose_name_plural = "kvalitetsbesök"
        ordering = ("planned_on", "id")
        constraints = (
            same_tenant("provider"),
            same_tenant("site"),
            same_tenant("template"),
            models.CheckConstraint(
                name="providers_visit_signed_is_held",
                condition=Q(signed_at__isnull=True) | Q(held_on__isnull=False),
            ),
        )
        indexes = (models.Index(fields=("principal", "planned_on", "id"), name="providers_visit_list"),)
        triggers = (
            pgtrigger.Protect(
                name="signed_is_locked",
                operation=pgtrigger.Update | pgtrigger.Delete,
                condition=pgtrigger.Q(old__signed_at__isnull=False),
            ),
        )

    def __str__(self) -> str:
        return f"{self.provider_id} {self.planned_on}"

    def get_absolute_url(self) -> str:
        from django.urls import reverse

        return reverse("quality_visit", args=[self.pk])


class QualityReportQuerySet(models.QuerySet["QualityReport"]):
    def visible_to(self, actor: Actor) -> QualityReportQuerySet:
        """A provider its own; those who control what has been sent."""
        own = self.filter(principal_id=actor.principal_id)
        if actor.has(CONTROLLING):
            return own.filter(sent_on__isnull=False)
        if actor.provider_id is not None:
            return own.filter(provider_id=actor.provider_id)
        return self.none()

    def sent(self) -> QualityReportQuerySet:
        return self.filter(sent_on__isnull=False)

    def unread(self) -> QualityReportQuerySet:
        return self.sent().filter(read_on__isnull=True)


@history
class QualityReport(Tenanted):
    """What a provider tells of its own quality, once a year."""

    provider = models.ForeignKey(Provider, on_delete=models.PROTECT, related_name="quality_reports")
    template = models.ForeignKey(QualityTemplate, on_delete=models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField("år")
    answers = models.JSONField("svar", default=dict, blank=True)
    saved_at = models.DateTimeField("senast sparat", null=True, blank=True)
    sent_on = models.DateField("inskickad", null=True, blank=True)
    sent_by = models.ForeignKey(
        "accounts.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    read_on = models.DateField("läst", null=True, blank=True)
    read_by = models.ForeignKey(
        "accounts.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    comment = models.TextField("kommentar", blank=True)

    objects = QualityReportQuerySet.as_manager()

    class Meta:
        verbose_name = "kvalitetsrapport"
        verbose_name_plural = "kvalitetsrapporter"
        ordering = ("-year", "provider_id")
        constraints = (
            same_tenant("provider"),
            same_tenant("template"),
            models.UniqueConstraint(
                fields=("provider", "year"),
                name="providers_qualityreport_once",
                violation_error_message="Det finns redan en kvalitetsrapport för året.",
            ),
        )
        triggers = (
            pgtrigger.Protect(
                name="sent_is_locked",
                operation=pgtrigger.UpdateOf(
                    "answers", "template_id", "year", "provider_id", "sent_on", "sent_by_id"
                ),
                condition=pgtrigger.Q(old__sent_on__isnull=False),
            ),
            pgtrigger.Protect(
                name="sent_is_kept",
                operation=pgtrigger.Delete,
                condition=pgtrigger.Q(old__sent_on__isnull=False),
            ),
        )

    def __str__(self) -> str:
        return f"{self.provider_id} {self.year}"
