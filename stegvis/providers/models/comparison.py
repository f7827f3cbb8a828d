"""Results of providers, computed beforehand so that they can be shown before the choice."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from stegvis.core.actor import Actor
from stegvis.core.constraints import no_overlap, real_period, same_tenant
from stegvis.core.fields import PeriodField
from stegvis.core.models import Tenanted, append_only, history
from stegvis.providers.models.register import Provider


@history
class ComparisonTerms(Tenanted):
    """When a result may be shown and how it becomes stars: dated configuration."""

    period = PeriodField("gäller")
    min_starters = models.PositiveSmallIntegerField("minsta antal som har börjat", default=18)
    min_months = models.PositiveSmallIntegerField("minsta tid i månader", default=12)
    window_months = models.PositiveSmallIntegerField("hur långt tillbaka i månader", default=36)
    star_limits = ArrayField(
        models.DecimalField(max_digits=5, decimal_places=2),
        verbose_name="gränser för 2, 3 och 4 stjärnor",
        default=list,
        blank=True,
    )
    """Adjusted result in standard deviations from the mean of providers; empty = no stars are shown."""
    source = models.CharField("källa", max_length=200, blank=True)

    class Meta:
        verbose_name = "villkor för jämförelse"
        verbose_name_plural = "villkor för jämförelse"
        constraints = (
            real_period(),
            no_overlap("principal_id", message="Det finns redan villkor för en del av tiden."),
        )

    def __str__(self) -> str:
        return str(self.period)


class ComparisonRun(Tenanted):
    """One computation of all providers' results."""

    computed_at = models.DateTimeField("beräknad")
    data_until = models.DateField("uppgifter till och med")
    method = models.CharField("metod", max_length=40)
    customers = models.PositiveIntegerField("deltagare i underlaget")

    class Meta:
        ordering = ("-id",)
        indexes = (models.Index(fields=("principal", "-id"), name="providers_comparisonrun_latest"),)
        triggers = (append_only(),)

    def __str__(self) -> str:
        return f"{self.computed_at:%Y-%m-%d}"


class ProviderResultQuerySet(models.QuerySet["ProviderResult"]):
    def visible_to(self, actor: Actor) -> ProviderResultQuerySet:
        """What is shown is public; what rests on too few is for nobody but analysts' own tables."""
        return self.filter(principal_id=actor.principal_id)


class ProviderResult(Tenanted):
    """One measure of one provider's results in an intervention, at one level or all."""

    class Measure(models.TextChoices):
        COMPLETED = "completed", "Fullföljde insatsen"
        SELF_SUFFICIENT = "self_sufficient", "I arbete eller studier vid avslutet"
        LASTING = "lasting", "I arbete eller studier efter sex månader"
        MEAN_DAYS = "mean_days", "Genomsnittlig tid i insatsen"
        SATISFACTION = "satisfaction", "Nöjda deltagare"

    run = models.ForeignKey(ComparisonRun, on_delete=models.CASCADE, related_name="results")
    provider = models.ForeignKey(Provider, on_delete=models.PROTECT, related_name="results")
    intervention = models.ForeignKey("catalogue.Intervention", on_delete=models.PROTECT, related_name="+")
    level = models.CharField("nivå", max_length=60, blank=True)
    """The code of the level; empty for all levels together."""
    measure = models.CharField("mått", max_length=15, choices=Measure.choices)
    n = models.PositiveIntegerField("antal deltagare")
    numerator = models.PositiveIntegerField("antal som", null=True, blank=True)
    raw = models.FloatField("utfall", null=True, blank=True)
    """A share 0–1, or days for the mean time."""
    expected = models.FloatField("väntat med tanke på deltagarna", null=True, blank=True)
    adjusted = models.FloatField("justerat", null=True, blank=True)
    low = models.FloatField("nedre gräns", null=True, blank=True)
    high = models.FloatField("övre gräns", null=True, blank=True)
    """The 95 % interval of the adjusted result."""
    stars = models.PositiveSmallIntegerField("stjärnor", null=True, blank=True)
    is_shown = models.BooleanField("visas", default=False)
    """False: too few, or too short a time."""

    objects = ProviderResultQuerySet.as_manager()

    class Meta:
        verbose_name = "resultat"
        verbose_name_plural = "resultat"
        constraints = (
            same_tenant("run"),
            same_tenant("provider"),
            same_tenant("intervention"),
            models.UniqueConstraint(
                fields=("run", "provider", "intervention", "level", "measure"),
                name="providers_result_once",
            ),
            models.CheckConstraint(
                name="providers_result_stars",
                condition=Q(stars__isnull=True) | Q(stars__gte=1, stars__lte=4),
            ),
        )
        indexes = (
            models.Index(
                fields=("principal", "run", "intervention", "level", "provider"), name="providers_result_page"
            ),
        )

    def __str__(self) -> str:
        return f"{self.provider_id} {self.measure}"
