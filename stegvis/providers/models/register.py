"""Organisations that carry out interventions, and their right to take customers."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any, TypeVar
from urllib.parse import urlencode

from django.apps import apps
from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import (
    Count,
    Exists,
    F,
    Func,
    OuterRef,
    Prefetch,
    Q,
    Subquery,
    prefetch_related_objects,
)
from django.db.models.functions import Coalesce

from stegvis.core.actor import STAFF, Actor, Role
from stegvis.core.constraints import no_overlap, real_period, same_tenant
from stegvis.core.fields import PeriodField
from stegvis.core.identifiers import format_organisation_number
from stegvis.core.models import Tenanted, append_only, history
from stegvis.core.period import ONE_DAY, Period

Rows = TypeVar("Rows", bound=models.QuerySet[Any])


class ProviderQuerySet(models.QuerySet["Provider"]):
    def visible_to(self, actor: Actor) -> ProviderQuerySet:
        """Staff see all providers of their principal, a provider itself, a resident those to choose among."""
        return _of_those_seen(self, actor, "pk")

    def keeping_the_right(self, intervention_id: int, days: Period, level: str = "") -> ProviderQuerySet:
        """Without those that a decision takes the right to the intervention from later during the days: who
        began there would be left without a provider, and nobody would end what had begun."""
        return self.filter(~_loses(intervention_id, days, level))

    def authorised_for(self, intervention_id: int, day: date, level: str = "") -> ProviderQuerySet:
        """Those who may take customers for the intervention, at the level when it has one, on `day`."""
        return self.filter(_authorises(intervention_id, day, level))

    def with_authorisation(self, intervention_id: int, day: date, level: str = "") -> ProviderQuerySet:
        """Each with `is_authorised`: may it take customers for the intervention, at the level, on `day`?"""
        return self.annotate(is_authorised=_authorises(intervention_id, day, level))  # type: ignore[no-redef]

    def with_towns(self, day: date) -> ProviderQuerySet:
        """Each with `towns`: where it works on `day`. The sites themselves cost far more."""
        used = Site.objects.used_on(day).filter(provider=OuterRef("pk")).order_by("town")
        return self.annotate(towns=ArraySubquery(used.values("town").distinct()))  # type: ignore[no-redef]

    def taking_customers(self, intervention_id: int, day: date) -> ProviderQuerySet:
        """Those whose intake for the intervention is open on `day`."""
        return self.filter(~_pauses(intervention_id, day))

    def with_intake(self, intervention_id: int, day: date) -> ProviderQuerySet:
        """Each with `is_paused`: is its intake for the intervention paused on `day`?"""
        return self.annotate(is_paused=_pauses(intervention_id, day))  # type: ignore[no-redef]

    def with_taken_places(self, day: date) -> ProviderQuerySet:
        """Each with `taken_places`: assignments running on `day`, and choices that will become one."""
        return self.with_places_taken_during(Period(day, day + ONE_DAY))

    def with_places_taken_during(self, days: Period) -> ProviderQuerySet:
        """Each with `taken_places`: the assignments that run on some of the days, and the choices that will.

        Two who follow upon each other count as two: a place is never promised twice, and now and then one
        that would have become free in time is not offered.
        """
        running = Provider.objects.filter(assignments__period__overlap=days, assignments__is_called_off=False)
        choices: Any = Provider._meta.get_field("choices").related_model
        promised = choices.objects.awaiting_assignment(days.start).filter(provider=OuterRef("pk"))
        if days.end is not None:
            promised = promised.filter(decision__period__startswith__lt=days.end)
        counted = promised.order_by().values("provider").annotate(number=Count("pk")).values("number")
        return self.annotate(  # type: ignore[no-redef]
            taken_places=Coalesce(_count_of("assignments", running), 0) + Coalesce(Subquery(counted), 0),
        )

    def named(self, text: str) -> ProviderQuerySet:
        """By a part of the name; an empty text finds all."""
        return self.filter(name__icontains=text) if text else self

    def speaking(self, language: str) -> ProviderQuerySet:
        return self.filter(languages__icontains=language) if language else self

    def with_room(self) -> ProviderQuerySet:
        """Those with a place left; they come from `with_taken_places`."""
        return self.filter(Q(places__isnull=True) | Q(taken_places__lt=F("places")))

    def in_list(self, day: date) -> ProviderQuerySet:
        """With what a list shows of each on `day`."""
        current = Authorisation.objects.filter(provider=OuterRef("pk"), period__contains=day)
        paused = IntakePause.objects.of_all(day).filter(provider=OuterRef("pk"))
        return self.with_taken_places(day).annotate(  # type: ignore[no-redef]
            is_authorised=Exists(current), is_paused=Exists(paused)
        )


def _of_those_seen(rows: Rows, actor: Actor, provider: str = "provider_id") -> Rows:
    """Without asking for the providers' keys where all are seen, which made two thousand of them slow."""
    own = rows.filter(principal_id=actor.principal_id)
    if actor.has(STAFF | {Role.CHAIR, Role.RESIDENT}):
        return own
    return rows.none() if actor.provider_id is None else own.filter(**{provider: actor.provider_id})


def _authorises(intervention_id: int, day: date, level: str) -> Exists:
    current = Authorisation.objects.filter(_at(level), provider=OuterRef("pk"), period__contains=day)
    return Exists(current.filter(Q(intervention=intervention_id) | Q(intervention__isnull=True)))


def _at(level: str) -> Q:
    """One that names no levels holds for all of them; an intervention without levels asks for none."""
    return Q(levels=[]) | Q(levels__contains=[level]) if level else Q()


def _loses(intervention_id: int, days: Period, level: str) -> Exists:
    """Days taken by a decision, from a day later than the first, and not given anew at the level."""
    taken: Any = apps.get_model("providers", "RevokedDays")
    starts = Func(F("period"), function="lower", output_field=models.DateField())
    found = taken.objects.alias(lost_from=starts).filter(
        Q(intervention=intervention_id) | Q(intervention__isnull=True),
        decision__provider=OuterRef("pk"),
        lost_from__gt=days.start,
    )
    if days.end is not None:
        found = found.filter(lost_from__lt=days.end)
    anew = Authorisation.objects.filter(
        Q(intervention=intervention_id) | Q(intervention__isnull=True),
        _at(level),
        provider=OuterRef("decision__provider"),
        period__contains=OuterRef("lost_from"),
    )
    return Exists(found.filter(~Exists(anew)))


def _pauses(intervention_id: int, day: date) -> Exists:
    current = IntakePause.objects.filter(provider=OuterRef("pk"), period__contains=day)
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
    methods = models.TextField("arbetssätt", blank=True, default="", db_default="")
    places = models.PositiveIntegerField("platser", null=True, blank=True)
    waiting_days = models.PositiveSmallIntegerField("väntetid i dagar", null=True, blank=True)
    website = models.URLField("webbplats", blank=True, default="", db_default="")
    contact_name = models.CharField("kontaktperson", max_length=120, blank=True, default="", db_default="")
    contact_email = models.EmailField("e-post", blank=True, default="", db_default="")
    contact_phone = models.CharField("telefon", max_length=40, blank=True, default="", db_default="")

    objects = ProviderQuerySet.as_manager()

    is_authorised: bool  # set by `with_authorisation` and `in_list`
    is_paused: bool  # set by `with_intake`, and by `in_list` for the whole intake
    taken_places: int  # set by `with_taken_places`
    towns: list[str]  # set by `with_towns`
    standing: str  # set for the providers of a re-authorisation

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
    def spoken(self) -> list[str]:
        """The languages, one by one."""
        return [word.strip() for word in self.languages.split(",") if word.strip()]

    @property
    def shown_number(self) -> str:
        return format_organisation_number(self.organisation_number)


class AuthorisationQuerySet(models.QuerySet["Authorisation"]):
    def visible_to(self, actor: Actor) -> AuthorisationQuerySet:
        """Those of the providers that the actor sees."""
        return _of_those_seen(self, actor)


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
    levels = ArrayField(models.CharField(max_length=60), verbose_name="nivåer", default=list, blank=True)
    """The codes of the levels; none named = all."""
    period = PeriodField("gäller")
    decision = models.ForeignKey(
        "providers.ProviderDecision",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="authorisations",
    )
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
            same_tenant("decision"),
            no_overlap(
                "provider_id",
                condition=Q(intervention__isnull=True),
                message="Anordnaren är redan auktoriserad för alla insatser under en del av tiden.",
            ),
            models.UniqueConstraint(
                fields=("provider", "intervention", "levels", "period"), name="providers_auth_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.provider} {self.period}"


class SiteQuerySet(models.QuerySet["Site"]):
    def visible_to(self, actor: Actor) -> SiteQuerySet:
        """Those of the providers that the actor sees."""
        return _of_those_seen(self, actor)

    def used_on(self, day: date) -> SiteQuerySet:
        return self.filter(period__contains=day)

    def read_into(self, providers: Iterable[Provider]) -> None:
        """The sites become those of the providers, in one query."""
        prefetch_related_objects(list(providers), Prefetch("sites", self))


@history
class Site(Tenanted):
    """Where a provider works."""

    provider = models.ForeignKey(Provider, on_delete=models.PROTECT, related_name="sites")
    name = models.CharField("namn", max_length=120, blank=True)
    address = models.CharField("gatuadress", max_length=200)
    postal_code = models.CharField("postnummer", max_length=5)
    town = models.CharField("ort", max_length=80)
    latitude = models.DecimalField("latitud", max_digits=8, decimal_places=5, null=True, blank=True)
    longitude = models.DecimalField("longitud", max_digits=8, decimal_places=5, null=True, blank=True)
    period = PeriodField("används")

    objects = SiteQuerySet.as_manager()

    class Meta:
        verbose_name = "verksamhetsställe"
        verbose_name_plural = "verksamhetsställen"
        ordering = ("town", "address", "id")
        constraints = (
            real_period(),
            same_tenant("provider"),
            models.CheckConstraint(
                name="providers_site_whole_position",
                condition=Q(latitude__isnull=True, longitude__isnull=True)
                | Q(latitude__range=(-90, 90), longitude__range=(-180, 180)),
            ),
        )

    def __str__(self) -> str:
        return f"{self.address}, {self.town}"

    @property
    def shown_postal_code(self) -> str:
        return f"{self.postal_code[:3]} {self.postal_code[3:]}"

    @property
    def map_url(self) -> str:
        """A page of an open map with the place on it; found by its address when its position is not known."""
        if self.latitude is None or self.longitude is None:
            sought = urlencode({"query": f"{self.address}, {self.postal_code} {self.town}"})
            return f"https://www.openstreetmap.org/search?{sought}"
        place = f"{self.latitude}/{self.longitude}"
        return f"https://www.openstreetmap.org/?mlat={self.latitude}&mlon={self.longitude}#map=17/{place}"


class IntakePauseQuerySet(models.QuerySet["IntakePause"]):
    def visible_to(self, actor: Actor) -> IntakePauseQuerySet:
        return _of_those_seen(self, actor)

    def of_all(self, day: date) -> IntakePauseQuerySet:
        """Those of `day` that hold for all a provider's interventions."""
        return self.filter(intervention__isnull=True, period__contains=day)


@history
class IntakePause(Tenanted):
    """Days on which a provider gets nobody new, for one intervention or all."""

    provider = models.ForeignKey(Provider, on_delete=models.PROTECT, related_name="pauses")
    intervention = models.ForeignKey(
        "catalogue.Intervention", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    period = PeriodField("pausat")
    by_principal = models.BooleanField("huvudmannens beslut")
    """A pause that the principal has decided does not count against a provider without customers."""
    reason = models.CharField("skäl", max_length=300)
    paused_by = models.ForeignKey(
        "accounts.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = IntakePauseQuerySet.as_manager()

    class Meta:
        verbose_name = "intagspaus"
        verbose_name_plural = "intagspauser"
        ordering = ("-period",)
        constraints = (
            real_period(),
            same_tenant("provider"),
            same_tenant("intervention"),
            no_overlap(
                "provider_id",
                condition=Q(intervention__isnull=True),
                message="Hela intaget är redan pausat under en del av tiden.",
            ),
        )

    def __str__(self) -> str:
        return f"{self.provider_id} {self.period}"


class OwnershipChange(Tenanted):
    """The organisation got another owner, name or number. Its right may have to be examined anew."""

    provider = models.ForeignKey(Provider, on_delete=models.PROTECT, related_name="ownership_changes")
    changed_on = models.DateField("ändrad")
    old_name = models.CharField("tidigare namn", max_length=200)
    old_organisation_number = models.CharField("tidigare organisationsnummer", max_length=10)
    new_name = models.CharField("nytt namn", max_length=200)
    new_organisation_number = models.CharField("nytt organisationsnummer", max_length=10)
    description = models.TextField("vad som har ändrats")
    recorded_on = models.DateField("antecknad")
    recorded_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "ägarförändring"
        verbose_name_plural = "ägarförändringar"
        ordering = ("-changed_on", "-id")
        constraints = (same_tenant("provider"),)
        triggers = (append_only(),)

    def __str__(self) -> str:
        return f"{self.provider_id} {self.changed_on}"
