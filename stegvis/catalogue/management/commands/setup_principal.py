"""`stegvis setup-principal`: a new authority in a real installation, ready for its first administrator."""

import sys
from argparse import ArgumentParser
from getpass import getpass
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.core.validators import validate_email, validate_slug

from stegvis.accounts.models import User
from stegvis.catalogue.installation import NewPrincipal, add_administrator, set_up
from stegvis.catalogue.standard import read_catalogue
from stegvis.core import clock
from stegvis.core.identifiers import BadIdentifier, parse_organisation_number


class Command(BaseCommand):
    help = (
        "Lägger upp en huvudman med insatskatalog och en första administratör. "
        "Kan köras om: det som redan finns lämnas orört."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--slug", required=True, help="Kortnamn i kommandon, till exempel nackby.")
        parser.add_argument("--name", required=True, help="Myndighetens namn.")
        parser.add_argument("--organisation-number", required=True, help="Organisationsnummer, NNNNNN-NNNN.")
        parser.add_argument("--committee", default="", help="Nämndens namn.")
        parser.add_argument("--caseworker-title", default="handläggare", help="Handläggarnas titel.")
        parser.add_argument("--person-word", default="deltagare", help="Ord för den enskilde.")
        parser.add_argument("--unit", action="append", default=[], help="Enhet. Kan anges flera gånger.")
        parser.add_argument("--admin-email", required=True, help="Den första administratörens e-postadress.")
        parser.add_argument("--admin-name", required=True, help="Den första administratörens namn.")

    def handle(self, *args: Any, **options: Any) -> None:
        wanted = self.wanted(options)
        email, (first, last) = self.email(options["admin_email"]), self.names(options["admin_name"])
        password = "" if User.objects.filter(email=email).exists() else self.password()
        principal = set_up(wanted, read_catalogue())
        add_administrator(principal, email, first, last, password, today=clock.today())
        self.stdout.write(f"{principal.name} är upplagd. {email} kan logga in som administratör.")

    def wanted(self, options: dict[str, Any]) -> NewPrincipal:
        try:
            validate_slug(options["slug"])
            number = parse_organisation_number(options["organisation_number"])
        except ValidationError as error:
            raise CommandError(f"--slug: {' '.join(error.messages)}") from error
        except BadIdentifier as error:
            raise CommandError(f"--organisation-number: {error.reason}") from error
        return NewPrincipal(
            slug=options["slug"],
            name=options["name"],
            organisation_number=number,
            committee=options["committee"],
            caseworker_title=options["caseworker_title"],
            person_word=options["person_word"],
            units=tuple(options["unit"]),
        )

    def email(self, text: str) -> str:
        try:
            validate_email(text)
        except ValidationError as error:
            raise CommandError(f"--admin-email: {' '.join(error.messages)}") from error
        return text.lower()

    def names(self, text: str) -> tuple[str, str]:
        first, _, last = text.strip().partition(" ")
        if not first or not last:
            raise CommandError("--admin-name: Skriv både förnamn och efternamn.")
        return first, last

    def password(self) -> str:
        """Asked for on a terminal, else one line of standard input: never an argument, which others see."""
        if sys.stdin.isatty():
            found = getpass("Lösenord för administratören: ")
        else:
            found = sys.stdin.readline().rstrip("\n")
        try:
            validate_password(found)
        except ValidationError as error:
            raise CommandError("Lösenordet duger inte. " + " ".join(error.messages)) from error
        return found
