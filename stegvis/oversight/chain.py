"""The chains of the log: each unit's readings, numbered and hashed, each with the hash of the one before.

A row that is changed no longer has its own hash; one that is removed leaves a gap; one that is put in, or two
that have changed places, do not fit the row before. Somebody who rewrites a whole chain is found by the heads
that have been taken out and are kept elsewhere (`stegvis.oversight.heads`).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from django.db import transaction

from stegvis.core.clock import SWEDEN
from stegvis.oversight.models import ChainHead, Reading

FORM = "stegvis reading 1"
"""The first of what is hashed: which values follow, and how they are written."""

FIELDS = (
    "principal_id", "unit_id", "seq", "id", "at", "user_id", "impersonator_id", "roles", "seat_unit_id",
    "provider_id", "kind", "what", "person_id", "person_ids", "case_id", "assignment_id", "in_emergency",
    "detail", "request_id", "address", "previous",
)  # fmt: skip
FETCHED_AT_A_TIME = 2000


@dataclass(frozen=True)
class Chain:
    """One unit's readings; without a unit, those that belong to the principal alone."""

    principal_id: int
    unit_id: int | None

    def __str__(self) -> str:
        unit = f"enhet {self.unit_id}" if self.unit_id else "utan enhet"
        return f"huvudman {self.principal_id}, {unit}"


@dataclass(frozen=True)
class Fault:
    """Something that is not as it was written: where, when, and what."""

    chain: Chain
    seq: int
    at: datetime | None
    what: str

    def __str__(self) -> str:
        when = f", {self.at.astimezone(SWEDEN):%Y-%m-%d %H:%M:%S}" if self.at else ""
        return f"{self.chain}, nummer {self.seq}{when}: {self.what}"


def chains(principal_id: int | None = None) -> list[Chain]:
    """All chains that have a head or rows, of one principal or of all."""
    found: set[Chain] = set()
    for model in (ChainHead, Reading):
        rows: Any = model._default_manager.order_by()
        if principal_id is not None:
            rows = rows.filter(principal_id=principal_id)
        found.update(Chain(*keys) for keys in rows.values_list("principal_id", "unit_id").distinct())
    return sorted(found, key=lambda chain: (chain.principal_id, chain.unit_id or 0))


def faults_in(chain: Chain, start: date | None = None, end: date | None = None) -> Iterator[Fault]:
    """All faults of the chain in order; with days, of the rows from the first to the last written in them.

    One row at a time: the memory does not grow with the log.
    """
    first, last = _numbers(chain, start, end)
    whole = start is None and end is None
    if not whole and first is None:
        return
    head = _head(chain)  # read first: rows written meanwhile come after it
    before: Any = None if whole else _row_before(chain, first)
    for row in _rows(chain, first, last):
        yield from _faults_of(chain, row, before, may_begin=whole)
        if head and row["seq"] == head.seq and bytes(row["hash"]) != bytes(head.hash):
            yield Fault(chain, head.seq, head.at, "kedjans huvud stämmer inte med läsningen")
        before = row
    if end is None:
        yield from _faults_of_end(chain, head, before)


def written(row: dict[str, Any]) -> bytes:
    """What is hashed: each value as its length in bytes, a colon and itself, or a dash when there is none."""
    return "".join(_told(text) for text in (FORM, *(_as_text(row[name]) for name in FIELDS))).encode()


def hash_of(row: dict[str, Any]) -> bytes:
    return hashlib.sha256(written(row)).digest()


def _told(text: str | None) -> str:
    return "-" if text is None else f"{len(text.encode())}:{text}"


def _as_text(value: Any) -> str | None:
    """As PostgreSQL writes it (`oversight_written` in the migration)."""
    if value is None:
        return None
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, datetime):
        return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%f")
    if isinstance(value, bytes | memoryview):
        return bytes(value).hex()
    if isinstance(value, list):
        return ",".join(map(str, value))
    return str(value)


def _faults_of(chain: Chain, row: dict[str, Any], before: Any, *, may_begin: bool) -> Iterator[Fault]:
    def fault(what: str) -> Fault:
        return Fault(chain, row["seq"], row["at"], what)

    expected = before["seq"] + 1 if before else 1
    must_follow = before is not None or may_begin
    if must_follow and row["seq"] > expected:
        missing = row["seq"] - expected
        yield fault(f"{missing} {'läsning' if missing == 1 else 'läsningar'} saknas före den här")
    elif must_follow and row["seq"] < expected:
        yield fault("numret finns redan: en läsning är inlagd i efterhand eller har bytt plats")
    elif must_follow and bytes(row["previous"]) != (bytes(before["hash"]) if before else b""):
        yield fault("den passar inte ihop med läsningen före")
    if hash_of(row) != bytes(row["hash"]):
        yield fault("innehållet är ändrat")


def _faults_of_end(chain: Chain, head: ChainHead | None, last: Any) -> Iterator[Fault]:
    ends_at = last["seq"] if last else 0
    if head and head.seq < ends_at:
        head = _head(chain)  # moved on since, or moved back by somebody
    if head is None:
        yield Fault(chain, ends_at, last["at"], "kedjans huvud saknas")
    elif head.seq > ends_at:
        yield Fault(chain, ends_at, head.at, f"kedjan slutar här, men {head.seq} läsningar har skrivits")
    elif head.seq < ends_at:
        yield Fault(
            chain, ends_at, head.at, f"kedjans huvud säger att bara {head.seq} läsningar har skrivits"
        )


def _head(chain: Chain) -> ChainHead | None:
    return ChainHead.objects.filter(**_in(chain)).first()


def _in(chain: Chain) -> dict[str, Any]:
    return {"principal_id": chain.principal_id, "unit_id": chain.unit_id}


def _numbers(chain: Chain, start: date | None, end: date | None) -> tuple[int | None, int | None]:
    """The first and last number written in the days: readings of one moment may be out of order in time."""
    if start is None and end is None:
        return None, None  # all of them
    rows = Reading.objects.filter(**_in(chain))
    if start is not None:
        rows = rows.filter(at__gte=_midnight(start))
    if end is not None:
        rows = rows.filter(at__lt=_midnight(end))
    numbers = rows.order_by("seq").values_list("seq", flat=True)
    return numbers.first(), numbers.last()


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=SWEDEN)


def _row_before(chain: Chain, first: int | None) -> dict[str, Any] | None:
    return next(iter(_rows(chain, (first or 1) - 1, (first or 1) - 1)), None)


def _rows(chain: Chain, first: int | None, last: int | None) -> Iterator[dict[str, Any]]:
    """The chain's rows by number, through a cursor on the server."""
    rows = Reading.objects.filter(**_in(chain))
    if first is not None:
        rows = rows.filter(seq__gte=first)
    if last is not None:
        rows = rows.filter(seq__lte=last)
    with transaction.atomic():  # a cursor on the server lives in a transaction
        yield from rows.order_by("seq", "id").values(*FIELDS, "hash").iterator(FETCHED_AT_A_TIME)


def row_at(chain: Chain, seq: int) -> dict[str, Any] | None:
    """The row with that number, if the chain reaches so far."""
    return next(iter(_rows(chain, seq, seq)), None)


def all_faults(found: Iterable[Chain], start: date | None, end: date | None) -> Iterator[Fault]:
    for chain in found:
        yield from faults_in(chain, start, end)
