"""The log of reading: who has seen a person's record, when and in which role."""

from __future__ import annotations

from django.db import models

from stegvis.core.constraints import same_tenant
from stegvis.core.models import Tenanted, append_only


class Reading(Tenanted):
    """One showing of a person's record to one user."""

    user = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    roles = models.CharField("roller", max_length=200)
    person = models.ForeignKey("registry.Person", on_delete=models.PROTECT, related_name="+")
    what = models.CharField("vad", max_length=100)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = "läsning"
        verbose_name_plural = "läsningar"
        constraints = (same_tenant("person"),)
        indexes = (models.Index(fields=("principal", "person", "-at"), name="oversight_reading_person"),)
        triggers = (append_only(),)

    def __str__(self) -> str:
        return f"{self.user_id} {self.at}"
