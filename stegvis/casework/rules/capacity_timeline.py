"""Capacity over time: which grades stand after one has been recorded, corrected or taken away.

Two grades never hold on the same day, and the last one recorded holds on all of its days. What stood on the
days around it goes on standing: a grade inserted in the middle of another leaves what came before it and
what comes after it as it was.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from stegvis.casework.rules.opening import CLOSED_ALREADY
from stegvis.core.answers import Answer, Check
from stegvis.core.period import Period, add_months

FURTHEST_AHEAD = 12
"""Months: nobody assesses a capacity that begins later than so; the year is mistyped."""


@dataclass(frozen=True, slots=True)
class Standing:
    """One grade as it stands. `key` names the recording it comes from; parts of a split one share it."""

    key: int | None
    percent: int
    period: Period


def recorded(standing: Iterable[Standing], new: Standing) -> list[Standing]:
    """The grades in order once `new` has been recorded: it takes its days from whatever stood on them."""
    left = [replace(grade, period=days) for grade in standing for days in grade.period.subtract(new.period)]
    return _in_order([*left, new])


def removed(standing: Iterable[Standing], key: int, *, former_goes_on: bool) -> list[Standing]:
    """The grades once those of the recording are gone.

    With `former_goes_on` the grade that each of them followed directly stands on its days too.
    """
    kept: list[Standing] = []
    for grade in _in_order(standing):
        if grade.key != key:
            kept.append(grade)
        elif former_goes_on and kept and kept[-1].period.end == grade.period.start:
            kept[-1] = replace(kept[-1], period=kept[-1].period.join(grade.period))
    return kept


def corrected(standing: Iterable[Standing], key: int, right: Standing) -> list[Standing]:
    """The grades once the recording `key` says what `right` says.

    When it turns out to begin later, what it followed lasts until then; days after an earlier end are left
    without a grade, for nobody has said what holds on them.
    """
    before = _in_order(standing)
    wrong = next(grade for grade in before if grade.key == key)
    others = removed(before, key, former_goes_on=False)
    return recorded(_lasting_until(right.period.start, wrong.period, others), replace(right, key=key))


def on(standing: Iterable[Standing], day: date) -> Standing | None:
    """The grade that holds on the day."""
    return next((grade for grade in standing if grade.period.contains(day)), None)


def until_next(standing: Iterable[Standing], start: date) -> Period:
    """From the day for as long as nothing later is known: up to the next grade that begins after it."""
    later = [grade.period.start for grade in standing if grade.period.start > start]
    return Period(start, min(later, default=None))


def taken_over(standing: Iterable[Standing], period: Period) -> list[Standing]:
    """Those that begin after the period does and lose days to it: what an older finding would displace."""
    return [
        grade for grade in standing if grade.period.start > period.start and grade.period.overlaps(period)
    ]


def may_record(
    percent: int, period: Period, *, is_open: bool, born: date, today: date, is_recorded: bool = False
) -> Answer:
    """May the grade be recorded? `is_recorded` = the very same stands already: a button pressed twice."""
    return Answer.of(
        Check(is_open, CLOSED_ALREADY),
        Check(not is_recorded, "Graden är redan registrerad."),
        Check(0 <= percent <= 100, "Ange förmågan som ett tal mellan 0 och 100.", "percent"),
        Check(period.start >= born, "Graden kan inte gälla före personens födelsedag.", "first_day"),
        Check(
            period.start <= add_months(today, FURTHEST_AHEAD),
            "Graden ska börja gälla inom ett år. Kontrollera årtalet.",
            "first_day",
        ),
    )


def _lasting_until(start: date, wrong: Period, others: list[Standing]) -> list[Standing]:
    """The others, with the one that ended where the wrong one began standing up to `start`."""
    if start <= wrong.start:
        return others
    end = start if wrong.end is None else min(start, wrong.end)
    return [
        replace(grade, period=grade.period.ending(end)) if grade.period.end == wrong.start else grade
        for grade in others
    ]


def _in_order(standing: Iterable[Standing]) -> list[Standing]:
    return sorted(standing, key=lambda grade: grade.period)
