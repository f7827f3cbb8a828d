"""`stegvis review-reports`: look for odd patterns in what providers have reported, now."""

from __future__ import annotations

from argparse import ArgumentTypeError
from datetime import date
from typing import Any

from django.core.management.base import CommandParser

from stegvis.assignments.jobs import REVIEW_REPORTS, flags_in, told
from stegvis.registry.job_command import JobCommand
from stegvis.registry.models import Principal


class Command(JobCommand):
    help = "Granskar anordnarnas rapporter och flaggar det som sticker ut."
    job = REVIEW_REPORTS

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--month",
            type=_month,
            help="Månaden att granska, till exempel 2026-02. Annars de månader som villkoren säger.",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if month := options["month"]:
            for principal in Principal.objects.order_by("id"):
                self.stdout.write(f"{principal.name}: {told(flags_in(principal.pk, [month]))}")
        else:
            super().handle(*args, **options)


def _month(text: str) -> date:
    try:
        return date.fromisoformat(f"{text}-01")
    except ValueError:
        raise ArgumentTypeError("Skriv månaden som 2026-02.") from None
