"""Write the committee's delegation: a point from a day, the end of a point, a standard to start from."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from django.db import transaction

from stegvis.casework.models import Delegation
from stegvis.casework.permissions import may_keep_delegation
from stegvis.casework.rules.dated import may_begin, may_end
from stegvis.casework.rules.delegation import Delegated
from stegvis.catalogue.models import Intervention
from stegvis.core.actor import Actor
from stegvis.core.answers import Answer, Check
from stegvis.core.locking import locked
from stegvis.core.money import kr
from stegvis.core.period import Period
from stegvis.core.refusals import database_refusals
from stegvis.registry.models import Principal

STANDARD = Path(__file__).parents[1] / "data" / "delegation.toml"


@dataclass(frozen=True)
class NewPoint:
    """A point as it is written. `max_voucher` in öre."""

    code: str
    text: str
    role: str
    kinds: tuple[str, ...]
    intervention: Intervention | None = None
    max_voucher: int | None = None
    two_persons: bool = False


def may_be_written(point: NewPoint) -> Answer:
    return Answer.of(
        Check(bool(point.kinds), "Välj minst ett slags beslut.", "kinds"),
        Check(
            point.max_voucher is None or Delegated.VOUCHER in point.kinds,
            "Beloppsgränsen gäller tilläggscheckar. Välj det slaget eller ta bort gränsen.",
            "max_voucher",
        ),
    )


def add_point(point: NewPoint, from_day: date, *, by: Actor, today: date) -> Delegation:
    """The point holds from the day on. From the first day that has a point nobody decides without one."""
    may_keep_delegation(by).or_refuse()
    (may_be_written(point) & Answer.of(may_begin(from_day, today=today))).or_refuse()
    with database_refusals():
        return _written(by.principal_id, point, from_day)


def end_point(point: Delegation, last_day: date, *, by: Actor, today: date) -> Delegation:
    """The point holds through the day. What has been decided by it keeps it."""
    may_keep_delegation(by, point.principal_id).or_refuse()
    with locked(point) as current:
        may_end(current.period, last_day, today=today).or_refuse()
        current.period = Period.inclusive(current.period.start, last_day)
        with database_refusals():
            current.save(update_fields=["period"])
    return current


@transaction.atomic
def install_standard(from_day: date, *, by: Actor, today: date) -> int:
    """The standard points, for a principal that has written none. Answers how many."""
    may_keep_delegation(by).or_refuse()
    Principal.objects.select_for_update().get(pk=by.principal_id)
    has_any = Delegation.objects.filter(principal_id=by.principal_id).exists()
    Answer.of(
        may_begin(from_day, today=today),
        Check(not has_any, "Det finns redan en delegation. Lägg till punkter i den."),
    ).or_refuse()
    return write_standard(by.principal_id, from_day)


def write_standard(principal_id: int, from_day: date) -> int:
    """Writes the points of the file. Points about what the principal does not offer are left out."""
    offered = {each.code: each for each in Intervention.objects.filter(principal_id=principal_id)}
    points = list(_standard_points(offered))
    with database_refusals():
        for point in points:
            _written(principal_id, point, from_day)
    return len(points)


def _standard_points(offered: dict[str, Intervention]) -> Iterable[NewPoint]:
    for row in tomllib.loads(STANDARD.read_text(encoding="utf-8"))["point"]:
        code = row.get("intervention")
        if code is None or code in offered:
            yield NewPoint(
                code=row["code"],
                text=row["text"],
                role=row["role"],
                kinds=tuple(row["kinds"]),
                intervention=offered[code] if code else None,
                max_voucher=kr(row["max_voucher"]) if "max_voucher" in row else None,
                two_persons=row.get("two_persons", False),
            )


def _written(principal_id: int, point: NewPoint, from_day: date) -> Delegation:
    return Delegation.objects.create(
        principal_id=principal_id,
        code=point.code,
        text=point.text,
        role=point.role,
        kinds=list(point.kinds),
        intervention=point.intervention,
        max_voucher=point.max_voucher,
        two_persons=point.two_persons,
        period=Period(from_day),
    )
