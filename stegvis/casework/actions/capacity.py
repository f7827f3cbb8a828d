"""Record how much of full time the person can do, correct it, and take away what was wrong."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from copy import copy
from datetime import date
from typing import Any

from stegvis.casework import facts
from stegvis.casework.models import Assessment, CapacityAnswer, CapacityGrade, Case
from stegvis.casework.permissions import may_work_in
from stegvis.casework.rules import capacity_timeline
from stegvis.casework.rules.capacity_timeline import Standing
from stegvis.core.actor import Actor
from stegvis.core.locking import locked
from stegvis.core.period import Period
from stegvis.core.refusals import database_refusals


def record_grade(
    case: Case,
    percent: int,
    period: Period,
    source: str,
    *,
    assessed_by: str = "",
    note: str = "",
    assessment: Assessment | None = None,
    answer: CapacityAnswer | None = None,
    by: Actor,
    today: date,
) -> CapacityGrade:
    """Records the grade. On its days it takes the place of whatever stood there; other days are as before.

    `percent` is 0–100 of full time. Raises Refused when the case is closed or the very same stands already.
    """
    may_work_in(by, case).or_refuse()
    said: dict[str, Any] = {
        "percent": percent,
        "period": period,
        "source": source,
        "assessed_by": assessed_by,
        "note": note,
        "assessment": assessment,
        "answer": answer,
    }
    with locked(case) as current:
        capacity_timeline.may_record(
            percent,
            period,
            is_open=current.is_open,
            born=current.person.birth_date,
            today=today,
            is_recorded=current.capacity_grades.filter(**said).exists(),
        ).or_refuse()
        rows = list(current.capacity_grades.all())
        after = capacity_timeline.recorded(map(facts.standing, rows), Standing(None, percent, period))
        with database_refusals():
            settle(rows, after)
            return CapacityGrade.objects.create(
                principal_id=current.principal_id,
                case=current,
                recorded_on=today,
                recorded_by_id=by.user_id,
                **said,
            )


def settle(rows: Iterable[CapacityGrade], after: Iterable[Standing]) -> None:
    """Makes the rows say what `after` says of them: shortened, lengthened, split or gone."""
    left: dict[int | None, list[Period]] = defaultdict(list)
    for grade in after:
        left[grade.key].append(grade.period)
    # Days are given up before they are taken, for the database never lets two grades share one.
    for row in sorted(rows, key=lambda row: bool(left[row.pk])):
        _keep(row, left[row.pk])


def _keep(row: CapacityGrade, periods: list[Period]) -> None:
    if not periods:
        row.delete()
        return
    first, *rest = periods
    if row.period != first:
        row.period = first
        row.save(update_fields=["period"])
    for period in rest:
        part = copy(row)
        part.pk, part.period = None, period
        part._state.adding = True
        part.save(force_insert=True)
