"""Steps of a case after its end: the re-opening, the follow-up six months after."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import F, Q

from stegvis.casework.models.cases import Case
from stegvis.core.actor import Actor
from stegvis.core.constraints import same_tenant
from stegvis.core.models import Tenanted, append_only, history


class Reopening(Tenanted):
    """A closed case taken up again, with what it was closed for."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="reopenings")
    reopened_on = models.DateField("återöppnat")
    reason = models.TextField("skäl")
    was_closed_on = models.DateField("var avslutat")
    was_closed_for = models.CharField("avslutsorsak", max_length=30)
    was_closed_with_note = models.TextField("anteckning vid avslut", blank=True, default="", db_default="")
    was_closed_on_evidence = models.CharField(
        "underlag vid avslut", max_length=200, blank=True, default="", db_default=""
    )
    was_closed_with_attachment = models.ForeignKey(
        "casework.Attachment", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    evidence_was_lacking = models.TextField("varför underlag saknades", blank=True, default="", db_default="")
    reopened_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "återöppning"
        verbose_name_plural = "återöppningar"
        constraints = (same_tenant("case"), same_tenant("was_closed_with_attachment"))
        triggers = (append_only(),)

    def __str__(self) -> str:
        return f"{self.case_id} {self.reopened_on}"


class FollowUpQuerySet(models.QuerySet["FollowUp"]):
    def visible_to(self, actor: Actor) -> FollowUpQuerySet:
        return self.filter(
            principal_id=actor.principal_id, case__in=Case.objects.visible_to(actor).values("pk")
        )

    def due(self, today: date) -> FollowUpQuerySet:
        return self.filter(held_on__isnull=True, due_on__lte=today)


@history
class FollowUp(Tenanted):
    """Was it lasting? Planned when a case closes as self-sufficient, held six months later."""

    class Evidence(models.TextChoices):
        """What counts as proof (nacka.se, kundval; committee report 2021–2022)."""

        CONTRACT = "contract", "Anställningsavtal på minst sex månader"
        HOURLY = "hourly", "Timanställning på heltid"
        STUDIES = "studies", "Studier som ger rätt till studiemedel"
        BUSINESS = "business", "Eget företag"

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="follow_ups")
    due_on = models.DateField("ska göras")
    held_on = models.DateField("gjord", null=True, blank=True)
    lasting = models.BooleanField("varaktig egen försörjning", null=True, blank=True)
    evidence = models.CharField("underlag", max_length=10, choices=Evidence.choices, blank=True)
    note = models.TextField("anteckning", blank=True)
    held_by = models.ForeignKey(
        "accounts.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = FollowUpQuerySet.as_manager()

    class Meta:
        verbose_name = "uppföljning efter sex månader"
        verbose_name_plural = "uppföljningar efter sex månader"
        constraints = (
            same_tenant("case"),
            models.UniqueConstraint(fields=("case", "due_on"), name="casework_followup_once"),
            models.CheckConstraint(
                name="casework_followup_complete",
                condition=Q(held_on__isnull=True, lasting__isnull=True, held_by__isnull=True)
                | Q(held_on__isnull=False, lasting__isnull=False, held_by__isnull=False),
            ),
            models.CheckConstraint(
                name="casework_followup_evidence",
                condition=Q(lasting__isnull=True) | Q(lasting=False) | ~Q(evidence=""),
            ),
            models.CheckConstraint(
                name="casework_followup_not_early",
                condition=Q(held_on__isnull=True) | Q(held_on__gte=F("due_on")),
            ),
        )
        indexes = (
            models.Index(
                fields=("principal", "due_on"),
                condition=Q(held_on__isnull=True),
                name="casework_followup_due",
            ),
        )

    def __str__(self) -> str:
        return f"{self.case_id} {self.due_on}"
