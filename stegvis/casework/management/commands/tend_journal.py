"""`stegvis tend-journal`: mark the notes that are a day old as signed. Run it every hour.

The notes are locked all the same: the rule asks the clock. What the command adds is the database's own guard.
"""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from stegvis.casework.actions.journal import lock_old_notes
from stegvis.core import clock
from stegvis.core.database import scope
from stegvis.registry.models import Principal


class Command(BaseCommand):
    help = "Låser journalanteckningar som är äldre än 24 timmar. Kör kommandot varje timme."

    def handle(self, *args: Any, **options: Any) -> None:
        locked = 0
        for principal in Principal.objects.order_by("id"):
            with scope.principal(principal.pk):
                locked += lock_old_notes(principal.pk, clock.now())
        self.stdout.write(f"{locked} anteckningar låsta.")
