"""`stegvis import-register DIR --principal SLUG`: bring a register extract into a principal's register."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Self

from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from stegvis.core import clock
from stegvis.demo.register_import.problems import Kind, Problem, ProblemLog, write_report
from stegvis.demo.register_import.run import CannotImport, Outcome, import_register, unit_for
from stegvis.demo.register_import.sources import MEGABYTE, SIZE_LIMIT
from stegvis.registry.models import Principal

SHOWN = 50
REFUSED, UNREADABLE = 1, 2


class Command(BaseCommand):
    help = (
        "Läser in ett registerutdrag: sju textfiler i en mapp. Rätta rader kommer in, felaktiga listas. "
        "Avslutas med 0 när allt kom in, 1 när någon rad avvisades, 2 när utdraget inte kunde läsas."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path, metavar="MAPP", help="mappen med de sju filerna")
        parser.add_argument("--principal", required=True, metavar="KORTNAMN", help="huvudmannens kortnamn")
        parser.add_argument("--unit", default="", metavar="NAMN", help="enheten som nya ärenden hör till")
        parser.add_argument(
            "--dry-run", action="store_true", help="visa vad som skulle hända, skriv ingenting"
        )
        parser.add_argument("--report", type=Path, metavar="FIL", help="skriv alla problem till en CSV-fil")
        parser.add_argument(
            "--max-size",
            type=int,
            default=SIZE_LIMIT // MEGABYTE,
            metavar="MB",
            help="största tillåtna fil (förval %(default)s MB)",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        folder: Path = options["folder"]
        if not folder.is_dir():
            raise CommandError(f"Mappen {folder} finns inte.", returncode=UNREADABLE)
        report: Path | None = options["report"]
        if report:
            self._write_report(
                report, []
            )  # a place that cannot be written to is told before anything is read in
        with ProblemLog() as problems:
            outcome = self._import(folder, options, problems)
            self._tell(outcome, problems, dry_run=options["dry_run"])
            if report:
                self._write_report(report, problems)
            if problems.has_unreadable:
                raise SystemExit(UNREADABLE)
            if problems.has_refusals:
                raise SystemExit(REFUSED)

    def _import(self, folder: Path, options: dict[str, Any], problems: ProblemLog) -> Outcome:
        principal = Principal.objects.filter(slug=options["principal"]).first()
        if principal is None:
            known = ", ".join(Principal.objects.order_by("slug").values_list("slug", flat=True))
            raise CommandError(
                f"Huvudmannen {options['principal']} finns inte. Finns: {known or 'ingen'}.",
                returncode=UNREADABLE,
            )
        try:
            with Bar(quiet=options["verbosity"] == 0) as bar:
                return import_register(
                    folder,
                    principal,
                    unit_for(principal, options["unit"]),
                    today=clock.today(),
                    problems=problems,
                    dry_run=options["dry_run"],
                    watcher=bar,
                    size_limit=options["max_size"] * MEGABYTE,
                )
        except CannotImport as error:
            raise CommandError(str(error), returncode=UNREADABLE) from error

    def _tell(self, outcome: Outcome, problems: ProblemLog, *, dry_run: bool) -> None:
        self.stdout.write(_headline(problems, dry_run))
        if not problems.has_unreadable:
            self.stdout.write(f"{'':20}{'nya':>10}{'ändrade':>10}{'oförändrade':>13}{'avvisade':>10}")
            for file, tally in outcome.tallies.items():
                same = tally.same + tally.kept
                self.stdout.write(
                    f"{file:20}{tally.new:>10}{tally.changed:>10}{same:>13}{outcome.refused[file]:>10}"
                )
        refusals = [problem for problem in problems if problem.kind is not Kind.WARNING]
        for problem in refusals[:SHOWN]:
            self.stdout.write(_told(problem))
        if len(refusals) > SHOWN:
            self.stdout.write(f"… och {len(refusals) - SHOWN} till. Ange --report för att få alla i en fil.")
        if len(problems) > len(refusals):
            warnings = len(problems) - len(refusals)
            self.stdout.write(
                f"Varningar: {warnings}. De raderna är inlästa. Alla finns i filen som --report skriver."
            )

    def _write_report(self, file: Path, problems: Iterable[Problem]) -> None:
        try:
            with file.open("w", encoding="utf-8-sig", newline="") as out:
                write_report(problems, out)
        except OSError as error:
            raise CommandError(
                f"Problemfilen kunde inte skrivas: {error.strerror}.", returncode=UNREADABLE
            ) from error


def _told(problem: Problem) -> str:
    line = f"rad {problem.line}" if problem.line else ""
    where = ", ".join(part for part in (problem.file, line, problem.column) if part)
    shown = f" ({problem.value})" if problem.value else ""
    return f"{problem.kind}: {where}{shown}: {problem.reason}"


def _headline(problems: ProblemLog, dry_run: bool) -> str:
    if problems.has_unreadable:
        return "Utdraget kan inte läsas. Ingenting är inläst."
    if dry_run:
        return "Prov utan att skriva. Så här skulle det bli:"
    return "Utdraget är inläst."


class Bar:
    """A progress bar on the terminal; nothing when the output goes elsewhere."""

    def __init__(self, *, quiet: bool) -> None:
        self._bar = tqdm(
            unit="B", unit_scale=True, disable=True if quiet else None, file=sys.stderr, leave=False
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._bar.close()

    def opened(self, size: int) -> None:
        self._bar.reset(total=size)

    def read(self, amount: int) -> None:
        self._bar.update(amount)

    def step(self, title: str) -> None:
        self._bar.set_description(title)
