"""`stegvis serve`: the whole program with one command."""

import os
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from stegvis.core import serving
from stegvis.core.database.embedded import Occupied, ServerFailed
from stegvis.core.jobs import worker


class Command(BaseCommand):
    help = "Startar Stegvis: databas, tabeller, stilmallar och webbserver."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--host", default=os.environ.get("HOST") or "127.0.0.1", help="Adress att lyssna på (HOST)."
        )
        parser.add_argument(
            "--port", default=os.environ.get("PORT") or "8000", help="Port att lyssna på (PORT)."
        )
        parser.add_argument(
            "--workers", default=os.environ.get("WORKERS") or "2", help="Antal arbetsprocesser (WORKERS)."
        )
        parser.add_argument(
            "--without-jobs",
            action="store_true",
            help="Kör inga bakgrundsjobb bredvid. Då körs de av stegvis work.",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        host = options["host"]
        port = whole_number("PORT", options["port"], lowest=1, highest=65535)
        workers = whole_number("WORKERS", options["workers"], lowest=1, highest=64)
        try:
            with serving.ready_to_serve(host, port, self.tell):
                jobs = self.does_jobs(without=options["without_jobs"])
                self.tell(f"Stegvis svarar på {address(host, port)} – avsluta med Ctrl-C.")
                serving.run_web_server(host, port, workers, jobs=jobs)
        except (serving.PortTaken, Occupied, ServerFailed) as error:
            raise CommandError(str(error)) from error

    def does_jobs(self, *, without: bool) -> bool:
        """Beside the web server, when this process may start something that owns the tables."""
        if without or worker.may_work_here():
            return not without
        self.tell("Bakgrundsjobben körs inte här. Kör dem med stegvis work.")
        return False

    def tell(self, line: str) -> None:
        self.stdout.write(line)
        self.stdout.flush()


def whole_number(name: str, text: str, *, lowest: int, highest: int) -> int:
    """The number in `text`. Raises CommandError when it is none or out of bounds."""
    if not text.isascii() or not text.isdigit() or not lowest <= int(text) <= highest:
        raise CommandError(f"{name} ska vara ett heltal mellan {lowest} och {highest}, inte {text!r}.")
    return int(text)


def address(host: str, port: int) -> str:
    """The web address a visitor on this machine types."""
    shown = "127.0.0.1" if host in ("0.0.0.0", "::") else host  # noqa: S104 - compared, not bound
    return f"http://[{shown}]:{port}" if ":" in shown else f"http://{shown}:{port}"
