"""`stegvis export-heads FOLDER`: the heads of the chains, to be kept elsewhere. Run it once a day."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from stegvis.core import clock
from stegvis.oversight.heads import export_heads
from stegvis.oversight.owner import only_as_owner


class Command(BaseCommand):
    help = (
        "Skriver läsloggens kedjehuvuden till en ny fil i mappen, undertecknad om STEGVIS_HEADS_KEY finns. "
        "Förvara filen där ingen som kan ändra databasen når den."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path, help="Mapp för filen.")

    def handle(self, *args: Any, **options: Any) -> None:
        only_as_owner()
        file = export_heads(options["folder"], clock.now(), settings.HEADS_KEY)
        self.stdout.write(f"Kedjehuvudena står i {file}.")
