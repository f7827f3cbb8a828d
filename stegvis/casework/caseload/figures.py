"""How many cases each caseworker has, by capacity, and in how many something is late. A few queries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import connection
from django.db.models import Case as Switch
from django.db.models import CharField, Count, OuterRef, Subquery, Value, When
from django.db.models.functions import Coalesce

from stegvis.accounts.models import User
from stegvis.casework import facts
from stegvis.casework.caseload import overdue
from stegvis.casework.models import Assessment, CapacityGrade, Case
from stegvis.casework.models.cases import CaseQuerySet

NOBODY = 0
"""Stands for the cases that nobody holds."""

NOT_ASSESSED = "ingen"
BANDS: tuple[tuple[str, str, int, int], ...] = (
    ("0-24", "0–24 %", 0, 24),
    ("25-49", "25–49 %", 25, 49),
    ("50-74", "50–74 %", 50, 74),
    ("75-100", "75–100 %", 75, 100),
)
BAND_TITLES = {**{key: title for key, title, _, _ in BANDS}, NOT_ASSESSED: "Inte bedömd"}


@dataclass(frozen=True, slots=True)
class Load:
    """What one caseworker has. `late` and `bands` by their keys; what is none is left out."""

    user_id: int
    name: str
    open: int = 0
    bands: dict[str, int] = field(default_factory=dict)
    late: dict[str, int] = field(default_factory=dict)
    works_here: bool = True

    @property
    def late_in_all(self) -> int:
        return sum(self.late.values())


def with_capacity(cases: CaseQuerySet, day: date) -> CaseQuerySet:
    """With `capacity`: by the grade in force on the day, else by the latest assessment (`capacity_on`)."""
    graded = CapacityGrade.objects.filter(case=OuterRef("pk")).on(day).values("percent")[:1]
    assessed = Assessment.objects.filter(case=OuterRef("pk"), held_on__lte=day).order_by("-held_on", "-id")
    latest = assessed.values("capacity_percent")[:1]
    return cases.annotate(capacity=Coalesce(Subquery(graded), Subquery(latest)))


def with_band(cases: CaseQuerySet, day: date) -> CaseQuerySet:
    """With `band`, the key of the band that the capacity on the day is in."""
    in_band = [When(capacity__range=(low, high), then=Value(key)) for key, _, low, high in BANDS]
    band = Switch(*in_band, default=Value(NOT_ASSESSED), output_field=CharField())
    return with_capacity(cases, day).annotate(band=band)


def loads(unit_ids: frozenset[int], principal_id: int, today: date) -> list[Load]:
    """Everybody who works in the units or holds a case in them, by name; what nobody holds comes first."""
    cases = Case.objects.filter(principal_id=principal_id, unit__in=unit_ids)
    bands = _bands(unit_ids, principal_id, today)
    late = _late(cases, today)
    here = {user.pk: user.display_name for user in facts.caseworkers_in(unit_ids, today)}
    elsewhere = _names({*bands, *late} - here.keys() - {NOBODY})
    found = [
        Load(
            user_id,
            name,
            open=sum(bands[user_id].values()),
            bands=dict(bands[user_id]),
            late=dict(late[user_id]),
            works_here=user_id in here or user_id == NOBODY,
        )
        for user_id, name in [(NOBODY, "Utan handläggare"), *here.items(), *elsewhere.items()]
    ]
    return [load for load in found if load.user_id != NOBODY or load.open or load.late]


def total(found: Iterable[Load]) -> Load:
    """The sum of all."""
    bands: dict[str, int] = defaultdict(int)
    late: dict[str, int] = defaultdict(int)
    for load in found:
        for key, count in load.bands.items():
            bands[key] += count
        for key, count in load.late.items():
            late[key] += count
    return Load(NOBODY, "Alla", open=sum(bands.values()), bands=dict(bands), late=dict(late))


COUNTED = """
    SELECT held.caseworker_id, CASE {bands} ELSE %(not_assessed)s END AS band, count(*)
    FROM (
        SELECT c.caseworker_id, coalesce(graded.percent, assessed.capacity_percent) AS capacity
        FROM casework_case c
        LEFT JOIN casework_capacitygrade graded ON graded.case_id = c.id AND graded.period @> %(day)s::date
        LEFT JOIN (
            SELECT DISTINCT ON (a.case_id) a.case_id, a.capacity_percent
            FROM casework_assessment a
            WHERE a.principal_id = %(principal)s AND a.held_on <= %(day)s
            ORDER BY a.case_id, a.held_on DESC, a.id DESC
        ) assessed ON assessed.case_id = c.id
        WHERE c.principal_id = %(principal)s AND c.unit_id = ANY(%(units)s) AND c.closed_on IS NULL
    ) held
    GROUP BY 1, 2
"""
"""`with_band`, said in sets: case by case it takes twenty times as long for a hundred thousand."""


def _bands(unit_ids: frozenset[int], principal_id: int, today: date) -> dict[int, dict[str, int]]:
    bands = " ".join(f"WHEN capacity BETWEEN {low} AND {high} THEN '{key}'" for key, _, low, high in BANDS)
    given: dict[str, Any] = {
        "not_assessed": NOT_ASSESSED,
        "day": today,
        "principal": principal_id,
        "units": sorted(unit_ids),
    }
    found: dict[int, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    with connection.cursor() as cursor:
        cursor.execute(COUNTED.format(bands=bands), given)
        for user_id, band, count in cursor.fetchall():
            found[user_id or NOBODY][band] += count
    return found


def _late(cases: CaseQuerySet, today: date) -> dict[int, dict[str, int]]:
    """One question for each kind."""
    found: dict[int, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for kind in overdue.kinds():
        late: Any = kind.find(cases, today).order_by().values_list("caseworker_id")
        for user_id, count in late.annotate(count=Count("pk")):
            found[user_id or NOBODY][kind.key] += count
    return found


def _names(user_ids: set[int]) -> dict[int, str]:
    """Those who hold cases and do not work here any more."""
    users = User.objects.filter(pk__in=user_ids).order_by("last_name", "first_name", "id")
    return {user.pk: user.display_name for user in users}
