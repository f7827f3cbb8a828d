"""How people come: referred by another, or of their own accord."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.urls import reverse

from stegvis.casework.models.cases import Case
from stegvis.core.actor import CASEWORKERS, Actor
from stegvis.core.constraints import same_tenant
from stegvis.core.models import Tenanted, append_only
from stegvis.registry.models import Person
from stegvis.registry.models.guards import never_about_a_merged


class ReferralQuerySet(models.QuerySet["Referral"]):
    def visible_to(self, actor: Actor) -> ReferralQuerySet:
        """Caseworkers and heads of the unit that the referral came to."""
        if not actor.has(CASEWORKERS):
            return self.none()
        return self.filter(principal_id=actor.principal_id, unit_id__in=actor.unit_ids)

    def awaiting(self) -> ReferralQuerySet:
        return self.filter(outcome__isnull=True)

    def in_list(self) -> ReferralQuerySet:
        """With what a list shows of each, in as many queries for a thousand rows as for one."""
        return self.select_related("person__merged_into", "unit", "outcome__case")


class Referral(Tenanted):
    """Somebody asks that a person be helped towards self-sufficiency. Never changed; answered once."""

    class Source(models.TextChoices):
        INCOME_SUPPORT = "ekonomiskt_bistand", "Enheten för ekonomiskt bistånd"
        EMPLOYMENT_SERVICE = "arbetsformedlingen", "Arbetsförmedlingen"
        SELF = "sjalv", "Personen själv"
        OTHER = "annan", "Annan"

    unit = models.ForeignKey("registry.Unit", on_delete=models.PROTECT, related_name="referrals")
    person = models.ForeignKey("registry.Person", on_delete=models.PROTECT, related_name="referrals")
    source = models.CharField("från", max_length=20, choices=Source.choices)
    sender = models.CharField("avsändare", max_length=120, blank=True)
    contact = models.CharField("avsändarens telefon eller e-post", max_length=120, blank=True)
    asks_for = models.TextField("vad som önskas")
    received_on = models.DateField("inkom")
    registered_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")

    objects = ReferralQuerySet.as_manager()

    class Meta:
        verbose_name = "hänvisning"
        verbose_name_plural = "hänvisningar"
        constraints = (same_tenant("unit"), same_tenant("person"))
        indexes = (
            models.Index(fields=("principal", "unit", "-received_on", "-id"), name="casework_referral_list"),
        )
        triggers = (append_only(), never_about_a_merged())

    def __str__(self) -> str:
        return f"{self.pk} {self.received_on}"

    def get_absolute_url(self) -> str:
        return reverse("referral", args=[self.pk])

    @property
    def standing_person(self) -> Person:
        """Whom it is about: a record that was merged since leads to the one that holds now."""
        return self.person.merged_into or self.person

    @property
    def from_whom(self) -> str:
        """`Annan: Region Stockholm`, or the source alone."""
        source = str(self.get_source_display())
        return f"{source}: {self.sender}" if self.sender else source


class ReferralOutcome(Tenanted):
    """What came of a referral: a case, or a no with its reason."""

    class Kind(models.TextChoices):
        OPENED = "opened", "Ärende öppnat"
        IN_CASE = "in_case", "Tas upp i pågående ärende"
        DECLINED = "declined", "Inte aktuell"
        WITHDRAWN = "withdrawn", "Återkallad"

    referral = models.OneToOneField(Referral, on_delete=models.PROTECT, related_name="outcome")
    kind = models.CharField("utfall", max_length=10, choices=Kind.choices)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, null=True, blank=True, related_name="referrals")
    reason = models.TextField("skäl", blank=True)
    decided_on = models.DateField("avgjord")
    decided_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "utfall av hänvisning"
        verbose_name_plural = "utfall av hänvisningar"
        constraints = (
            same_tenant("referral"),
            same_tenant("case"),
            models.CheckConstraint(
                name="casework_referral_outcome",
                condition=Q(kind__in=("opened", "in_case"), case__isnull=False)
                | (Q(kind__in=("declined", "withdrawn"), case__isnull=True) & ~Q(reason="")),
            ),
        )
        triggers = (append_only(),)

    def __str__(self) -> str:
        return f"{self.referral_id} {self.kind}"
