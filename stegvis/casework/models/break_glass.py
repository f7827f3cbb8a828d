"""Reading a case of another unit in an emergency: with a reason, for a short time, and judged after."""

from __future__ import annotations

from datetime import date, datetime

from django.db import models
from django.db.models import Exists, OuterRef, Q

from stegvis.casework.models.cases import Case
from stegvis.core.actor import Actor
from stegvis.core.constraints import no_overlap, real_period, same_tenant
from stegvis.core.fields import PeriodField
from stegvis.core.four_eyes import four_eyes
from stegvis.core.models import Tenanted, append_only, history

MINUTES = 60
"""How long an emergency opening lasts when the principal has decided nothing else."""


@history
class BreakGlassTerms(Tenanted):
    """How long an emergency opening lasts, as the principal has decided for a period."""

    period = PeriodField("gäller")
    minutes = models.PositiveSmallIntegerField("minuter")

    class Meta:
        verbose_name = "villkor för nödöppning"
        verbose_name_plural = "villkor för nödöppning"
        constraints = (
            real_period(),
            no_overlap("principal_id", message="Det finns redan villkor för en del av tiden."),
            models.CheckConstraint(
                name="casework_break_glass_minutes", condition=Q(minutes__gte=5, minutes__lte=480)
            ),
        )

    def __str__(self) -> str:
        return f"{self.minutes} {self.period}"

    @classmethod
    def minutes_on(cls, principal_id: int, day: date) -> int:
        terms = cls.objects.filter(principal_id=principal_id, period__contains=day).first()
        return terms.minutes if terms else MINUTES


class BreakGlassQuerySet(models.QuerySet["BreakGlass"]):
    def visible_to(self, actor: Actor) -> BreakGlassQuerySet:
        """The heads of the units whose cases were opened. Nobody judges his own opening."""
        return self.filter(principal_id=actor.principal_id, unit__in=actor.led_units).exclude(
            user_id=actor.user_id
        )

    def in_force(self, now: datetime) -> BreakGlassQuerySet:
        """Those whose time is not out, and that nobody has ended."""
        return self.filter(~Exists(BreakGlassEnd.objects.filter(opening=OuterRef("pk"))), expires_at__gt=now)

    def opened_by(self, actor: Actor) -> BreakGlassQuerySet:
        return self.filter(principal_id=actor.principal_id, user_id=actor.user_id)

    def awaiting_verdict(self) -> BreakGlassQuerySet:
        return self.filter(~Exists(BreakGlassVerdict.objects.filter(opening=OuterRef("pk"))))

    def for_list(self) -> BreakGlassQuerySet:
        return self.select_related("case__person", "user", "unit", "verdict__decided_by", "end")


class BreakGlass(Tenanted):
    """Somebody has opened a case that he has no access to, for reading only."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="emergency_openings")
    unit = models.ForeignKey("registry.Unit", on_delete=models.PROTECT, related_name="+")
    """The unit that had the case when it was opened: its head judges."""
    user = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    reason = models.TextField("skäl")
    opened_at = models.DateTimeField("öppnat")
    expires_at = models.DateTimeField("till")

    objects = BreakGlassQuerySet.as_manager()

    class Meta:
        verbose_name = "nödöppning"
        verbose_name_plural = "nödöppningar"
        constraints = (
            same_tenant("case"),
            same_tenant("unit"),
            models.CheckConstraint(name="casework_break_glass_reason", condition=~Q(reason="")),
            models.CheckConstraint(
                name="casework_break_glass_order", condition=Q(expires_at__gt=models.F("opened_at"))
            ),
        )
        indexes = (
            models.Index(fields=("principal", "user", "expires_at"), name="casework_break_glass_user"),
            models.Index(fields=("principal", "unit", "-opened_at", "-id"), name="casework_break_glass_unit"),
        )
        triggers = (append_only(),)

    def __str__(self) -> str:
        return f"{self.user_id}: {self.case_id} {self.opened_at}"


class BreakGlassEnd(Tenanted):
    """An emergency opening was ended before its time was out."""

    opening = models.OneToOneField(BreakGlass, on_delete=models.PROTECT, related_name="end")
    ended_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField("avslutad")

    class Meta:
        verbose_name = "avslutad nödöppning"
        verbose_name_plural = "avslutade nödöppningar"
        constraints = (same_tenant("opening"),)
        triggers = (append_only(),)

    def __str__(self) -> str:
        return str(self.opening_id)


class BreakGlassVerdict(Tenanted):
    """What the head of the unit says about an emergency opening of one of its cases."""

    class Verdict(models.TextChoices):
        FOUNDED = "founded", "Befogad"
        QUESTIONED = "questioned", "Ifrågasatt"

    opening = models.OneToOneField(BreakGlass, on_delete=models.PROTECT, related_name="verdict")
    verdict = models.CharField("bedömning", max_length=10, choices=Verdict.choices)
    comment = models.TextField("kommentar", blank=True)
    decided_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    decided_on = models.DateField("bedömd")

    class Meta:
        verbose_name = "bedömning av nödöppning"
        verbose_name_plural = "bedömningar av nödöppningar"
        constraints = (
            same_tenant("opening"),
            models.CheckConstraint(
                name="casework_break_glass_questioned_why",
                condition=~Q(verdict="questioned") | ~Q(comment=""),
            ),
        )
        triggers = (
            append_only(),
            four_eyes(link="opening", table="casework_breakglass", prepared_by="user"),
        )

    def __str__(self) -> str:
        return f"{self.opening_id}: {self.verdict}"
