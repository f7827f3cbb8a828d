"""`stegvis tend-files`: scan what waits in quarantine, and remove the exports that are over. Run it often."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from stegvis.core import clock
from stegvis.core.database import scope
from stegvis.core.files import scanning
from stegvis.registry import exports, files
from stegvis.registry.models import Principal, StoredFile


class Command(BaseCommand):
    help = (
        "Viruskontrollerar filer som väntar och tar bort exporter som har gått ut. Kör kommandot varje kvart."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        removed = scanned = waiting = 0
        for principal in Principal.objects.order_by("id"):
            with scope.principal(principal.pk):
                removed += exports.remove_expired(clock.now())
                keys = list(StoredFile.objects.awaiting_scan().values_list("pk", flat=True))
            if scanning.is_configured():
                done = sum(self._scan(principal, key) for key in keys)
                scanned += done
                waiting += len(keys) - done
        self.stdout.write(f"{scanned} filer kontrollerade, {removed} exporter borttagna.")
        if waiting:
            raise CommandError(f"{waiting} filer väntar fortfarande. Svarar viruskontrollen?")

    def _scan(self, principal: Principal, key: int) -> bool:
        """Each in a transaction of its own: what has been found is kept when the next one fails."""
        with scope.principal(principal.pk):
            try:
                files.scan_awaiting(StoredFile.objects.get(pk=key), at=clock.now())
            except scanning.NoAnswer as error:
                self.stderr.write(str(error))
                return False
        return True
