"""`stegvis demo`: the synthetic municipality, ready to try, with one command."""

import os
from argparse import ArgumentParser
from contextlib import AbstractContextManager
from multiprocessing import get_context
from typing import Any

from django.conf import settings
from django.core.management.base import CommandError
from django.db import connections

from stegvis.core import clock, serving
from stegvis.core.database.embedded import Occupied, ServerFailed
from stegvis.core.management.commands import serve
from stegvis.core.management.commands.serve import address, whole_number
from stegvis.demo.municipality import build
from stegvis.demo.municipality.facts import municipality
from stegvis.demo.municipality.logins import PASSWORD, demo_logins


class Command(serve.Command):
    help = "Startar Stegvis med en påhittad kommun: data, adress, en inloggning per roll, webbserver."

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument(
            "--reset", action="store_true", help="Börja om: töm demon och bygg upp den på nytt."
        )
        parser.add_argument(
            "--no-serve", action="store_true", help="Bygg upp data men starta ingen webbserver."
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if not getattr(settings, "DEMO", False):
            raise CommandError(
                "Demon körs bara med demons inställningar: DJANGO_SETTINGS_MODULE=stegvis.settings.demo"
            )
        host = options["host"]
        port = whole_number("PORT", options["port"], lowest=1, highest=65535)
        workers = whole_number("WORKERS", options["workers"], lowest=1, highest=64)
        live_in_the_demos_day()
        try:
            with self.prepared(host, port, serves=not options["no_serve"]):
                if options["no_serve"]:
                    self.build(reset=options["reset"])
                else:
                    self.build_apart(reset=options["reset"])
                    self.introduce(address(host, port))
                    serving.run_web_server(
                        host, port, workers, jobs=self.does_jobs(without=options["without_jobs"])
                    )
        except (serving.PortTaken, Occupied, ServerFailed, build.NotOnlyDemo) as error:
            raise CommandError(str(error)) from error

    def prepared(self, host: str, port: int, *, serves: bool) -> AbstractContextManager[None]:
        if serves:
            return serving.ready_to_serve(host, port, self.tell)
        return serving.database_in_hand(self.tell)

    def build(self, *, reset: bool) -> None:
        serving.prepare_database(self.tell)
        if reset:
            build.take_down(self.tell)
        build.ensure(self.tell)

    def build_apart(self, *, reset: bool) -> None:
        """In a process of its own: the setter of documents keeps threads, and the web server's processes,
        which are copies of this one, would wait for them for ever."""
        connections.close_all()
        child = get_context("fork").Process(target=self.build_or_tell, kwargs={"reset": reset})
        child.start()
        child.join()
        if child.exitcode:
            raise SystemExit(child.exitcode)

    def build_or_tell(self, *, reset: bool) -> None:
        try:
            self.build(reset=reset)
        except build.NotOnlyDemo as error:
            self.stderr.write(str(error))
            raise SystemExit(1) from error

    def introduce(self, url: str) -> None:
        width = max(len(login.email) for login in demo_logins())
        self.tell(f"\n{municipality().main.name} – dagen är {clock.today()}, alla personer är påhittade.\n")
        for login in demo_logins():
            self.tell(f"  {login.email:<{width}}  {login.title}")
        self.tell(f"\nLösenord för alla: {PASSWORD}\nStegvis svarar på {url} – avsluta med Ctrl-C.")


def live_in_the_demos_day() -> None:
    """Set the clock to the demo's day, also for the web server's processes. STEGVIS_TODAY goes first."""
    os.environ.setdefault("STEGVIS_TODAY", municipality().today.isoformat())
    clock.set_clock(clock._day_from_environment())
