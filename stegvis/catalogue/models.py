"""Interventions that can be decided, with their dated terms and tariffs."""

from __future__ import annotations

from datetime import date

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Prefetch, Q
from django.urls import reverse

from stegvis.catalogue import words
from stegvis.catalogue.rules import first_months
from stegvis.core.actor import STAFF, Actor
from stegvis.core.constraints import no_overlap, real_period, same_tenant
from stegvis.core.fields import CapacityField, OreField, PeriodField
from stegvis.core.models import Tenanted, history
from stegvis.core.money import Ore


class InterventionQuerySet(models.QuerySet["Intervention"]):
    def visible_to(self, actor: Actor) -> InterventionQuerySet:
        """Staff see the catalogue of their principal."""
        own = self.filter(principal_id=actor.principal_id)
        return own if actor.has(STAFF) else self.none()

    def with_all_terms(self) -> InterventionQuerySet:
        """With every version of the terms and their levels, the latest first, and of the tariffs."""
        return self.prefetch_related(
            Prefetch("terms", Terms.objects.order_by("-period").prefetch_related("levels")),
            Prefetch("tariffs", Tariff.objects.order_by("-period")),
        )

    def with_what_holds_on(self, day: date) -> InterventionQuerySet:
        """By name, each with `current_terms` and `current_tariffs`: what holds on `day`, none or one."""
        return self.order_by("name", "id").prefetch_related(  # type: ignore[no-redef]
            Prefetch(
                "terms",
                Terms.objects.filter(period__contains=day).prefetch_related("levels"),
                to_attr="current_terms",
            ),
            Prefetch("tariffs", Tariff.objects.filter(period__contains=day), to_attr="current_tariffs"),
        )


@history
class Intervention(Tenanted):
    """An intervention that the principal offers. What holds for it on a day is in its terms."""

    code = models.SlugField("kod", max_length=60)
    name = models.CharField("namn", max_length=120)
    purpose = models.TextField("för vem", blank=True)
    chosen_by_person = models.BooleanField("ingår i kundvalet", default=True)

    current_terms: list[Terms]  # set, like `current_tariffs`, by `with_what_holds_on`

    objects = InterventionQuerySet.as_manager()

    class Meta:
        verbose_name = "insats"
        verbose_name_plural = "insatser"
        constraints = (
            models.UniqueConstraint(fields=("principal", "code"), name="catalogue_intervention_code"),
        )

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("intervention", args=[self.pk])

    def terms_on(self, day: date) -> Terms | None:
        """The terms that hold on `day`, or None when the intervention is not offered then."""
        return self.terms.filter(period__contains=day).first()


class TermsQuerySet(models.QuerySet["Terms"]):
    def visible_to(self, actor: Actor) -> TermsQuerySet:
        """Staff see the terms of their principal."""
        own = self.filter(principal_id=actor.principal_id)
        return own if actor.has(STAFF) else self.none()

    def on(self, day: date) -> TermsQuerySet:
        return self.filter(period__contains=day)


@history
class Terms(Tenanted):
    """The rules of entry and length of an intervention during a period (the committee's decision)."""

    intervention = models.ForeignKey(Intervention, on_delete=models.PROTECT, related_name="terms")
    period = PeriodField("gäller")
    min_age = models.PositiveSmallIntegerField("lägsta ålder", null=True, blank=True)
    max_age = models.PositiveSmallIntegerField("högsta ålder", null=True, blank=True)
    min_capacity = CapacityField("lägsta arbetsförmåga", default=0)
    max_capacity = CapacityField("högsta arbetsförmåga", default=100)
    max_months = models.PositiveSmallIntegerField("längsta tid i månader", null=True, blank=True)
    max_extensions = models.PositiveSmallIntegerField("antal förlängningar", null=True, blank=True)
    extension_months = models.PositiveSmallIntegerField("längd på förlängning", null=True, blank=True)
    min_workplace_percent = models.PositiveSmallIntegerField("lägsta andel tid på arbetsplats", default=0)
    must_combine_with = ArrayField(
        models.CharField(max_length=60), verbose_name="måste kombineras med", default=list, blank=True
    )
    must_not_combine_with = ArrayField(
        models.CharField(max_length=60), verbose_name="kan inte kombineras med", default=list, blank=True
    )
    target_groups = ArrayField(
        models.CharField(max_length=30), verbose_name="målgrupper", default=list, blank=True
    )
    """Codes of the target groups that it is for; empty = all."""
    voucher_amounts = ArrayField(OreField(), verbose_name="tilläggscheckar", default=list, blank=True)
    decided_in = models.CharField("beslutad i", max_length=120, blank=True, default="", db_default="")

    objects = TermsQuerySet.as_manager()

    class Meta:
        verbose_name = "villkor för insats"
        verbose_name_plural = "villkor för insatser"
        ordering = ("-period",)
        constraints = (
            real_period(),
            same_tenant("intervention"),
            no_overlap("intervention_id", message="Villkoren för en insats får inte överlappa varandra."),
            models.CheckConstraint(
                name="catalogue_terms_capacity_order",
                condition=Q(min_capacity__lte=F("max_capacity"), max_capacity__lte=100),
            ),
        )

    def __str__(self) -> str:
        return f"{self.intervention} {self.period}"

    @property
    def first_months(self) -> int | None:
        return first_months(self.max_months, self.max_extensions, self.extension_months)

    @property
    def age_text(self) -> str:
        return words.ages(self.min_age, self.max_age)

    @property
    def capacity_text(self) -> str:
        return words.capacity(self.min_capacity, self.max_capacity)

    @property
    def length_text(self) -> str:
        return words.length(self.max_months, self.max_extensions, self.extension_months)

    @property
    def workplace_text(self) -> str:
        return f"Minst {self.min_workplace_percent} % av tiden"

    @property
    def combination_text(self) -> str:
        return words.combination(self.must_combine_with)


@history
class Level(Tenanted):
    """A level of an intervention under some terms, with the capacity that it suits."""

    terms = models.ForeignKey(Terms, on_delete=models.CASCADE, related_name="levels")
    position = models.PositiveSmallIntegerField("ordning", default=0)
    code = models.SlugField("kod", max_length=60)
    name = models.CharField("namn", max_length=120)
    min_capacity = CapacityField("lägsta arbetsförmåga", default=0)
    max_capacity = CapacityField("högsta arbetsförmåga", default=100)

    class Meta:
        verbose_name = "nivå"
        verbose_name_plural = "nivåer"
        ordering = ("position", "id")
        constraints = (
            same_tenant("terms"),
            models.UniqueConstraint(fields=("terms", "code"), name="catalogue_level_code"),
            models.CheckConstraint(
                name="catalogue_level_capacity_order",
                condition=Q(min_capacity__lte=F("max_capacity"), max_capacity__lte=100),
            ),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def capacity_text(self) -> str:
        return words.capacity(self.min_capacity, self.max_capacity)


@history
class Tariff(Tenanted):
    """What the principal pays for an intervention during a period."""

    intervention = models.ForeignKey(Intervention, on_delete=models.PROTECT, related_name="tariffs")
    period = PeriodField("gäller")
    monthly_base = OreField("grundersättning per månad")
    run_in_days = models.PositiveSmallIntegerField("dagar innan ersättning betalas", default=14)
    bonus = OreField("bonus efter sex månader", default=Ore(0))
    source = models.CharField("källa", max_length=200, blank=True)

    class Meta:
        verbose_name = "ersättning"
        verbose_name_plural = "ersättningar"
        ordering = ("-period",)
        constraints = (
            real_period(),
            same_tenant("intervention"),
            no_overlap(
                "intervention_id", message="Ersättningarna för en insats får inte överlappa varandra."
            ),
            models.CheckConstraint(
                name="catalogue_tariff_not_negative", condition=Q(monthly_base__gte=0, bonus__gte=0)
            ),
        )

    def __str__(self) -> str:
        return f"{self.intervention} {self.period}"


@history
class FullTime(Tenanted):
    """How many hours a week count as full time during a period."""

    period = PeriodField("gäller")
    hours_per_week = models.PositiveSmallIntegerField("timmar per vecka", default=40)

    class Meta:
        verbose_name = "heltidsmått"
        verbose_name_plural = "heltidsmått"
        constraints = (
            real_period(),
            no_overlap("principal_id", message="Heltidsmåtten får inte överlappa varandra."),
            models.CheckConstraint(
                name="catalogue_fulltime_hours", condition=Q(hours_per_week__gt=0, hours_per_week__lte=60)
            ),
        )

    def __str__(self) -> str:
        return f"{self.hours_per_week} timmar {self.period}"


@history
class ActivityRequirement(Tenanted):
    """What income support asks of its recipients during a period: a share of full time, and by which rule.

    domain: a national requirement is proposed from 2026-07-01, normally full time, adapted to ability.
    """

    period = PeriodField("gäller")
    percent_of_full_time = models.PositiveSmallIntegerField("andel av heltid", default=100)
    adapted_to_capacity = models.BooleanField("anpassas efter förmågan", default=True)
    text = models.CharField("lydelse", max_length=300)
    source = models.CharField("källa", max_length=200, blank=True)

    class Meta:
        verbose_name = "aktivitetskrav"
        verbose_name_plural = "aktivitetskrav"
        constraints = (
            real_period(),
            no_overlap("principal_id", message="Två aktivitetskrav kan inte gälla samma dag."),
            models.CheckConstraint(
                name="catalogue_requirement_percent",
                condition=Q(percent_of_full_time__gt=0, percent_of_full_time__lte=100),
            ),
        )

    def __str__(self) -> str:
        return f"{self.percent_of_full_time} {self.period}"
