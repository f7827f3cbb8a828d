"""`stegvis verify-log`: is the log of readings as it was written?"""

from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from stegvis.oversight import chain, heads
from stegvis.oversight.owner import only_as_owner
from stegvis.registry.models import Principal


class Command(BaseCommand):
    help = (
        "Prövar läsloggens kedjor och visar var något är ändrat, borttaget eller inlagt. "
        "Avslutas med felkod 1 när något inte stämmer."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--principal", help="Huvudmannens kortnamn. Utan det prövas alla.")
        parser.add_argument("--from", dest="start", type=date.fromisoformat, help="Första dagen, ÅÅÅÅ-MM-DD.")
        parser.add_argument("--to", dest="end", type=date.fromisoformat, help="Dagen efter den sista.")
        parser.add_argument("--heads", type=Path, help="Fil eller mapp med uttagna kedjehuvuden.")

    def handle(self, *args: Any, **options: Any) -> None:
        only_as_owner()
        principal_id = _principal(options["principal"])
        found = chain.chains(principal_id)
        faults = 0
        for fault in chain.all_faults(found, options["start"], options["end"]):
            self.stderr.write(str(fault))
            faults += 1
        for fault in _against(options["heads"], principal_id):
            self.stderr.write(str(fault))
            faults += 1
        if faults:
            raise CommandError(f"{faults} fel i läsloggen. Gör så här: docs/access-log.md.")
        self.stdout.write(f"{len(found)} kedjor är som de skrevs.")


def _principal(slug: str | None) -> int | None:
    if slug is None:
        return None
    found = Principal.objects.filter(slug=slug).values_list("pk", flat=True).first()
    if found is None:
        raise CommandError(f"Det finns ingen huvudman med kortnamnet {slug}.")
    return found


def _against(place: Path | None, principal_id: int | None) -> Iterator[chain.Fault]:
    if place is None:
        return
    try:
        taken = heads.read_heads(heads.newest(place), settings.HEADS_KEY)
    except (heads.UnreadableHeads, OSError) as error:
        raise CommandError(str(error)) from error
    yield from heads.faults_against(taken, principal_id)
