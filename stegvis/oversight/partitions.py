"""The months of the log: each has a partition of its own, made ahead.

A reading in a month without a partition is kept in the rest, never lost; the next run moves it to its month.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper

from stegvis.core.clock import SWEDEN

TABLE = "oversight_reading"
REST = "oversight_reading_rest"
MONTHS_AHEAD = 3


def make_partitions(today: date) -> list[str]:
    """Partitions for this month, those ahead and those that readings in the rest fall in. Run as the owner.

    Answers the names of those that were missing.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # a table with checks to come cannot be altered
        wanted = sorted({*_months_from(today), *_months_in_the_rest(cursor)})
        missing = [month for month in wanted if not _exists(cursor, _name(month))]
        if missing:
            _make(cursor, missing)
    return [_name(month) for month in missing]


def warning(today: date) -> str | None:
    """Words for the log when this month or the next has no partition, so that readings would go to the rest.

    Asks only which tables there are: the web server's role may not look into them.
    """
    with connection.cursor() as cursor:
        missing = [month for month in list(_months_from(today))[:2] if not _exists(cursor, _name(month))]
    if not missing:
        return None
    return f"Läsloggen saknar {_name(missing[0])}. Kör stegvis make-partitions."


def _months_from(today: date) -> Iterator[date]:
    month = today.replace(day=1)
    for _ in range(MONTHS_AHEAD + 1):
        yield month
        month = _next(month)


def _months_in_the_rest(cursor: CursorWrapper) -> list[date]:
    cursor.execute(
        f"SELECT DISTINCT date_trunc('month', at AT TIME ZONE 'Europe/Stockholm')::date FROM {REST}"
    )
    return [row[0] for row in cursor.fetchall()]


def _make(cursor: CursorWrapper, months: list[date]) -> None:
    """The rest is taken off meanwhile: PostgreSQL makes no partition for rows that lie in it."""
    cursor.execute(f"ALTER TABLE {TABLE} DETACH PARTITION {REST}")
    for month in months:
        bounds = [_begin(month), _begin(_next(month))]
        cursor.execute(
            f"CREATE TABLE {_name(month)} PARTITION OF {TABLE}"
            f" FOR VALUES FROM ('{bounds[0]}') TO ('{bounds[1]}')"
        )
        _move_from_the_rest(cursor, month, bounds)
    cursor.execute(f"ALTER TABLE {TABLE} ATTACH PARTITION {REST} DEFAULT")


def _move_from_the_rest(cursor: CursorWrapper, month: date, bounds: list[datetime]) -> None:
    """As they stand, with number and hash: neither chained again nor stopped as a removal."""
    for table in (REST, _name(month)):
        cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
    cursor.execute(
        f"WITH moved AS (DELETE FROM {REST} WHERE at >= %s AND at < %s RETURNING *)"
        f" INSERT INTO {_name(month)} SELECT * FROM moved",
        bounds,
    )
    for table in (REST, _name(month)):
        cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")


def _exists(cursor: CursorWrapper, name: str) -> bool:
    cursor.execute("SELECT to_regclass(%s) IS NOT NULL", [name])
    return bool(cursor.fetchone()[0])


def _name(month: date) -> str:
    return f"{TABLE}_{month:%Y_%m}"


def _begin(month: date) -> datetime:
    """Midnight in Sweden: the month as those who read the log count it."""
    return datetime(month.year, month.month, 1, tzinfo=SWEDEN)


def _next(month: date) -> date:
    return date(month.year + month.month // 12, month.month % 12 + 1, 1)
