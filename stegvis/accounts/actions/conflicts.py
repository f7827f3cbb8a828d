"""Changing which roles nobody holds together, from a day. What anybody holds already is left to people."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from stegvis.accounts.facts import conflicts_on, pair_of
from stegvis.accounts.models import RoleConflict
from stegvis.accounts.rules import Pair, may_allow_together, may_keep_apart
from stegvis.core.period import Period


def keep_apart(pair: Pair, reason: str, *, principal_id: int, today: date) -> None:
    """From `today` nobody is given both roles. Raises Refused."""
    with transaction.atomic():
        may_keep_apart(pair, reason, conflicts_on(today, principal_id)).or_refuse()
        _write_down_the_standard(principal_id, today)
        _begin(pair, reason, principal_id, today)


def allow_together(pair: Pair, *, principal_id: int, today: date) -> None:
    """From `today` both roles may be given to one user. Raises Refused."""
    with transaction.atomic():
        may_allow_together(pair, conflicts_on(today, principal_id)).or_refuse()
        _write_down_the_standard(principal_id, today)
        for row in RoleConflict.objects.filter(principal_id=principal_id).on(today):
            if pair_of(row) == pair:
                _end(row, today)


def _write_down_the_standard(principal_id: int, today: date) -> None:
    """The first change makes the pairs the principal's own."""
    if not RoleConflict.objects.filter(principal_id=principal_id).exists():
        for pair, reason in conflicts_on(today, principal_id).items():
            _begin(pair, reason, principal_id, today)


def _begin(pair: Pair, reason: str, principal_id: int, today: date) -> None:
    one, other = sorted(pair)
    RoleConflict.objects.create(
        principal_id=principal_id, one=one, other=other, reason=reason, period=Period(today)
    )


def _end(row: RoleConflict, today: date) -> None:
    if row.period.start < today:
        row.period = row.period.ending(today)
        row.save(update_fields=["period"])
    else:
        row.delete()
