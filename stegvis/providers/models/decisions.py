"""Decisions about a provider's right to take customers: always a human's (KL 6:38), never changed."""

from __future__ import annotations

from datetime import date

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from stegvis.core.actor import STAFF, Actor, Role
from stegvis.core.constraints import no_overlap, real_period, same_tenant
from stegvis.core.fields import PeriodField
from stegvis.core.models import Tenanted, append_only, history
from stegvis.core.period import Period
from stegvis.providers.models.applications import Application
from stegvis.providers.models.register import Provider


class ProviderDecisionQuerySet(models.QuerySet["ProviderDecision"]):
    def visible_to(self, actor: Actor) -> ProviderDecisionQuerySet:
        """Staff and the chair see all of the principal's, a provider those about itself."""
        own = self.filter(principal_id=actor.principal_id)
        if actor.has(STAFF | {Role.CHAIR}):
            return own
        if actor.provider_id is not None:
            return own.filter(provider_id=actor.provider_id)
        return self.none()

    def made_within(self, period: Period) -> ProviderDecisionQuerySet:
        """Those decided on the days of the period, the last included."""
        found = self.filter(decided_on__gte=period.start)
        return found if period.end is None else found.filter(decided_on__lt=period.end)

    def in_list(self) -> ProviderDecisionQuerySet:
        """With what a list shows of each."""
        return self.select_related("provider", "application", "intervention", "decided_by", "lifts")


def another_than_the_proposer() -> pgtrigger.Trigger:
    """Who has proposed what an application shall lead to does not decide it."""
    return pgtrigger.Trigger(
        name="four_eyes",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert,
        func="""
            IF NEW.application_id IS NOT NULL AND NEW.decided_by_id = (
                SELECT proposed_by_id FROM providers_applicationproposal
                WHERE application_id = NEW.application_id ORDER BY id DESC LIMIT 1
            ) THEN
                RAISE EXCEPTION 'Who proposes may not decide.'
                    USING ERRCODE = 'check_violation', CONSTRAINT = 'four_eyes';
            END IF;
            RETURN NEW;
        """,
    )


class ProviderDecision(Tenanted):
    """Granted, refused, warned, revoked – at once or for the time being – or let back."""

    class Kind(models.TextChoices):
        GRANT = "grant", "Auktorisation"
        REFUSE = "refuse", "Avslag"
        WARN = "warn", "Varning"
        INTERIM = "interim", "Interimistisk återkallelse"
        LIFT = "lift", "Upphävd interimistisk återkallelse"
        REVOKE = "revoke", "Återkallelse"
        END = "end", "Avslut på anordnarens begäran"

    number = models.CharField("beslutsnummer", max_length=40)
    kind = models.CharField("beslut", max_length=7, choices=Kind.choices)
    provider = models.ForeignKey(
        Provider, on_delete=models.PROTECT, null=True, blank=True, related_name="decisions"
    )
    """None only when an organisation unknown until then is refused."""
    application = models.OneToOneField(
        Application, on_delete=models.PROTECT, null=True, blank=True, related_name="decision"
    )
    intervention = models.ForeignKey(
        "catalogue.Intervention", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    """Which right is touched; None for all that the provider has, or for what the application says."""
    decided_on = models.DateField("beslutsdatum")
    holds_from = models.DateField("gäller från")
    reasons = models.TextField("skäl")
    appeal = models.TextField("hur man överklagar", blank=True)
    """The instructions as they were written in the document."""
    decided_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    lifts = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="lifted_by"
    )
    recorded_at = models.DateTimeField(auto_now_add=True)

    objects = ProviderDecisionQuerySet.as_manager()

    class Meta:
        verbose_name = "beslut om anordnare"
        verbose_name_plural = "beslut om anordnare"
        ordering = ("-decided_on", "-id")
        constraints = (
            same_tenant("provider"),
            same_tenant("application"),
            same_tenant("intervention"),
            same_tenant("lifts"),
            models.UniqueConstraint(fields=("principal", "number"), name="providers_decision_number"),
            models.CheckConstraint(
                name="providers_decision_about_somebody",
                condition=Q(provider__isnull=False) | Q(kind="refuse", application__isnull=False),
            ),
            models.CheckConstraint(
                name="providers_decision_lift_of_something", condition=Q(kind="lift") ^ Q(lifts__isnull=True)
            ),
        )
        indexes = (models.Index(fields=("principal", "-decided_on", "-id"), name="providers_decision_list"),)
        triggers = (append_only(), another_than_the_proposer())

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        from django.urls import reverse

        return reverse("provider_decision", args=[self.pk])

    @property
    def organisation(self) -> str:
        """Whom it is about, also when that is no provider and never was."""
        if self.provider is not None:
            return self.provider.name
        assert self.application is not None
        return self.application.organisation_name


class ProviderDecisionDocument(Tenanted):
    """The document of a decision as it was set (PDF/A)."""

    decision = models.OneToOneField(ProviderDecision, on_delete=models.PROTECT, related_name="document")
    content = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    set_at = models.DateTimeField("satt")

    class Meta:
        constraints = (same_tenant("decision"),)
        triggers = (append_only(),)

    def __str__(self) -> str:
        return f"handling till beslut {self.decision_id}"


class RevokedDays(Tenanted):
    """Days of a right that a decision took away, as they were: what lifting an interim one gives back."""

    decision = models.ForeignKey(ProviderDecision, on_delete=models.PROTECT, related_name="revoked_days")
    intervention = models.ForeignKey(
        "catalogue.Intervention", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    levels = ArrayField(models.CharField(max_length=60), default=list, blank=True)
    period = PeriodField()
    granted_by = models.ForeignKey(
        ProviderDecision, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        constraints = (
            real_period(),
            same_tenant("decision"),
            same_tenant("intervention"),
            same_tenant("granted_by"),
        )
        triggers = (append_only(),)

    def __str__(self) -> str:
        return f"{self.decision_id} {self.period}"


class DecisionWordingQuerySet(models.QuerySet["DecisionWording"]):
    def visible_to(self, actor: Actor) -> DecisionWordingQuerySet:
        return self.filter(principal_id=actor.principal_id) if actor.has(STAFF) else self.none()

    def coming(self, day: date) -> DecisionWordingQuerySet:
        """Those that have not begun on the day."""
        return self.filter(period__startswith__gt=day)


@history
class DecisionWording(Tenanted):
    """What the principal writes around every decision about a provider: what it rests on, how to appeal."""

    period = PeriodField("gäller")
    law = models.TextField("vad beslutet grundar sig på")
    appeal = models.TextField("hur man överklagar")
    decided_in = models.CharField("beslutad i", max_length=120, blank=True)

    objects = DecisionWordingQuerySet.as_manager()

    class Meta:
        verbose_name = "beslutstexter om anordnare"
        verbose_name_plural = "beslutstexter om anordnare"
        ordering = ("-period",)
        constraints = (
            real_period(),
            no_overlap("principal_id", message="Det finns redan texter för en del av tiden."),
        )

    def __str__(self) -> str:
        return str(self.period)
