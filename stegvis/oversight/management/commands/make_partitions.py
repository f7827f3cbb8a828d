"""`stegvis make-partitions`: months ahead for the log of readings. Run it once a month, or each night."""

from typing import Any

from django.core.management.base import BaseCommand

from stegvis.core import clock
from stegvis.oversight.owner import only_as_owner
from stegvis.oversight.partitions import make_partitions


class Command(BaseCommand):
    help = "Gör månadstabeller i förväg för läsloggen. Körs också av migrate. Kan köras hur ofta som helst."

    def handle(self, *args: Any, **options: Any) -> None:
        only_as_owner()
        made = make_partitions(clock.today())
        self.stdout.write(f"Nya månader: {', '.join(made)}." if made else "Alla månader finns redan.")
