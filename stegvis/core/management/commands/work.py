"""`stegvis work`: do the jobs in the queue, and those of the timetable at their times."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from stegvis.core import clock
from stegvis.core.jobs import worker

IN_TODAYS_DATE = (
    "Obs: jobben körs i dagens datum, {today}. Demonstrationen lever i sin egen dag och kör sina jobb själv. "
    "Ange dess dag i STEGVIS_TODAY (ÅÅÅÅ-MM-DD) om det är den du menar."
)


class Command(BaseCommand):
    help = "Kör bakgrundsjobben, tills det avslutas med Ctrl-C. Flera kan köras samtidigt, på flera maskiner."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--parent", type=int, help="Sluta när processen med det numret är borta.")
        parser.add_argument(
            "--until-empty", action="store_true", help="Kör det som väntar nu och sluta sedan."
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if getattr(settings, "DEMO", False) and not clock.is_set():
            self.stderr.write(IN_TODAYS_DATE.format(today=clock.today()))
        if options["until_empty"]:
            worker.work_off()
        else:
            worker.work(parent=options["parent"])
