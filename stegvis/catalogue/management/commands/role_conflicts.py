"""`stegvis role-conflicts`: which roles nobody holds together at a principal, changed by those who run it.

There is no page for it: who gives roles does not decide which roles keep each other in check.
"""

from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from stegvis.accounts.actions.conflicts import allow_together, keep_apart
from stegvis.accounts.facts import conflicts_on
from stegvis.accounts.rules import GRANTABLE, Pair
from stegvis.core import clock
from stegvis.core.actor import Role
from stegvis.core.answers import Refused
from stegvis.core.database import scope
from stegvis.registry.models import Principal


class Command(BaseCommand):
    help = "Visar vilka roller som inte går ihop hos en huvudman, och ändrar dem från i dag."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--slug", required=True, help="Huvudmannens kortnamn.")
        change = parser.add_mutually_exclusive_group()
        change.add_argument("--keep-apart", nargs=2, metavar="ROLL", help="Två roller som ingen har ihop.")
        change.add_argument("--allow", nargs=2, metavar="ROLL", help="Två roller som får hållas ihop.")
        parser.add_argument("--reason", default="", help="Skälet, som visas när en behörighet nekas.")

    def handle(self, *args: Any, **options: Any) -> None:
        principal = Principal.objects.filter(slug=options["slug"]).first()
        if principal is None:
            raise CommandError(f"--slug: Det finns ingen huvudman som heter {options['slug']}.")
        today = clock.today()
        with scope.principal(principal.pk):
            try:
                self.change(principal.pk, options, today)
            except Refused as refused:
                raise CommandError(str(refused)) from refused
            self.show(principal.pk, today)

    def change(self, principal_id: int, options: dict[str, Any], today: date) -> None:
        if options["keep_apart"]:
            pair = self.pair(options["keep_apart"])
            keep_apart(pair, options["reason"], principal_id=principal_id, today=today)
        elif options["allow"]:
            allow_together(self.pair(options["allow"]), principal_id=principal_id, today=today)

    def pair(self, names: list[str]) -> Pair:
        known = {role.value for role in GRANTABLE}
        if unknown := [name for name in names if name not in known]:
            raise CommandError(f"{', '.join(unknown)} är ingen roll. Roller: {', '.join(sorted(known))}.")
        return frozenset(Role(name) for name in names)

    def show(self, principal_id: int, today: date) -> None:
        for pair, reason in conflicts_on(today, principal_id).items():
            self.stdout.write(f"{' + '.join(sorted(pair))}: {reason}")
