"""A new measure from a day, which ends the one before it; a coming one taken back; a requirement ended."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any, TypeVar

from stegvis.catalogue.expectations import rules
from stegvis.catalogue.models import ActivityRequirement, FullTime
from stegvis.catalogue.permissions import may_edit_catalogue
from stegvis.catalogue.rules import placed
from stegvis.core.actor import Actor
from stegvis.core.answers import Answer
from stegvis.core.locking import locked
from stegvis.core.period import Period
from stegvis.core.refusals import database_refusals
from stegvis.registry.models import Principal

Measure = TypeVar("Measure", FullTime, ActivityRequirement)


def begin_full_time(first_day: date, hours_per_week: int, *, by: Actor, today: date) -> FullTime:
    """So many hours a week are full time from the day. Raises Refused."""
    return _begin(
        FullTime,
        first_day,
        None,
        rules.may_be_hours(hours_per_week),
        by,
        today,
        hours_per_week=hours_per_week,
    )


def begin_requirement(
    first_day: date,
    percent_of_full_time: int,
    adapted_to_capacity: bool,
    text: str,
    source: str = "",
    last_day: date | None = None,
    *,
    by: Actor,
    today: date,
) -> ActivityRequirement:
    """The requirement holds from the day, through `last_day` when it is known. Raises Refused."""
    return _begin(
        ActivityRequirement,
        first_day,
        last_day,
        rules.may_be_required(percent_of_full_time, text),
        by,
        today,
        percent_of_full_time=percent_of_full_time,
        adapted_to_capacity=adapted_to_capacity,
        text=text,
        source=source,
    )


def withdraw_coming(kind: type[Measure], *, by: Actor, today: date) -> None:
    """Takes back the last one when it has not begun; the one that it would have ended goes on as before."""
    with _alone(by):
        every = measures(kind, by.principal_id)
        last = every[-1] if every else None
        rules.may_withdraw(last.period if last else None, today=today).or_refuse()
        assert last is not None  # said by may_withdraw
        with database_refusals():
            last.delete()
            before = next((each for each in every if each.period.end == last.period.start), None)
            if before is not None:
                _set_period(before, before.period.join(last.period))


def end_requirement(last_day: date, *, by: Actor, today: date) -> ActivityRequirement:
    """The last requirement holds through the day and no longer. Raises Refused."""
    with _alone(by):
        every = measures(ActivityRequirement, by.principal_id)
        last = every[-1] if every else None
        rules.may_end(last.period if last else None, last_day, today=today).or_refuse()
        assert last is not None  # said by may_end
        with database_refusals():
            _set_period(last, Period.inclusive(last.period.start, last_day))
        return last


def can_withdraw(kind: type[Measure], actor: Actor, today: date) -> Answer:
    every = measures(kind, actor.principal_id)
    return may_edit_catalogue(actor) & rules.may_withdraw(every[-1].period if every else None, today=today)


def can_end(actor: Actor, today: date) -> Answer:
    every = measures(ActivityRequirement, actor.principal_id)
    return may_edit_catalogue(actor) & rules.may_end(every[-1].period if every else None, None, today=today)


def measures(kind: type[Measure], principal_id: int) -> list[Measure]:
    """All of them, the earliest first."""
    return sorted(kind._default_manager.filter(principal_id=principal_id), key=lambda each: each.period)


def _begin(
    kind: type[Measure],
    first_day: date,
    last_day: date | None,
    meant: Answer,
    by: Actor,
    today: date,
    **values: Any,
) -> Measure:
    with _alone(by):
        every = measures(kind, by.principal_id)
        starts = [each.period.start for each in every]
        (rules.may_begin(first_day, last_day, starts, today=today) & meant).or_refuse()
        place = placed((each.period for each in every), first_day)
        period = (
            place.period
            if last_day is None
            else place.period.intersect(Period.inclusive(first_day, last_day))
        )
        with database_refusals():
            for each in every:
                if each.period == place.shortened and place.shortened_to is not None:
                    _set_period(each, place.shortened_to)
            return kind._default_manager.create(principal_id=by.principal_id, period=period, **values)


@contextmanager
def _alone(by: Actor) -> Iterator[None]:
    """Whoever changes the measures of a principal holds its row."""
    may_edit_catalogue(by).or_refuse()
    with locked(Principal.objects.get(pk=by.principal_id)):
        yield


def _set_period(measure: FullTime | ActivityRequirement, period: Period) -> None:
    measure.period = period
    measure.save(update_fields=["period"])
