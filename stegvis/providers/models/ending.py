"""A provider's own wish to end: asked for by the provider, settled by the principal."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from stegvis.core.actor import Actor
from stegvis.core.constraints import same_tenant
from stegvis.core.models import Tenanted, history
from stegvis.providers.models.control import CONTROLLING
from stegvis.providers.models.decisions import ProviderDecision
from stegvis.providers.models.register import Provider


class EndRequestQuerySet(models.QuerySet["EndRequest"]):
    def visible_to(self, actor: Actor) -> EndRequestQuerySet:
        """Those who control see all; a provider its own."""
        own = self.filter(principal_id=actor.principal_id)
        if actor.has(CONTROLLING):
            return own
        if actor.provider_id is not None:
            return own.filter(provider_id=actor.provider_id)
        return self.none()

    def open(self) -> EndRequestQuerySet:
        return self.filter(closed_on__isnull=True)


@history
class EndRequest(Tenanted):
    """The provider wants to stop, with one intervention or all. Closed by a decision, or taken back."""

    provider = models.ForeignKey(Provider, on_delete=models.PROTECT, related_name="end_requests")
    intervention = models.ForeignKey(
        "catalogue.Intervention", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    last_day = models.DateField("sista dag")
    reason = models.TextField("skäl", blank=True)
    asked_on = models.DateField("begärt")
    asked_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    decision = models.OneToOneField(
        ProviderDecision, on_delete=models.PROTECT, null=True, blank=True, related_name="end_request"
    )
    closed_on = models.DateField("avslutad", null=True, blank=True)
    closed_by = models.ForeignKey(
        "accounts.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    """Who decided, or – without a decision – who took the wish back."""

    objects = EndRequestQuerySet.as_manager()

    class Meta:
        verbose_name = "begäran om avslut"
        verbose_name_plural = "begäranden om avslut"
        ordering = ("-asked_on", "-id")
        constraints = (
            same_tenant("provider"),
            same_tenant("intervention"),
            same_tenant("decision"),
            models.UniqueConstraint(
                fields=("provider", "intervention"),
                condition=Q(closed_on__isnull=True),
                nulls_distinct=False,
                name="providers_endrequest_one_open",
                violation_error_message="Det finns redan en begäran om avslut som väntar på beslut.",
            ),
            models.CheckConstraint(
                name="providers_endrequest_closed_whole",
                condition=Q(closed_on__isnull=True, closed_by__isnull=True, decision__isnull=True)
                | Q(closed_on__isnull=False, closed_by__isnull=False),
            ),
            models.CheckConstraint(
                name="providers_endrequest_not_backwards", condition=Q(last_day__gte=models.F("asked_on"))
            ),
        )

    def __str__(self) -> str:
        return f"{self.provider_id} {self.last_day}"

    def get_absolute_url(self) -> str:
        from django.urls import reverse

        return reverse("end_request", args=[self.pk])
