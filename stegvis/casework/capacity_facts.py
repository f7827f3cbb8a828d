"""What is known of the statements asked for in a case, and of what has been changed in its grades."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Prefetch, prefetch_related_objects

from stegvis.accounts.models import User
from stegvis.casework.models import CapacityGrade, CapacityStatement, Case
from stegvis.casework.rules.statements import Request
from stegvis.core.period import Period


def statements(case: Case) -> list[CapacityStatement]:
    """What the medical adviser has been asked, the latest first, read once however many ask for it."""
    if "capacity_statements" not in getattr(case, "_prefetched_objects_cache", ()):
        asked = CapacityStatement.objects.select_related(
            "asked_by", "answer__attachment", "answer__outcome__decided_by"
        ).order_by("-asked_on", "-id")
        prefetch_related_objects([case], Prefetch("capacity_statements", asked))
    return list(case.capacity_statements.all())


def request_of(statement: CapacityStatement) -> Request:
    return Request(is_answered=statement.given is not None, is_called_off=statement.called_off_on is not None)


def awaits_statement(case: Case) -> bool:
    return any(request_of(statement).awaits_answer for statement in statements(case))


def has_outcome(statement: CapacityStatement) -> bool:
    """Has somebody taken a stand on the answer?"""
    return statement.given is not None and statement.given.stand is not None


@dataclass(frozen=True, slots=True)
class Altered:
    """A grade as it was before it was changed or taken away."""

    percent: int
    period: Period
    at: datetime
    by: str
    removed: bool
    reason: str


def alterations(case: Case) -> list[Altered]:
    """What has been changed in the case's grades, the latest first. Two queries."""
    events: Any = CapacityGrade.events.rel.related_model  # type: ignore[attr-defined]
    kept = list(events.objects.filter(case=case).select_related("pgh_context").order_by("-pgh_id"))
    names = _names(filter(None, (_told(event, "user") for event in kept)))
    return list(_altered(kept, names))


def _altered(kept: Iterable[Any], names: dict[int, str]) -> Iterator[Altered]:
    for event in kept:
        yield Altered(
            percent=event.percent,
            period=event.period,
            at=event.pgh_created_at,
            by=names.get(_told(event, "user"), ""),
            removed=event.pgh_label == "removed",
            reason=_told(event, "reason") or "",
        )


def _told(event: Any, word: str) -> Any:
    return event.pgh_context.metadata.get(word) if event.pgh_context is not None else None


def _names(user_ids: Iterable[int]) -> dict[int, str]:
    return {user.pk: user.display_name for user in User.objects.filter(pk__in=set(user_ids))}
