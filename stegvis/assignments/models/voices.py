"""What the persons say of their provider: asked one by one, told of only together.

An invitation knows the assignment but not the answer; an answer knows the provider and the month but not who
gave it. Nothing in the database joins the two.
"""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import Q

from stegvis.assignments.models.assignments import Assignment
from stegvis.core.actor import Actor
from stegvis.core.constraints import same_tenant
from stegvis.core.models import Tenanted, append_only
from stegvis.providers.models import Provider


class VoiceInvitationQuerySet(models.QuerySet["VoiceInvitation"]):
    def visible_to(self, actor: Actor) -> VoiceInvitationQuerySet:
        if not actor.is_caseworker:
            return self.none()
        return self.filter(
            principal_id=actor.principal_id,
            assignment__in=Assignment.objects.visible_to(actor).values("pk"),
        )

    def open_on(self, day: date) -> VoiceInvitationQuerySet:
        return self.filter(is_used=False, last_day__gte=day)


class VoiceInvitation(Tenanted):
    """A code, on paper or in a link, with which one person answers once. Only its hash is kept."""

    assignment = models.ForeignKey(Assignment, on_delete=models.PROTECT, related_name="voice_invitations")
    code_hash = models.CharField(max_length=64, unique=True)
    issued_on = models.DateField("utlämnad")
    last_day = models.DateField("gäller till och med")
    issued_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    is_used = models.BooleanField("använd", default=False)

    objects = VoiceInvitationQuerySet.as_manager()

    class Meta:
        verbose_name = "inbjudan att svara"
        verbose_name_plural = "inbjudningar att svara"
        constraints = (
            same_tenant("assignment"),
            models.CheckConstraint(
                name="assignments_voiceinvitation_time", condition=Q(last_day__gte=models.F("issued_on"))
            ),
        )

    def __str__(self) -> str:
        return f"{self.assignment_id} {self.issued_on}"


class Voice(Tenanted):
    """One anonymous answer. The order of the rows tells nothing: their keys are drawn by lot."""

    id = models.UUIDField(primary_key=True)
    provider = models.ForeignKey(Provider, on_delete=models.PROTECT, related_name="voices")
    intervention = models.ForeignKey("catalogue.Intervention", on_delete=models.PROTECT, related_name="+")
    quarter = models.DateField("kvartal", help_text="Kvartalets första dag.")
    language = models.CharField("språk", max_length=5)
    satisfied = models.PositiveSmallIntegerField("nöjd 1–5")
    answers = models.JSONField("svar", default=dict, blank=True)
    """{question: 1–5}"""
    comment = models.TextField("med egna ord", blank=True)

    class Meta:
        verbose_name = "röst"
        verbose_name_plural = "röster"
        constraints = (
            same_tenant("provider"),
            same_tenant("intervention"),
            models.CheckConstraint(
                name="assignments_voice_scale", condition=Q(satisfied__gte=1, satisfied__lte=5)
            ),
        )
        indexes = (
            models.Index(fields=("principal", "provider", "quarter"), name="assignments_voice_provider"),
        )
        triggers = (append_only(),)

    def __str__(self) -> str:
        return f"{self.provider_id} {self.quarter}"
