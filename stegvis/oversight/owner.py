"""Commands on the whole log are run as the owner of its tables: any other role sees but a part of it."""

from __future__ import annotations

from django.core.management.base import CommandError
from django.db import connection


def only_as_owner() -> None:
    """Raises CommandError for a role from which rows may be hidden, before it can say that all is well."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_has_role(current_user, relowner, 'USAGE') FROM pg_class"
            " WHERE oid = 'oversight_reading'::regclass"
        )
        (owns,) = cursor.fetchone()
    if not owns:
        raise CommandError(
            "Databasrollen äger inte läsloggen och ser inte hela. Sätt DATABASE_OWNER_URL och kör igen."
        )
