"""Support sees the pages as a user sees them: for an hour at most, reading only, under both names."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import models
from django.db.models import F, Q

from stegvis.core.constraints import same_tenant
from stegvis.core.models import Tenanted, history

LONGEST = timedelta(minutes=60)


class ImpersonationQuerySet(models.QuerySet["Impersonation"]):
    def going_on(self, now: datetime) -> ImpersonationQuerySet:
        return self.filter(ended_at=None, until__gt=now)

    def of(self, user_id: int) -> ImpersonationQuerySet:
        """When somebody has seen the pages as this user."""
        return self.filter(user_id=user_id)

    def for_list(self) -> ImpersonationQuerySet:
        return self.select_related("impersonator", "user").order_by("-started_at")


@history
class Impersonation(Tenanted):
    """Somebody in support sees the pages as the holder of a membership does."""

    impersonator = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    user = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="impersonations")
    membership = models.ForeignKey(
        "accounts.Membership", on_delete=models.SET_NULL, null=True, related_name="+"
    )
    """The seat that is shown. None when it was taken away the day it was given."""
    reason = models.TextField("skäl")
    started_at = models.DateTimeField("från")
    until = models.DateTimeField("till")
    ended_at = models.DateTimeField("avslutad", null=True)

    objects = ImpersonationQuerySet.as_manager()

    class Meta:
        verbose_name = "visning som en annan användare"
        verbose_name_plural = "visningar som en annan användare"
        constraints = (
            same_tenant("membership"),
            models.CheckConstraint(
                name="accounts_impersonation_of_another", condition=~Q(impersonator=F("user"))
            ),
            models.CheckConstraint(
                name="accounts_impersonation_at_most_an_hour",
                condition=Q(until__lte=F("started_at") + LONGEST),
            ),
        )

    def __str__(self) -> str:
        return f"{self.impersonator_id} som {self.user_id}"

    @property
    def over_at(self) -> datetime:
        """When it ended, or will end at the latest."""
        return self.ended_at or self.until
