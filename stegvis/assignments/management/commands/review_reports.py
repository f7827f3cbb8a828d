"""`stegvis review-reports`: look for odd patterns in what providers have reported. Run it every night."""

from __future__ import annotations

from argparse import ArgumentTypeError
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from stegvis.assignments.review.run import months_to_review, review_month
from stegvis.core import clock
from stegvis.core.database import scope
from stegvis.registry.models import Principal


class Command(BaseCommand):
    help = "Granskar anordnarnas rapporter och flaggar det som sticker ut. Kör kommandot varje natt."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--month",
            type=_month,
            help="Månaden att granska, till exempel 2026-02. Annars de två senaste rapporterade.",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        today = clock.today()
        months = [options["month"]] if options["month"] else months_to_review(today)
        flags = 0
        for principal in Principal.objects.order_by("id"):
            for month in months:
                with scope.principal(principal.pk):
                    flags += len(review_month(principal.pk, month, today))
        self.stdout.write(f"{flags} nya flaggor.")


def _month(text: str) -> date:
    try:
        return date.fromisoformat(f"{text}-01")
    except ValueError:
        raise ArgumentTypeError("Skriv månaden som 2026-02.") from None
