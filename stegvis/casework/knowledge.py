"""What an actor may know besides his roles: protected people, and cases opened in an emergency."""

from __future__ import annotations

from dataclasses import replace

from django.db import connection

from stegvis.core import clock
from stegvis.core.actor import ADVISERS, CASEWORKERS, PROVIDERS, STAFF, Actor

# In plain SQL, for it is asked on every request. A caseworker knows whom he has been given to help for as
# long as the case is open or its follow-up remains; everybody else is named by somebody, for a time.
QUESTION = """
    SELECT 'person', access.person_id
    FROM registry_protectedaccess access
    WHERE access.principal_id = %(principal)s AND access.user_id = %(user)s
          AND access.provider_id IS NOT DISTINCT FROM %(provider)s AND access.period @> %(today)s::date
          AND NOT EXISTS (SELECT FROM registry_accesswithdrawal back WHERE back.access_id = access.id)
    UNION
    SELECT 'person', held.person_id
    FROM casework_case held
    JOIN registry_person person ON person.id = held.person_id AND person.protection = 'protected'
    WHERE held.principal_id = %(principal)s AND held.caseworker_id = %(user)s
          AND held.unit_id = ANY(%(units)s)
          AND (held.closed_on IS NULL OR EXISTS (
              SELECT FROM casework_followup awaited
              WHERE awaited.case_id = held.id AND awaited.held_on IS NULL
          ))
    UNION
    SELECT 'case', opening.case_id
    FROM casework_breakglass opening
    WHERE opening.principal_id = %(principal)s AND opening.user_id = %(user)s
          AND opening.expires_at > %(now)s AND %(opens)s
          AND NOT EXISTS (SELECT FROM casework_breakglassend early WHERE early.opening_id = opening.id)
"""


def add_knowledge(actor: Actor) -> Actor:
    """The actor with `protected_person_ids` and `opened_case_ids`. One query; none for residents."""
    if not actor.has(STAFF | ADVISERS | PROVIDERS):
        return actor
    works_in_cases = actor.has(CASEWORKERS) and actor.provider_id is None
    with connection.cursor() as cursor:
        cursor.execute(
            QUESTION,
            {
                "principal": actor.principal_id,
                "user": actor.user_id,
                "provider": actor.provider_id,
                "units": sorted(actor.unit_ids) if works_in_cases else [],
                "today": clock.today(),
                "now": clock.now(),
                "opens": works_in_cases,
            },
        )
        found = cursor.fetchall()
    return replace(
        actor,
        protected_person_ids=frozenset(key for kind, key in found if kind == "person"),
        opened_case_ids=frozenset(key for kind, key in found if kind == "case"),
    )
