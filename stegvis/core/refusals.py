"""What the database refuses, told in plain Swedish.

The rules refuse first, with reasons. When two requests race past them the constraint decides, and its name
becomes the same message that the rule would have given.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.apps import apps
from django.db import IntegrityError, models, transaction

from stegvis.core.answers import Stale

TRIGGER_MESSAGES = {
    "not_before_birth": "Dagen är före personens födelsedag.",
    "report_inside_assignment": "Månaden ligger utanför uppdragets period.",
    "four_eyes": "Du kan inte godkänna det du själv har lagt fram. En annan person måste göra det.",
    "published_template": "Versionen är publicerad och kan inte ändras. Gör en ny version i stället.",
    "never_about_a_merged": "Personen har just slagits ihop med en annan. Sök igen.",
    "assignments_same_person": "Uppdraget och ärendet gäller olika personer.",
}
SOMEBODY_WAS_FIRST = "Någon annan hann före. Läs in sidan igen och se vad som har ändrats."


@contextmanager
def database_refusals() -> Iterator[None]:
    """Turns a violated constraint inside the block into `Stale` with its message; nothing is half-saved."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        raise Stale(message_for(error)) from error


def message_for(error: IntegrityError) -> str:
    """The Swedish message of the constraint that was violated."""
    name = constraint_name(error)
    if name in TRIGGER_MESSAGES:
        return TRIGGER_MESSAGES[name]
    constraint = _constraints().get(name)
    generic = models.BaseConstraint.default_violation_error_message
    if constraint is None or constraint.violation_error_message == generic:
        return SOMEBODY_WAS_FIRST
    return str(constraint.violation_error_message)


def constraint_name(error: IntegrityError) -> str:
    diagnosis = getattr(error.__cause__, "diag", None)
    return getattr(diagnosis, "constraint_name", None) or ""


def _constraints() -> dict[str, Any]:
    return {c.name: c for model in apps.get_models() for c in model._meta.constraints}
