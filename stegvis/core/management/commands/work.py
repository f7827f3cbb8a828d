"""`stegvis work`: do the jobs in the queue, and those of the timetable at their times."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from stegvis.core.jobs import worker


class Command(BaseCommand):
    help = "Kör bakgrundsjobben, tills det avslutas med Ctrl-C. Flera kan köras samtidigt, på flera maskiner."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--ends-with-parent",
            action="store_true",
            help="Sluta när processen som startade det här gör det.",
        )

        parser.add_argument(
            "--until-empty", action="store_true", help="Kör det som väntar nu och sluta sedan."
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if options["until_empty"]:
            worker.work_off()
            return
        worker.work(ends_with_parent=options["ends_with_parent"])
