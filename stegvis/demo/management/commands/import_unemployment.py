"""`stegvis import-unemployment FILE --principal SLUG`: bring in Arbetsförmedlingen's monthly figures."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from stegvis.core.actor import Actor, Role
from stegvis.core.answers import Refused
from stegvis.registry.models import Principal
from stegvis.statistics.actions import import_unemployment

NOBODY = 0
"""The key of no user: whoever runs the command has the machine, not a seat."""


class Command(BaseCommand):
    help = (
        "Läser in en månadsfil med arbetslöshet. Avslutas med 0 när den är inläst, "
        "1 när något i filen avvisades (då läses inget in), 2 när filen inte gick att läsa."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, metavar="FIL", help="månadsfilen")
        parser.add_argument("--principal", required=True, metavar="KORTNAMN", help="huvudmannens kortnamn")

    def handle(self, *args: Any, **options: Any) -> None:
        principal = Principal.objects.filter(slug=options["principal"]).first()
        if principal is None:
            raise CommandError(f"Huvudmannen {options['principal']} finns inte.", returncode=2)
        try:
            content = options["file"].read_bytes()
        except OSError as error:
            raise CommandError(
                f"Filen {options['file']} går inte att läsa: {error.strerror}.", returncode=2
            ) from error
        operator = Actor(NOBODY, "kommandoraden", principal.pk, frozenset({Role.ADMINISTRATOR}))
        try:
            months = import_unemployment(content, by=operator)
        except Refused as refused:
            problems = "\n".join(f"- {problem.message}" for problem in refused.problems)
            raise CommandError(f"Ingenting är inläst. Rätta filen:\n{problems}", returncode=1) from refused
        self.stdout.write(f"Filen är inläst. Nya eller ändrade månader: {months}.")
