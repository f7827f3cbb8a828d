"""Record what the person does beside the provider's plan and what stands in the way of full time; change
when it ends; take away what was a mistake. What stood before is kept in the history, by trigger."""

from __future__ import annotations

from datetime import date
from typing import TypeVar

from stegvis.casework.models import Case, CaseActivity, Hindrance
from stegvis.casework.permissions import may_work_in
from stegvis.casework.rules import activities as rules
from stegvis.casework.rules.activities import Days, OwnFacts, Weekly
from stegvis.core.actor import Actor
from stegvis.core.answers import Answer
from stegvis.core.locking import locked
from stegvis.core.refusals import database_refusals

Recorded = TypeVar("Recorded", CaseActivity, Hindrance)


def can_record(case: Case, actor: Actor) -> Answer:
    """Could the actor record something, or change what is recorded?"""
    return may_work_in(actor, case) & rules.may_record(is_open=case.is_open)


def add_activity(
    case: Case,
    kind: str,
    hours_per_week: int,
    first_day: date,
    last_day: date | None = None,
    note: str = "",
    *,
    by: Actor,
    today: date,
) -> CaseActivity:
    """Records the activity. `last_day` inclusive, None = until further notice. Raises Refused."""
    may_work_in(by, case).or_refuse()
    days = Days(first_day, last_day)
    with locked(case) as current:
        rules.may_add_activity(
            own_facts(current), kind, hours_per_week, days, kinds=CaseActivity.Kind.values, today=today
        ).or_refuse()
        with database_refusals():
            return CaseActivity.objects.create(
                principal_id=current.principal_id,
                case=current,
                kind=kind,
                hours_per_week=hours_per_week,
                period=days.period,
                note=note,
                recorded_by_id=by.user_id,
            )


def add_hindrance(
    case: Case,
    kind: str,
    first_day: date,
    last_day: date | None = None,
    note: str = "",
    *,
    by: Actor,
    today: date,
) -> Hindrance:
    """Records why the person is not in full time. `last_day` as in `add_activity`. Raises Refused."""
    may_work_in(by, case).or_refuse()
    days = Days(first_day, last_day)
    with locked(case) as current:
        rules.may_add_hindrance(
            own_facts(current), kind, days, note, kinds=Hindrance.Kind.values, today=today
        ).or_refuse()
        with database_refusals():
            return Hindrance.objects.create(
                principal_id=current.principal_id,
                case=current,
                kind=kind,
                period=days.period,
                note=note,
                recorded_by_id=by.user_id,
            )


def end_activity(activity: CaseActivity, last_day: date | None, *, by: Actor) -> CaseActivity:
    """Sets another last day, None = until further notice. Raises Refused."""
    may_work_in(by, activity.case).or_refuse()
    with locked(activity.case) as case, locked(activity) as current:
        days = Days(current.period.start, last_day)
        facts = own_facts(case, apart_from=current)
        rules.may_end_activity(facts, _weekly(current), days).or_refuse()
        return _lasting(current, days)


def end_hindrance(hindrance: Hindrance, last_day: date | None, *, by: Actor) -> Hindrance:
    """Sets another last day, None = until further notice. Raises Refused."""
    may_work_in(by, hindrance.case).or_refuse()
    with locked(hindrance.case) as case, locked(hindrance) as current:
        days = Days(current.period.start, last_day)
        rules.may_end_hindrance(own_facts(case, apart_from=current), days).or_refuse()
        return _lasting(current, days)


def remove_mistake(recorded: CaseActivity | Hindrance, *, by: Actor) -> None:
    """Takes away what should never have been recorded. Raises Refused when the case is closed."""
    may_work_in(by, recorded.case).or_refuse()
    with locked(recorded.case) as case, locked(recorded) as current:
        rules.may_record(is_open=case.is_open).or_refuse()
        current.delete()


def own_facts(case: Case, *, apart_from: CaseActivity | Hindrance | None = None) -> OwnFacts:
    """What is recorded in the case, but for one row that is about to be changed."""
    activities = [each for each in case.activities.order_by("id") if each != apart_from]
    hindrances = [each for each in case.hindrances.order_by("id") if each != apart_from]
    return OwnFacts(
        is_open=case.is_open,
        opened_on=case.opened_on,
        activities=tuple(map(_weekly, activities)),
        hindrances=tuple(each.period for each in hindrances),
    )


def _weekly(activity: CaseActivity) -> Weekly:
    return Weekly(activity.kind, activity.hours_per_week, activity.period)


def _lasting(current: Recorded, days: Days) -> Recorded:
    current.period = days.period
    with database_refusals():
        current.save(update_fields=["period"])
    return current
