"""What an extract says of who is protected, held against what Stegvis knows.

An extract raises a protection at once, also of a person whom somebody has changed in Stegvis since, and what
had been given out is taken back. It never lowers one: it only puts that forward, and the head of the unit
decides (docs/protected-identity.md).
"""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import connection

RAISED = "Registerutdraget anger skyddade personuppgifter."
NO_LONGER = "Registerutdraget anger inte längre skyddade personuppgifter."

RAISE = """
    UPDATE registry_person person SET protection = 'protected'
    FROM plan_person row
    WHERE person.id = row.id AND row.protected AND person.protection = 'none'
    RETURNING person.id
"""

NOTE_RAISED = """
    WITH change AS (
        INSERT INTO registry_protectionchange (
            principal_id, person_id, before, level, valid_from, reason, needs_another, put_forward_on
        )
        SELECT %(principal)s, raised, 'none', 'protected', %(today)s, %(raised_because)s, false, %(today)s
        FROM unnest(%(raised)s::bigint[]) raised
        RETURNING id
    )
    INSERT INTO registry_protectioncarriedout (principal_id, change_id, at)
    SELECT %(principal)s, id, now() FROM change
"""

PUT_FORWARD = """
    INSERT INTO registry_protectionchange (
        principal_id, person_id, before, level, valid_from, reason, needs_another, put_forward_on
    )
    SELECT %(principal)s, person.id, 'protected', 'none', %(today)s, %(no_longer)s, true, %(today)s
    FROM plan_person row JOIN registry_person person ON person.id = row.id
    WHERE NOT row.protected AND person.protection = 'protected'
          -- What somebody has decided in Stegvis stands, and nothing is put forward twice.
          AND NOT EXISTS (
              SELECT FROM registry_protectionchange earlier
              WHERE earlier.person_id = person.id
                    AND (earlier.put_forward_by_id IS NOT NULL OR earlier.needs_another)
          )
"""


def protect_from_extract(principal_id: int, today: date) -> None:
    """To be called before the people are written, in the same transaction."""
    known: dict[str, Any] = {
        "principal": principal_id,
        "today": today,
        "raised_because": RAISED,
        "no_longer": NO_LONGER,
    }
    with connection.cursor() as cursor:
        cursor.execute(RAISE)
        raised = [person for (person,) in cursor.fetchall()]
        cursor.execute(NOTE_RAISED, {**known, "raised": raised})
        cursor.execute(PUT_FORWARD, known)
