"""`stegvis check-deploy`: is this installation fit for real use?"""

from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.core.checks import WARNING, CheckMessage, run_checks
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError, connection

from stegvis.core.database import row_security
from stegvis.core.health import has_pending_migrations, warnings

SUPPORTED_SERVERS = range(15, 19)


class Command(BaseCommand):
    help = (
        "Kontrollerar att installationen är säker och klar att använda. Avslutas med fel när något brister."
    )
    requires_system_checks = []

    def handle(self, *args: Any, **options: Any) -> None:
        faults = [
            _told(message) for message in run_checks(include_deployment_checks=True) if _matters(message)
        ]
        faults += _faults_of_database()
        for fault in faults:
            self.stderr.write(f"- {fault}")
        if faults:
            raise CommandError(f"{len(faults)} brister. Rätta dem och kör kommandot igen.")
        self.stdout.write("Installationen är klar att använda.")


def _matters(message: CheckMessage) -> bool:
    return message.level >= WARNING and not message.is_silenced()


def _told(message: CheckMessage) -> str:
    hint = f" {message.hint}" if message.hint else ""
    return f"{message.msg}{hint} ({message.id})"


def _faults_of_database() -> list[str]:
    try:
        if has_pending_migrations():
            return ["Databasen saknar tabeller som den här versionen behöver. Kör stegvis migrate."]
        server, *_ = connection.get_database_version()
        if server not in SUPPORTED_SERVERS:
            return [f"PostgreSQL {server} är inte prövad. Använd version 15–18."]
        if not row_security.is_in_place():
            return ["Radskyddet i databasen är inte den här versionens. Kör stegvis migrate."]
        return [*_faults_of_role(), *warnings()]
    except DatabaseError as error:
        return [f"Databasen svarar inte: {type(error).__name__}. Kontrollera DATABASE_URL."]


def _faults_of_role() -> Iterator[str]:
    """The web server's role must be one for which the policies on rows hold."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT rolsuper OR rolbypassrls,"
            " EXISTS (SELECT 1 FROM pg_class WHERE relowner = role.oid AND relname = 'django_migrations')"
            " FROM pg_roles role WHERE rolname = current_user"
        )
        goes_past, owns = cursor.fetchone()
    if goes_past:
        yield "Databasrollen är superanvändare och går förbi radskyddet. Använd en vanlig roll."
    elif owns:
        yield (
            "Databasrollen i DATABASE_URL äger tabellerna. Låt webbservern använda rollen "
            f"{settings.DATABASE_APP_ROLE} och lägg ägarens adress i DATABASE_OWNER_URL."
        )
