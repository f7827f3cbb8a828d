"""What a provider must fulfil: conditions in dated versions, each telling how it is controlled."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import Q
from django.urls import reverse

from stegvis.core.actor import STAFF, Actor, Role
from stegvis.core.constraints import no_overlap, real_period, same_tenant
from stegvis.core.fields import PeriodField
from stegvis.core.models import Tenanted, append_only, history


class ConditionVersionQuerySet(models.QuerySet["ConditionVersion"]):
    def visible_to(self, actor: Actor) -> ConditionVersionQuerySet:
        """Conditions are public: everybody at the principal, its providers and residents too."""
        return self.filter(principal_id=actor.principal_id)

    def in_force(self, day: date) -> ConditionVersionQuerySet:
        return self.filter(period__contains=day)

    def for_interventions(self, interventions: list[int]) -> ConditionVersionQuerySet:
        """The general ones and those of the interventions named."""
        return self.filter(
            Q(condition__intervention__isnull=True) | Q(condition__intervention__in=interventions)
        )


class ConditionQuerySet(models.QuerySet["Condition"]):
    def visible_to(self, actor: Actor) -> ConditionQuerySet:
        """The catalogue as it is kept: for staff, and the chair. Others read what is in force."""
        own = self.filter(principal_id=actor.principal_id)
        return own if actor.has(STAFF | {Role.CHAIR}) else self.none()


@history
class Condition(Tenanted):
    """One thing to fulfil, the same through all its versions."""

    class Kind(models.TextChoices):
        GENERAL = "general", "Allmänt villkor (fullmäktige)"
        SPECIFIC = "specific", "Särskilt villkor (nämnden)"

        @property
        def heading(self) -> str:
            """What several of them are called."""
            general = self is Condition.Kind.GENERAL
            return "Allmänna villkor (fullmäktige)" if general else "Särskilda villkor (nämnden)"

    code = models.SlugField("kod", max_length=60)
    kind = models.CharField("slag", max_length=10, choices=Kind.choices)
    intervention = models.ForeignKey(
        "catalogue.Intervention", on_delete=models.PROTECT, null=True, blank=True, related_name="conditions"
    )
    """None for a condition that holds whatever the provider does."""
    position = models.PositiveSmallIntegerField("ordning", default=0)

    objects = ConditionQuerySet.as_manager()

    class Meta:
        verbose_name = "villkor"
        verbose_name_plural = "villkor"
        ordering = ("position", "id")
        constraints = (
            same_tenant("intervention"),
            models.UniqueConstraint(
                fields=("principal", "code"),
                name="providers_condition_code",
                violation_error_message="Det finns redan ett villkor med den koden.",
            ),
            models.CheckConstraint(
                name="providers_condition_general_for_all",
                condition=~Q(kind="general") | Q(intervention__isnull=True),
            ),
        )

    def __str__(self) -> str:
        return self.code

    def get_absolute_url(self) -> str:
        return reverse("condition", args=[self.pk])


@history
class ConditionVersion(Tenanted):
    """The wording of a condition during a period. Once in force it is followed by another, not rewritten."""

    condition = models.ForeignKey(Condition, on_delete=models.PROTECT, related_name="versions")
    period = PeriodField("gäller")
    title = models.CharField("rubrik", max_length=200)
    text = models.TextField("lydelse")
    control = models.TextField("hur villkoret kontrolleras")
    evidence = models.CharField("underlag som ska lämnas", max_length=300, blank=True)
    """What to upload; empty when a statement is enough."""
    control_months = models.PositiveSmallIntegerField(
        "kontrolleras var … månad",
        null=True,
        blank=True,
        help_text="Lämna tomt för kontroll bara vid ansökan.",
    )
    decided_in = models.CharField("beslutad i", max_length=120, blank=True)
    written_by = models.ForeignKey(
        "accounts.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = ConditionVersionQuerySet.as_manager()

    class Meta:
        verbose_name = "villkorets lydelse"
        verbose_name_plural = "villkorens lydelser"
        ordering = ("condition__position", "condition_id", "period")
        constraints = (
            real_period(),
            same_tenant("condition"),
            no_overlap("condition_id", message="Villkoret har redan en lydelse under en del av tiden."),
        )

    def __str__(self) -> str:
        return self.title

    @property
    def control_text(self) -> str:
        """How often it is looked at after the application."""
        if self.control_months is None:
            return "Bara vid ansökan"
        named = {1: "Varje månad", 2: "Varannan månad", 3: "Var tredje månad", 6: "Var sjätte månad"}
        named |= {12: "En gång om året", 24: "Vartannat år"}
        return named.get(self.control_months, f"Var {self.control_months}:e månad")


class ReauthorisationQuerySet(models.QuerySet["Reauthorisation"]):
    def visible_to(self, actor: Actor) -> ReauthorisationQuerySet:
        """The overview names every provider: for staff, and the chair."""
        own = self.filter(principal_id=actor.principal_id)
        return own if actor.has(STAFF | {Role.CHAIR}) else self.none()

    def past_deadline(self, today: date) -> ReauthorisationQuerySet:
        """Those that nobody has ended though the last day has passed."""
        return self.filter(ended_on=None, deadline__lt=today)


@history
class Reauthorisation(Tenanted):
    """Providers must apply anew, because conditions have changed, before a deadline."""

    title = models.CharField("rubrik", max_length=200)
    reason = models.TextField("skäl")
    intervention = models.ForeignKey(
        "catalogue.Intervention", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    """Which authorisations are touched; None for all."""
    conditions_on = models.DateField("villkoren i deras lydelse den")
    started_on = models.DateField("beslutad")
    deadline = models.DateField("sista ansökningsdag")
    ended_on = models.DateField("avslutad", null=True, blank=True)
    started_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")

    objects = ReauthorisationQuerySet.as_manager()

    class Meta:
        verbose_name = "omauktorisation"
        verbose_name_plural = "omauktorisationer"
        ordering = ("-started_on", "-id")
        constraints = (
            same_tenant("intervention"),
            models.CheckConstraint(
                name="providers_reauthorisation_deadline_after_start",
                condition=Q(deadline__gte=models.F("started_on")),
                violation_error_message="Sista ansökningsdag kan inte vara före beslutet.",
            ),
        )

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("reauthorisation", args=[self.pk])


class RoundReminder(Tenanted):
    """A letter to one provider that it has not applied in a round of re-authorisation."""

    round = models.ForeignKey(Reauthorisation, on_delete=models.PROTECT, related_name="reminders")
    provider = models.ForeignKey(
        "providers.Provider", on_delete=models.PROTECT, related_name="round_reminders"
    )
    sent_on = models.DateField("skickad")
    sent_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, related_name="+")
    """None when it went by itself before the deadline."""

    class Meta:
        ordering = ("-id",)
        constraints = (
            same_tenant("round"),
            same_tenant("provider"),
            models.UniqueConstraint(
                fields=("round", "provider", "sent_on"), name="providers_roundreminder_once_a_day"
            ),
        )
        triggers = (append_only(),)

    def __str__(self) -> str:
        return f"{self.round_id} {self.provider_id} {self.sent_on}"
