"""The calendar of controls: plan what is to be looked at, and write down what was found."""

from __future__ import annotations

from datetime import date

from django.db.models import Max, Q

from stegvis.core.actor import Actor
from stegvis.core.locking import locked
from stegvis.providers.actions.deficiencies import Found, record_deficiency
from stegvis.providers.control_permissions import may_control
from stegvis.providers.models import Authorisation, ConditionVersion, ControlTask, Deficiency
from stegvis.providers.rules import controlling
from stegvis.providers.rules.controlling import Interval, Pair, RightToControl, day_to_plan, due_days


def plan_controls(principal_id: int, *, today: date) -> int:
    """Puts each control to come into the calendar, as the conditions and the rights are today.

    Run again it changes nothing. A day moves when a condition's interval has changed, and what is no longer
    to be controlled falls away. Returns how many controls are new, moved or gone.
    """
    due = due_days(_rights(principal_id, today), _intervals(principal_id, today), _last_done(principal_id))
    planned = {
        (task.provider_id, task.condition_id): task
        for task in ControlTask.objects.filter(principal_id=principal_id, done_on__isnull=True)
    }
    gone = [task.pk for pair, task in planned.items() if pair not in due]
    moved = []
    for pair, task in planned.items():
        day = day_to_plan(due.get(pair, task.due_on), task.due_on, today=today)
        if pair in due and task.due_on != day:
            task.due_on = day
            moved.append(task)
    new = [
        ControlTask(
            principal_id=principal_id,
            provider_id=pair[0],
            condition_id=pair[1],
            due_on=day_to_plan(day, None, today=today),
        )
        for pair, day in sorted(due.items())
        if pair not in planned
    ]
    ControlTask.objects.filter(pk__in=gone, done_on__isnull=True).delete()
    ControlTask.objects.bulk_update(moved, ["due_on"], batch_size=500)
    # Two runs at once plan the same: the database keeps one open control of each.
    ControlTask.objects.bulk_create(new, ignore_conflicts=True, batch_size=500)
    return len(gone) + len(moved) + len(new)


def do_control(
    task: ControlTask,
    *,
    fulfilled: bool,
    note: str = "",
    text: str = "",
    severity: str = Deficiency.Severity.MINOR,
    by: Actor,
    today: date,
) -> Deficiency | None:
    """Writes down what the control showed. What is not fulfilled becomes a deficiency with its `text`."""
    may_control(by, task.provider).or_refuse()
    with locked(task) as current:
        controlling.may_control(
            is_done=current.done_on is not None, fulfilled=fulfilled, text=text
        ).or_refuse()
        current.done_on = today
        current.fulfilled = fulfilled
        current.note = note
        current.done_by_id = by.user_id
        current.save(update_fields=["done_on", "fulfilled", "note", "done_by"])
        if fulfilled:
            return None
        found = Found(
            text,
            severity,
            Deficiency.Source.CONTROL,
            today,
            condition=current.condition,
            control_task=current,
        )
        return record_deficiency(current.provider, found, by=by, today=today)


def _rights(principal_id: int, today: date) -> list[RightToControl]:
    rows = Authorisation.objects.filter(principal_id=principal_id, period__contains=today)
    return [
        RightToControl(provider, intervention, period.start)
        for provider, intervention, period in rows.values_list("provider_id", "intervention_id", "period")
    ]


def _intervals(principal_id: int, today: date) -> list[Interval]:
    versions = ConditionVersion.objects.filter(Q(control_months__gt=0), principal_id=principal_id).in_force(
        today
    )
    rows = versions.values_list("condition_id", "condition__intervention_id", "control_months")
    return [Interval(condition, intervention, months or 0) for condition, intervention, months in rows]


def _last_done(principal_id: int) -> dict[Pair, date]:
    done = ControlTask.objects.filter(principal_id=principal_id, done_on__isnull=False)
    latest = done.order_by().values_list("provider_id", "condition_id").annotate(Max("done_on"))
    return {(provider, condition): day for provider, condition, day in latest if day is not None}
