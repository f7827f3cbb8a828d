"""Which steps are late, told as cases: the same question counts them for the head and lists them.

Rooms above register theirs. A case counts once for each kind in which something is late.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Exists, OuterRef

from stegvis.casework.models import Assessment, CapacityStatement, FollowUp
from stegvis.casework.models.cases import CaseQuerySet

ASSESSED_WITHIN = timedelta(days=30)
"""How long a case may be open before it is late that nobody has assessed it."""


@dataclass(frozen=True, slots=True)
class Overdue:
    """One kind of late step. `find` narrows cases to those in which it is late on the day."""

    key: str
    title: str
    find: Callable[[CaseQuerySet, date], CaseQuerySet]


_kinds: dict[str, Overdue] = {}


def register(*kinds: Overdue) -> None:
    for kind in kinds:
        _kinds[kind.key] = kind


def kinds() -> list[Overdue]:
    return list(_kinds.values())


def kind_of(key: str) -> Overdue | None:
    return _kinds.get(key)


def unassessed(cases: CaseQuerySet, today: date) -> CaseQuerySet:
    late = cases.open().filter(opened_on__lt=today - ASSESSED_WITHIN)
    return late.filter(~Exists(Assessment.objects.filter(case=OuterRef("pk"))))


def follow_ups(cases: CaseQuerySet, today: date) -> CaseQuerySet:
    """Follow-ups whose day has passed. These cases are closed."""
    due = FollowUp.objects.filter(held_on__isnull=True, due_on__lt=today)
    return cases.filter(pk__in=due.values("case"))


def statements(cases: CaseQuerySet, today: date) -> CaseQuerySet:
    asked = CapacityStatement.objects.filter(due_on__lt=today).unanswered()
    return cases.filter(pk__in=asked.values("case"))


KINDS = (
    Overdue("kartlaggning", "Inte kartlagda efter 30 dagar", unassessed),
    Overdue("uppfoljning", "Uppföljningar efter sex månader", follow_ups),
    Overdue("utlatande", "Utlåtanden som dröjer", statements),
)
