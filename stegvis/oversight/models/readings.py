"""The log of readings: one row for each time somebody came to know something, chained to the one before."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.db.models.expressions import RawSQL

from stegvis.core.constraints import same_tenant
from stegvis.core.models import Tenanted, append_only
from stegvis.core.readings import Kind

HAS_LIST = ~Q(person_ids=[])
"""Most readings are about one person; the index of lists holds the others only."""


def _told(to: str) -> Any:
    """A reference that is no key: the log outlives the rows that it tells of.

    That they are the principal's own is seen to by the chain's trigger when the reading is written.
    """
    return models.ForeignKey(
        to, on_delete=models.DO_NOTHING, db_constraint=False, db_index=False, null=True, related_name="+"
    )


ABOUT = "SELECT oversight_readings_about(%s, %s)"


class _IsAmong(models.Func):
    """Is the row's key among those that a question answers?

    Written `id = ANY(ARRAY(…))`, so that the few keys are looked up. As `IN (…)` the planner would walk
    through the log by time until enough of them have turned up.
    """

    template = "%(expressions)s))"
    arg_joiner = " = ANY(ARRAY("
    output_field = models.BooleanField()

    def __init__(self, question: str, values: tuple[int, ...]) -> None:
        super().__init__(models.F("id"), RawSQL(question, values))  # noqa: S611 - a question of ours


class ReadingQuerySet(models.QuerySet["Reading"]):
    def about(self, person_id: int, principal_id: int) -> ReadingQuerySet:
        """Those in which the person's record, or the name in a list, was shown.

        Asked through a function of the database, which may ask the indexes where policies hold.
        """
        return self.filter(_IsAmong(ABOUT, (principal_id, person_id)), principal_id=principal_id)

    def between(self, start: datetime, end: datetime) -> ReadingQuerySet:
        return self.filter(at__gte=start, at__lt=end)

    def latest_first(self) -> ReadingQuerySet:
        return self.for_list().order_by("-at", "-id")

    def of_finding(self, finding: Any) -> ReadingQuerySet:
        """The readings that a finding keeps for looking at, in order of time."""
        within = self.filter(at__gte=finding.first_at, at__lte=finding.last_at)
        return within.filter(pk__in=finding.reading_ids).for_list().order_by("at", "id")

    def for_list(self) -> ReadingQuerySet:
        return self.select_related("user", "impersonator", "seat_unit", "provider", "person", "unit", "case")


class Reading(Tenanted):
    """One time that one user got to read something.

    `seq`, `previous` and `hash` are given by the database as the last thing in the writer's transaction: each
    unit's rows form a chain of their own. The table is partitioned by month, so that its key in the database
    is (id, at).
    """

    at = models.DateTimeField("tid")
    unit = models.ForeignKey(
        "registry.Unit", on_delete=models.PROTECT, db_index=False, null=True, related_name="+"
    )
    """Whose chain the row is in: the unit of the case that was read, else the reader's, or none."""
    seq = models.BigIntegerField("nummer i kedjan", null=True)
    user = models.ForeignKey(
        "accounts.User", on_delete=models.PROTECT, db_index=False, related_name="+", verbose_name="användare"
    )
    impersonator = models.ForeignKey(
        "accounts.User", on_delete=models.PROTECT, db_index=False, null=True, related_name="+"
    )
    roles = models.CharField("roller", max_length=200)
    seat_unit = _told("registry.Unit")
    """The unit in which the reader works; for somebody with several, the case's when it is one of them."""
    provider = _told("providers.Provider")
    """The provider for which the reader works."""
    kind = models.CharField("slag", max_length=12, choices=Kind.choices)
    what = models.CharField("sida", max_length=100)
    person = _told("registry.Person")
    person_ids = ArrayField(models.BigIntegerField(), verbose_name="personer i lista", default=list)
    case = _told("casework.Case")
    assignment = _told("assignments.Assignment")
    in_emergency = models.BooleanField("nödöppnad", default=False)
    detail = models.CharField("uppgift", max_length=200, blank=True)
    request_id = models.CharField(max_length=64, blank=True)
    address = models.CharField(max_length=16, blank=True)
    previous = models.BinaryField(null=True)
    hash = models.BinaryField(null=True)

    objects = ReadingQuerySet.as_manager()

    class Meta:
        verbose_name = "läsning"
        verbose_name_plural = "läsningar"
        constraints = (same_tenant("unit"),)
        indexes = (
            models.Index(fields=("principal", "unit", "seq"), name="oversight_reading_chain"),
            models.Index(fields=("principal", "at"), name="oversight_reading_time"),
            models.Index(fields=("principal", "user", "at"), name="oversight_reading_user"),
            models.Index(fields=("principal", "person", "-at"), name="oversight_reading_person"),
            GinIndex(fields=("person_ids",), name="oversight_reading_people", condition=HAS_LIST),
        )
        triggers = (append_only(),)

    def __str__(self) -> str:
        return f"{self.user_id} {self.at}"

    def get_kind_display(self) -> str:  # type: ignore[no-redef]
        return str(Kind(self.kind).label)


class ChainHead(Tenanted):
    """The last row of a unit's chain. Moved by the database alone, when a reading is written."""

    unit = models.ForeignKey("registry.Unit", on_delete=models.PROTECT, null=True, related_name="+")
    seq = models.BigIntegerField()
    hash = models.BinaryField()
    at = models.DateTimeField()

    class Meta:
        verbose_name = "kedjehuvud"
        verbose_name_plural = "kedjehuvuden"
        constraints = (
            same_tenant("unit"),
            models.UniqueConstraint(
                fields=("principal", "unit"), name="oversight_chain_head", nulls_distinct=False
            ),
        )
        triggers = (
            # Named as what is only appended to, so that the application's role gets no right to change it.
            pgtrigger.Trigger(
                name="append_only",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
                func="""
                    IF pg_trigger_depth() < 2 THEN
                        RAISE EXCEPTION 'The head of a chain is moved by its readings alone.';
                    END IF;
                    RETURN NEW;
                """,
            ),
        )

    def __str__(self) -> str:
        return f"{self.unit_id or 'principal'}: {self.seq}"
