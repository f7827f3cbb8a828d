"""That a user has been reminded by mail of what awaits, so that it is done once a day."""

from __future__ import annotations

from django.db import models

from stegvis.core.models import Tenanted


class Reminder(Tenanted):
    """One mail to one user on one day. It says how much awaited, never what."""

    user = models.ForeignKey("accounts.User", on_delete=models.CASCADE, related_name="reminders")
    sent_on = models.DateField("skickad")
    awaiting = models.PositiveIntegerField("väntade då")

    class Meta:
        verbose_name = "påminnelse"
        verbose_name_plural = "påminnelser"
        constraints = (
            models.UniqueConstraint(
                fields=("principal", "user", "sent_on"), name="accounts_reminder_once_a_day"
            ),
        )

    def __str__(self) -> str:
        return f"{self.user_id} {self.sent_on}"
