"""`stegvis read-postal-areas --slug nackby FILE`: where the postal codes of a principal lie.

The rule of the nearest provider asks for it. The file takes the place of what was known before.
"""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from stegvis.core.database import scope
from stegvis.providers.postal_areas import BadFile, read_places, replace_all
from stegvis.registry.models import Principal


class Command(BaseCommand):
    help = "Läser in var postnumren ligger, för regeln om närmaste anordnare."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--slug", required=True, help="Huvudmannens kortnamn, till exempel nackby.")
        parser.add_argument("file", type=Path, help="CSV i UTF-8: postnummer;latitud;longitud")

    def handle(self, *args: Any, **options: Any) -> None:
        principal = Principal.objects.filter(slug=options["slug"]).first()
        if principal is None:
            raise CommandError(f"Ingen huvudman heter {options['slug']}.")
        try:
            text = options["file"].read_text(encoding="utf-8-sig")
            places = read_places(text.splitlines())
        except (OSError, UnicodeDecodeError, BadFile) as error:
            raise CommandError(str(error)) from error
        with scope.principal(principal.pk):
            count = replace_all(principal, places)
        self.stdout.write(f"{count} postnummer inlästa.")
