"""`stegvis send-reminders`: a mail to each user about what awaits. Run it each morning."""

from __future__ import annotations

import logging
from smtplib import SMTPException
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from stegvis.accounts.reminding import remind, to_remind
from stegvis.core import clock
from stegvis.core.database import scope
from stegvis.core.working_days import is_working_day
from stegvis.registry.models import Principal

logger = logging.getLogger(__name__)


class Command(BaseCommand):
    help = "Skickar dagens påminnelse till var och en som något väntar på. Kör kommandot varje morgon."

    def handle(self, *args: Any, **options: Any) -> None:
        today = clock.today()
        if not is_working_day(today):
            self.stdout.write("Ingen arbetsdag, inga påminnelser.")
            return
        sent = failed = 0
        for principal in Principal.objects.order_by("id"):
            with scope.principal(principal.pk):
                users = to_remind(principal.pk, today)
            for user in users:
                try:
                    # Each in a transaction of its own: what has been sent is kept when the next one fails.
                    with scope.principal(principal.pk):
                        sent += remind(principal.pk, user, today)
                except (SMTPException, OSError):
                    logger.exception("The reminder to user %s could not be sent.", user)
                    failed += 1
        self.stdout.write(f"{sent} påminnelser skickade.")
        if failed:
            raise CommandError(f"{failed} påminnelser kunde inte skickas. Svarar e-postservern?")
