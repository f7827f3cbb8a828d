"""Record that a caseworker is away and who stands in, and end it before its time."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from stegvis.accounts.models import User
from stegvis.casework import facts
from stegvis.casework.models import Absence
from stegvis.casework.permissions import may_record_absence
from stegvis.casework.rules.absence import AbsenceFacts, may_be_away, may_end, what_remains
from stegvis.core.actor import Actor
from stegvis.core.locking import locked
from stegvis.core.period import Period
from stegvis.core.refusals import database_refusals
from stegvis.registry.models import Unit


def record_absence(
    unit: Unit, user: User, substitute: User, days: Period, *, by: Actor, today: date
) -> Absence:
    """From now on the substitute sees what awaits the absent one in the unit, on those days and no others."""
    may_record_absence(by, unit.pk, user.pk).or_refuse()
    with transaction.atomic(), database_refusals():
        may_be_away(_facts(unit, user, substitute, days, today), days, today=today).or_refuse()
        return Absence.objects.create(
            principal_id=by.principal_id,
            unit=unit,
            user=user,
            substitute=substitute,
            period=days,
            recorded_by_id=by.user_id,
        )


def end_absence(absence: Absence, *, by: Actor, today: date) -> Period | None:
    """Ends the absence: today is worked again. One that has not begun is called off."""
    may_record_absence(by, absence.unit_id, absence.user_id).or_refuse()
    with locked(absence) as current:
        may_end(current.period, today=today).or_refuse()
        remains = what_remains(current.period, today=today)
        with database_refusals():
            if remains is None:
                current.delete()
            else:
                current.period = remains
                current.save(update_fields=["period"])
    return remains


def _facts(unit: Unit, user: User, substitute: User, days: Period, today: date) -> AbsenceFacts:
    """Who works in the unit is asked for the day the absence begins, or today when it has begun."""
    day = max(days.start, today)
    working = set(facts.caseworkers_in(frozenset({unit.pk}), day).values_list("pk", flat=True))
    away = Absence.objects.filter(principal_id=unit.principal_id).overlapping(days)
    return AbsenceFacts(
        user_works_in_unit=user.pk in working,
        substitute_works_in_unit=substitute.pk in working,
        is_another=user != substitute,
        already_away=away.filter(unit=unit, user=user).exists(),
        substitute_is_away=away.filter(user=substitute).exists(),
    )
