"""Dated versions of one thing: each holds from its day until the next begins."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, TypeVar

from django.db.models import Model, QuerySet

from stegvis.core.period import Period

Version = TypeVar("Version", bound=Model)


def write_from(
    own: QuerySet[Version], from_day: date, content: Mapping[str, object], **whose: Any
) -> Version:
    """A version from the day on, up to the next of `own` that is written already.

    The one before ends the day before; one that begins on the very day is replaced. `whose` is what a new row
    belongs to. The caller has a lock that keeps others from writing meanwhile.
    """
    now: Any = own.filter(period__contains=from_day).select_for_update(of=("self",)).first()
    later: Any = own.filter(period__startswith__gt=from_day).order_by("period").first()
    if now is not None and now.period.start == from_day:
        for name, value in content.items():
            setattr(now, name, value)
        now.save(update_fields=list(content))
        replaced: Version = now
        return replaced
    if now is not None:
        now.period = now.period.ending(from_day)
        now.save(update_fields=["period"])
    period = Period(from_day, later.period.start if later else None)
    return own.create(period=period, **whose, **content)
