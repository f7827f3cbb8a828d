"""Abstract tables of the house: whose a row is, what keeps its history, what never changes."""

from __future__ import annotations

from typing import TypeVar

import pghistory
import pgtrigger
from django.db import models

M = TypeVar("M", bound=models.Model)


def history(model: type[M]) -> type[M]:
    """Keeps the row as it was before each change, by trigger, so that bulk updates are seen too."""
    generated = [field.name for field in model._meta.local_fields if field.generated]
    track = pghistory.track(
        pghistory.UpdateEvent("changed", row=pghistory.Old),
        pghistory.DeleteEvent("removed", row=pghistory.Old),
        exclude=generated,
    )
    tracked: type[M] = track(model)
    return tracked


def append_only() -> pgtrigger.Trigger:
    """The row is never changed or removed; a mistake is corrected by a later row that points at it."""
    return pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)


class Tenanted(models.Model):
    """A row that belongs to one principal, the data controller."""

    principal = models.ForeignKey(
        "registry.Principal", on_delete=models.PROTECT, related_name="+", verbose_name="huvudman"
    )

    class Meta:
        abstract = True
