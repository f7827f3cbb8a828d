"""Measures the import of an extract: `python bench/import_register.py [--rows 1000000] [--folder DIR]`.

Makes a principal of its own in the database of DATABASE_URL, imports a generated extract into it twice (the
second time nothing may change) and prints time, rows a second and the process's greatest memory. The rows
stay: use a database that may be thrown away, as `make bench-import` does.
"""

import argparse
import os
import resource
import tempfile
import time
from pathlib import Path

import django
from extract_generator import generate


class Stopwatch:
    """Follows an import and keeps how long each of its steps took."""

    def __init__(self) -> None:
        self.steps: list[tuple[str, float]] = []

    def opened(self, size: int) -> None:
        print(f"  {size / 1e6:.0f} MB")

    def read(self, amount: int) -> None:
        """Only whole steps are of interest here."""

    def step(self, title: str) -> None:
        now = time.perf_counter()
        if self.steps:
            name, began = self.steps[-1]
            print(f"  {name:32} {now - began:7.1f} s", flush=True)
        self.steps.append((title, now))


def memory() -> float:
    """The greatest resident memory of this process so far, MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def server_seconds() -> float:
    """Processor time of the connection's server process, when it runs on this machine."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        (process,) = cursor.fetchone()
    try:
        fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def measure(folder: Path, rows: int) -> None:
    from stegvis.catalogue.standard import install, read_catalogue
    from stegvis.core import clock
    from stegvis.demo.register_import.problems import ProblemLog
    from stegvis.demo.register_import.run import import_register
    from stegvis.registry.models import Principal, Unit

    principal = Principal.objects.create(
        slug=f"matning-{time.time_ns()}", name="Mätning", organisation_number="2120000167"
    )
    install(principal, read_catalogue())
    unit = Unit.objects.create(principal=principal, name="Enheten")
    for title in ("First import", "The same extract again"):
        print(title)
        began, client, server = time.perf_counter(), time.process_time(), server_seconds()
        watch = Stopwatch()
        with ProblemLog() as problems:
            outcome = import_register(
                folder, principal, unit, today=clock.today(), problems=problems, watcher=watch
            )
            watch.step("")
            took = time.perf_counter() - began
            new = sum(tally.new for tally in outcome.tallies.values())
            changed = sum(tally.changed for tally in outcome.tallies.values())
            refused = sum(outcome.refused.values())
        print(
            f"  {rows} rows in {took:.0f} s = {rows / took:.0f} rows/s, {memory():.0f} MB; "
            f"{new} new, {changed} changed, {refused} refused"
        )
        print(
            f"  processor time: {time.process_time() - client:.0f} s here, "
            f"{server_seconds() - server:.0f} s in the server"
        )


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--bad", type=int, default=1_000)
    parser.add_argument("--folder", type=Path, help="an extract that is there already")
    wanted = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "stegvis.settings.test")
    django.setup()
    if wanted.folder:
        rows = sum(file.read_bytes().count(b"\n") - 1 for file in wanted.folder.glob("*.csv"))
        measure(wanted.folder, rows)
        return
    with tempfile.TemporaryDirectory() as folder:
        rows = sum(generate(Path(folder), wanted.rows, wanted.bad).values())
        measure(Path(folder), rows)


if __name__ == "__main__":
    main()
