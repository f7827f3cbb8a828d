"""A cache in the database, so that all workers on all machines count attempts together.

It writes through a connection of its own, outside of the request's transaction: an attempt is counted also
when the page fails and rolls back, and two people signing in from one address do not wait for each other.
Values are JSON, never pickles.
"""

from __future__ import annotations

import json
import secrets
from typing import Any

from django.core.cache.backends.base import DEFAULT_TIMEOUT, BaseCache
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper

ONE_IN = 100
"""Every so manieth write clears away what is out of date."""

# Every moment is the database's own clock: the machines' may differ by seconds.
GET = "SELECT value FROM accounts_sharedcacheentry WHERE key = %s AND expires_at > clock_timestamp()"
SET = """
    INSERT INTO accounts_sharedcacheentry AS kept (key, value, expires_at)
    VALUES (%s, %s::jsonb, COALESCE(clock_timestamp() + make_interval(secs => %s), 'infinity'))
    ON CONFLICT (key) DO UPDATE SET value = EXCLUDED.value, expires_at = EXCLUDED.expires_at
"""
ADD = SET + " WHERE kept.expires_at <= clock_timestamp() RETURNING key"
TOUCH = """
    UPDATE accounts_sharedcacheentry
    SET expires_at = COALESCE(clock_timestamp() + make_interval(secs => %s), 'infinity')
    WHERE key = %s AND expires_at > clock_timestamp() RETURNING key
"""
INCREASE = """
    UPDATE accounts_sharedcacheentry SET value = to_jsonb(value::text::bigint + %s)
    WHERE key = %s AND expires_at > clock_timestamp() RETURNING value
"""
DELETE = """
    DELETE FROM accounts_sharedcacheentry
    WHERE key = %s AND expires_at > clock_timestamp() RETURNING key
"""
CLEAR = "DELETE FROM accounts_sharedcacheentry"
SWEEP = "DELETE FROM accounts_sharedcacheentry WHERE expires_at <= clock_timestamp()"


class SharedCache(BaseCache):
    """Django's cache over one table; every operation is atomic by itself."""

    def __init__(self, location: str, params: dict[str, Any]) -> None:
        super().__init__(params)

    def get(self, key: Any, default: Any = None, version: int | None = None) -> Any:
        row = _ask(GET, [self.make_and_validate_key(key, version=version)])
        return default if row is None else json.loads(row[0])

    def set(self, key: Any, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> None:
        name = self.make_and_validate_key(key, version=version)
        _ask(SET, [name, json.dumps(value), self._seconds(timeout)])
        _sweep_now_and_then()

    def add(self, key: Any, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        name = self.make_and_validate_key(key, version=version)
        return _ask(ADD, [name, json.dumps(value), self._seconds(timeout)]) is not None

    def touch(self, key: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        name = self.make_and_validate_key(key, version=version)
        return _ask(TOUCH, [self._seconds(timeout), name]) is not None

    def incr(self, key: Any, delta: int = 1, version: int | None = None) -> int:
        row = _ask(INCREASE, [delta, self.make_and_validate_key(key, version=version)])
        if row is None:
            raise ValueError(f"Key '{key}' not found")
        return int(row[0])

    def delete(self, key: Any, version: int | None = None) -> bool:
        return _ask(DELETE, [self.make_and_validate_key(key, version=version)]) is not None

    def clear(self) -> None:
        _ask(CLEAR, [])

    def _seconds(self, timeout: Any) -> float | None:
        """Seconds from now; None = for ever."""
        wanted = self.default_timeout if timeout is DEFAULT_TIMEOUT else timeout
        return None if wanted is None else float(wanted)


def _ask(statement: str, values: list[Any]) -> Any:
    connection = _own_connection()
    try:
        with connection.cursor() as cursor:
            cursor.execute(statement, values)
            return cursor.fetchone() if cursor.description else None
    finally:
        connection.close()


def _own_connection() -> BaseDatabaseWrapper:
    """Beside the request's connection: from the same pool where there is one, and given back at once."""
    return connections["default"].copy()


def _sweep_now_and_then() -> None:
    if secrets.randbelow(ONE_IN) == 0:
        _ask(SWEEP, [])
