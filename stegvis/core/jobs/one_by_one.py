"""What a job does to many rows: each in a transaction of its own. One that fails undoes nothing else."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from functools import partial
from typing import TypeVar

from django.db import connection

from stegvis.core.answers import Refused
from stegvis.core.database import scope

logger = logging.getLogger(__name__)

Row = TypeVar("Row")
Result = TypeVar("Result")


class OneByOne:
    """Does things for a principal and remembers what failed. A job that has errors says how many, and fails:
    then it is tried again, and what has been done is not done twice."""

    def __init__(self, principal_id: int) -> None:
        self._principal_id = principal_id
        self.errors: list[Exception] = []

    def each(self, what: str, find: Callable[[], Iterable[Row]], do: Callable[[Row], Result]) -> list[Result]:
        """What came of each row that was done. `what` names them in the log, in English."""
        done: list[Result] = []
        for rows in self._try(what, "all", lambda: list(find())):
            for row in rows:
                done += self._try(what, _key(row), partial(do, row))
        return done

    def once(self, what: str, do: Callable[[], Result]) -> Result | None:
        """What came of it; None when it failed."""
        return next(iter(self._try(what, "all", do)), None)

    def _try(self, what: str, key: object, do: Callable[[], Result]) -> list[Result]:
        """The result, or nothing. Without a database everything that is left would fail: that is raised."""
        try:
            with scope.principal(self._principal_id):
                return [do()]
        except Exception as error:
            if not connection.is_usable():
                raise
            self.errors.append(error)
            _log(what, key, error)
            return []


def _key(row: object) -> object:
    return getattr(row, "pk", row)


def _log(what: str, key: object, error: Exception) -> None:
    """A refusal has words for users, and may name whom it is about: they are left out."""
    if isinstance(error, Refused):
        logger.error("%s %s: refused, or changed meanwhile.", what, key)
    else:
        logger.error("%s %s could not be done.", what, key, exc_info=error)
