"""Who has the cases: handovers, and who stands in for whom."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import F, Q

from stegvis.casework.models.cases import Case
from stegvis.core.actor import CASEWORKERS, Actor
from stegvis.core.constraints import no_overlap, real_period, same_tenant
from stegvis.core.fields import PeriodField
from stegvis.core.models import Tenanted, append_only, history
from stegvis.core.period import Period


class HandoverQuerySet(models.QuerySet["Handover"]):
    def visible_to(self, actor: Actor) -> HandoverQuerySet:
        """Those who work in the case."""
        if not actor.has(CASEWORKERS):
            return self.none()
        return self.filter(
            principal_id=actor.principal_id, case__in=Case.objects.visible_to(actor).values("pk")
        )


class Handover(Tenanted):
    """A case went from one caseworker to another, with what the next should know."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="handovers")
    from_user = models.ForeignKey(
        "accounts.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    to_user = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    note = models.TextField("att veta", blank=True)
    handed_over_on = models.DateField("överlämnat")
    handed_over_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")

    objects = HandoverQuerySet.as_manager()

    class Meta:
        verbose_name = "överlämning"
        verbose_name_plural = "överlämningar"
        constraints = (same_tenant("case"),)
        indexes = (models.Index(fields=("case", "id"), name="casework_handover_case"),)
        triggers = (append_only(),)

    def __str__(self) -> str:
        return f"{self.case_id} {self.handed_over_on}"


class AbsenceQuerySet(models.QuerySet["Absence"]):
    def visible_to(self, actor: Actor) -> AbsenceQuerySet:
        """The heads of the unit, and those whom it concerns."""
        concerned = Q(unit__in=actor.led_units) | Q(user_id=actor.user_id) | Q(substitute_id=actor.user_id)
        return self.filter(concerned, principal_id=actor.principal_id)

    def on(self, day: date) -> AbsenceQuerySet:
        return self.filter(period__contains=day)

    def not_over(self, day: date) -> AbsenceQuerySet:
        return self.filter(period__endswith__gt=day)

    def overlapping(self, period: Period) -> AbsenceQuerySet:
        return self.filter(period__overlap=period)

    def for_list(self) -> AbsenceQuerySet:
        return self.select_related("unit", "user", "substitute").order_by("period", "id")


@history
class Absence(Tenanted):
    """A caseworker is away; meanwhile another sees what awaits in the cases."""

    unit = models.ForeignKey("registry.Unit", on_delete=models.PROTECT, related_name="+")
    user = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    substitute = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    period = PeriodField("frånvaro")
    recorded_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")

    objects = AbsenceQuerySet.as_manager()

    class Meta:
        verbose_name = "frånvaro"
        verbose_name_plural = "frånvaro"
        constraints = (
            same_tenant("unit"),
            real_period(),
            no_overlap("unit_id", "user_id", message="Det finns redan en frånvaro under en del av tiden."),
            models.CheckConstraint(
                name="casework_absence_another",
                condition=~Q(user=F("substitute")),
                violation_error_message="Välj någon annan som ersättare.",
            ),
        )
        indexes = (models.Index(fields=("principal", "substitute"), name="casework_absence_substitute"),)

    def __str__(self) -> str:
        return f"{self.user_id} {self.period}"
