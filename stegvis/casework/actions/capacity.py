"""Record how much of full time the person can do, correct it, and take away what was wrong."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from copy import copy
from datetime import date
from typing import Any

import pghistory
from django.db.models.base import ModelState

from stegvis.casework import facts
from stegvis.casework.models import Assessment, CapacityAnswer, CapacityGrade, Case
from stegvis.casework.permissions import may_work_in
from stegvis.casework.rules import capacity_timeline
from stegvis.casework.rules.capacity_timeline import Standing
from stegvis.casework.rules.opening import CLOSED_ALREADY
from stegvis.core.actor import Actor
from stegvis.core.answers import Answer, Check
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


def correct_grade(
    grade: CapacityGrade,
    percent: int,
    period: Period,
    source: str,
    *,
    assessed_by: str = "",
    note: str = "",
    by: Actor,
    today: date,
) -> CapacityGrade:
    """Makes the grade say what is right. The history keeps what it said."""
    may_work_in(by, grade.case).or_refuse()
    with locked(grade.case) as case, locked(grade) as current:
        capacity_timeline.may_record(
            percent, period, is_open=case.is_open, born=case.person.birth_date, today=today
        ).or_refuse()
        rows = [current, *case.capacity_grades.exclude(pk=current.pk)]
        right = Standing(current.pk, percent, period)
        after = capacity_timeline.corrected(map(facts.standing, rows), current.pk, right)
        current.percent, current.source = percent, source
        current.assessed_by, current.note = assessed_by, note
        with database_refusals():
            settle(rows, after)
            current.save()
    return current


def remove_grade(grade: CapacityGrade, reason: str, *, former_goes_on: bool, by: Actor, today: date) -> None:
    """Takes away a grade that should never have been recorded; the history keeps it, and why.

    With `former_goes_on` what stood before it holds on its days too; otherwise no grade does.
    """
    may_work_in(by, grade.case).or_refuse()
    with locked(grade.case) as case, locked(grade) as current:
        Answer.of(
            Check(case.is_open, CLOSED_ALREADY),
            Check(bool(reason.strip()), "Skriv varför graden tas bort.", "reason"),
        ).or_refuse()
        rows = [current, *case.capacity_grades.exclude(pk=current.pk)]
        after = capacity_timeline.removed(
            map(facts.standing, rows), current.pk, former_goes_on=former_goes_on
        )
        with database_refusals(), pghistory.context(reason=reason):
            settle(rows, after)


def settle(rows: Iterable[CapacityGrade], after: Iterable[Standing]) -> None:
    """Makes the rows say what `after` says of them: shortened, lengthened, moved, split or gone.

    Days are given up before they are taken, for the database never lets two grades share one.
    """
    pieces: dict[int | None, list[Period]] = defaultdict(list)
    for grade in after:
        pieces[grade.key].append(grade.period)
    gives_up, takes = [], []
    for row in rows:
        if not pieces[row.pk]:
            row.delete()
        elif row.period.covers(pieces[row.pk][0]):
            gives_up.append(row)
        else:
            takes.append(row)
    # What is moved onwards makes room for what is lengthened up to it: the last one first.
    takes.sort(key=lambda row: pieces[row.pk][0], reverse=True)
    for row in (*gives_up, *takes):
        row.period = pieces[row.pk][0]
        row.save(update_fields=["period"])
    for row in gives_up:
        for period in pieces[row.pk][1:]:
            _go_on(row, period)


def _go_on(row: CapacityGrade, period: Period) -> None:
    """The same grade once more, on the days after what has come in between."""
    part = copy(row)
    part.pk, part.period = None, period
    part._state = ModelState()
    part.save(force_insert=True)
