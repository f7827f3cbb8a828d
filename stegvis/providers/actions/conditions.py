"""Keep the catalogue of conditions: a new condition, a new wording from a day, an end."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date
from itertools import count

from django.utils.text import slugify

from stegvis.catalogue.models import Intervention
from stegvis.core.actor import Actor
from stegvis.core.answers import Answer
from stegvis.core.locking import locked
from stegvis.core.period import ONE_DAY, Period
from stegvis.core.refusals import database_refusals
from stegvis.providers.models import Application, Condition, ConditionAnswer, ConditionVersion
from stegvis.providers.permissions import may_write_conditions
from stegvis.providers.rules import conditions as rules


@dataclass(frozen=True)
class Wording:
    """What a condition says during a period."""

    title: str
    text: str
    control: str
    evidence: str = ""
    control_months: int | None = None
    decided_in: str = ""


def add_condition(
    kind: str,
    intervention: Intervention | None,
    wording: Wording,
    first_day: date,
    *,
    by: Actor,
    today: date,
) -> Condition:
    """A condition that nobody had before, with its first wording."""
    may_write_conditions(by, by.principal_id).or_refuse()
    (
        rules.may_add(is_general=kind == Condition.Kind.GENERAL, has_intervention=intervention is not None)
        & rules.may_write_wording(first_day, [], today=today)
    ).or_refuse()
    with database_refusals():
        condition = Condition.objects.create(
            principal_id=by.principal_id,
            code=_free_code(wording.title, by.principal_id),
            kind=kind,
            intervention=intervention,
            position=_next_position(by.principal_id),
        )
        _write(condition, wording, Period(first_day), by)
    return condition


def write_wording(
    condition: Condition, wording: Wording, first_day: date, *, by: Actor, today: date
) -> ConditionVersion:
    """The condition says something else from `first_day`; the wording before holds until then."""
    may_write_conditions(by, condition.principal_id).or_refuse()
    with locked(condition) as current, database_refusals():
        versions = list(current.versions.select_for_update(of=("self",)).order_by("period"))
        rules.may_write_wording(first_day, [each.period for each in versions], today=today).or_refuse()
        former = versions[-1] if versions else None
        if former and (former.period.end is None or former.period.end > first_day):
            _end(former, first_day)
        return _write(current, wording, Period(first_day), by)


def change_wording(
    version: ConditionVersion, wording: Wording, *, by: Actor, today: date
) -> ConditionVersion:
    """Writes a coming wording anew. Its day stays: to move it, take it back and write it from another day."""
    may_write_conditions(by, version.principal_id).or_refuse()
    with locked(version.condition), locked(version) as current, database_refusals():
        can_change(current, by, today=today).or_refuse()
        for name, value in asdict(wording).items():
            setattr(current, name, value)
        current.written_by_id = by.user_id
        current.save()
    return current


def withdraw_wording(version: ConditionVersion, *, by: Actor, today: date) -> None:
    """A coming wording goes and the one before it goes on. A condition without any wording goes too."""
    may_write_conditions(by, version.principal_id).or_refuse()
    with locked(version.condition) as condition, locked(version) as current, database_refusals():
        can_change(current, by, today=today).or_refuse()
        former = condition.versions.filter(period__endswith=current.period.start).first()
        current.delete()
        if former:
            _end(former, current.period.end)
        elif not condition.versions.exists():
            condition.delete()


def end_condition(condition: Condition, last_day: date, *, by: Actor, today: date) -> None:
    """Nobody is tried by the condition after `last_day`."""
    may_write_conditions(by, condition.principal_id).or_refuse()
    with locked(condition) as current, database_refusals():
        versions = list(current.versions.select_for_update(of=("self",)).order_by("period"))
        rules.may_end([each.period for each in versions], last_day, today=today).or_refuse()
        _end(versions[-1], last_day + ONE_DAY)


def can_change(version: ConditionVersion, by: Actor, *, today: date) -> Answer:
    """May the wording be written anew?"""
    allowed = may_write_conditions(by, version.principal_id)
    if not allowed:
        return allowed
    sent_in = ConditionAnswer.objects.filter(version=version, application__submitted_on__isnull=False)
    answered = sent_in.exclude(application__state=Application.State.WITHDRAWN).exists()
    return rules.may_change_coming(version.period, is_answered=answered, today=today)


def _end(version: ConditionVersion, end: date | None) -> None:
    version.period = Period(version.period.start, end)
    version.save(update_fields=["period"])


def _write(condition: Condition, wording: Wording, period: Period, by: Actor) -> ConditionVersion:
    return ConditionVersion.objects.create(
        principal_id=condition.principal_id,
        condition=condition,
        period=period,
        written_by_id=by.user_id,
        **asdict(wording),
    )


def _next_position(principal_id: int) -> int:
    last = Condition.objects.filter(principal_id=principal_id).order_by("-position").first()
    return min(last.position + 10, 32_000) if last else 10


def _free_code(title: str, principal_id: int) -> str:
    """A short name for addresses and imports, made of the title."""
    stem = slugify(title)[:50] or "villkor"
    taken = set(
        Condition.objects.filter(principal_id=principal_id, code__startswith=stem).values_list(
            "code", flat=True
        )
    )
    names = (stem if number == 1 else f"{stem}-{number}" for number in count(1))
    return next(name for name in names if name not in taken)
