"""Login codes on paper, for residents without an e-ID."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import Q

from stegvis.core.constraints import same_tenant
from stegvis.core.models import Tenanted, history


class PaperCodeQuerySet(models.QuerySet["PaperCode"]):
    def open(self) -> PaperCodeQuerySet:
        """Neither used nor replaced by a later one. It may still have expired."""
        return self.filter(used_at=None, voided_at=None)


@history
class PaperCode(Tenanted):
    """One code for one resident, handed out on paper and used once. Only its hash is kept."""

    person = models.ForeignKey("registry.Person", on_delete=models.PROTECT, related_name="paper_codes")
    case = models.ForeignKey("casework.Case", on_delete=models.PROTECT, related_name="paper_codes")
    digest = models.CharField(max_length=64)
    issued_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    issued_at = models.DateTimeField("utfärdad")
    last_day = models.DateField("gäller till och med")
    used_at = models.DateTimeField("använd", null=True)
    voided_at = models.DateTimeField("ersatt", null=True)

    objects = PaperCodeQuerySet.as_manager()

    class Meta:
        verbose_name = "inloggningskod på papper"
        verbose_name_plural = "inloggningskoder på papper"
        constraints = (
            same_tenant("person"),
            same_tenant("case"),
            models.UniqueConstraint(
                name="accounts_paper_code_one_open",
                fields=("person",),
                condition=Q(used_at=None, voided_at=None),
            ),
        )

    def __str__(self) -> str:
        return f"papperskod {self.pk}"

    def is_over_on(self, day: date) -> bool:
        return day > self.last_day
