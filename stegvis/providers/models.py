"""Organisations that carry out interventions, and their right to take customers."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import models
from django.db.models import Count, Exists, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from stegvis.core.actor import STAFF, Actor, Role
from stegvis.core.constraints import no_overlap, real_period, same_tenant
from stegvis.core.fields import PeriodField
from stegvis.core.identifiers import format_organisation_number
from stegvis.core.models import Tenanted, history


class ProviderQuerySet(models.QuerySet["Provider"]):
    def visible_to(self, actor: Actor) -> ProviderQuerySet:
        """Staff see all providers of their principal, a provider itself, a resident those to choose among."""
        own = self.filter(principal_id=actor.principal_id)
        if actor.has(STAFF) or actor.is_a(Role.RESIDENT):
            return own
        if actor.provider_id is not None:
            return own.filter(pk=actor.provider_id)
        return self.none()

    def authorised_for(self, intervention_id: int, day: date) -> ProviderQuerySet:
        """Those who may take customers for the intervention on `day`."""
        return self.filter(_authorises(intervention_id, day))

    def with_authorisation(self, intervention_id: int, day: date) -> ProviderQuerySet:
        """Each with `is_authorised`: may it take customers for the intervention on `day`?"""
        return self.annotate(is_authorised=_authorises(intervention_id, day))  # type: ignore[no-redef]

    def taking_customers(self) -> ProviderQuerySet:
        return self.filter(intake_paused=False)

    def with_taken_places(self, day: date) -> ProviderQuerySet:
        """Each with `taken_places`: assignments running on `day`, and choices that will become one."""
        running = Provider.objects.filter(assignments__period__contains=day)
        choices: Any = Provider._meta.get_field("choices").related_model
        promised = choices.objects.awaiting_assignment(day).filter(
            provider=OuterRef("pk"), decision__period__startswith__lte=day
        )
        counted = promised.order_by().values("provider").annotate(number=Count("pk")).values("number")
        return self.annotate(  # type: ignore[no-redef]
            taken_places=Coalesce(_count_of("assignments", running), 0) + Coalesce(Subquery(counted), 0),
        )

    def in_list(self, day: date) -> ProviderQuerySet:
        """With what a list shows of each on `day`."""
        current = Authorisation.objects.filter(provider=OuterRef("pk"), period__contains=day)
        return self.with_taken_places(day).annotate(is_authorised=Exists(current))  # type: ignore[no-redef]


def _authorises(intervention_id: int, day: date) -> Exists:
    current = Authorisation.objects.filter(provider=OuterRef("pk"), period__contains=day)
    return Exists(current.filter(Q(intervention=intervention_id) | Q(intervention__isnull=True)))


def _count_of(relation: str, providers: ProviderQuerySet) -> Subquery:
    """How many rows of `relation` each provider has, under the conditions of `providers`."""
    of_this = providers.filter(pk=OuterRef("pk")).order_by().values("pk")
    return Subquery(of_this.annotate(number=Count(relation)).values("number"))


@history
class Provider(Tenanted):
    """An organisation as one principal knows it."""

    organisation_number = models.CharField("organisationsnummer", max_length=10)
    name = models.CharField("namn", max_length=200)
    address = models.CharField("adress", max_length=200, blank=True)
    languages = models.CharField("språk", max_length=200, blank=True)
    orientation = models.TextField("inriktning", blank=True)
    places = models.PositiveIntegerField("platser", null=True, blank=True)
    intake_paused = models.BooleanField("tar inte emot nya", default=False)

    objects = ProviderQuerySet.as_manager()

    is_authorised: bool  # set by `with_authorisation` and `in_list`
    taken_places: int  # set by `with_taken_places`

    class Meta:
        verbose_name = "anordnare"
        verbose_name_plural = "anordnare"
        constraints = (
            models.UniqueConstraint(
                fields=("principal", "organisation_number"),
                name="providers_provider_number",
                violation_error_message="Det finns redan en anordnare med det organisationsnumret.",
            ),
        )
        indexes = (models.Index(fields=("principal", "name", "id"), name="providers_provider_name"),)

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        from django.urls import reverse

        return reverse("provider", args=[self.pk])

    @property
    def free_places(self) -> int | None:
        """How many more customers there is room for; None when the provider has set no limit."""
        return None if self.places is None else max(self.places - self.taken_places, 0)

    @property
    def shown_number(self) -> str:
        return format_organisation_number(self.organisation_number)


class AuthorisationQuerySet(models.QuerySet["Authorisation"]):
    def visible_to(self, actor: Actor) -> AuthorisationQuerySet:
        """Those of the providers that the actor sees."""
        return self.filter(
            principal_id=actor.principal_id, provider__in=Provider.objects.visible_to(actor).values("pk")
        )


@history
class Authorisation(Tenanted):
    """A provider's right to take customers. Without an intervention it holds for all in the catalogue."""

    provider = models.ForeignKey(Provider, on_delete=models.PROTECT, related_name="authorisations")
    intervention = models.ForeignKey(
        "catalogue.Intervention",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="authorisations",
    )
    period = PeriodField("gäller")
    decided_by = models.ForeignKey(
        "accounts.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    note = models.TextField("anteckning", blank=True)

    objects = AuthorisationQuerySet.as_manager()

    class Meta:
        verbose_name = "auktorisation"
        verbose_name_plural = "auktorisationer"
        ordering = ("-period",)
        constraints = (
            real_period(),
            same_tenant("provider"),
            same_tenant("intervention"),
            no_overlap(
                "provider_id",
                condition=Q(intervention__isnull=True),
                message="Anordnaren är redan auktoriserad för alla insatser under en del av tiden.",
            ),
            models.UniqueConstraint(
                fields=("provider", "intervention", "period"), name="providers_auth_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.provider} {self.period}"
