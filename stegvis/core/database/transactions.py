"""One transaction for each request: within the user's scope, reading only when the request only reads.

The middleware stands after whoever knows the user and before whoever asks for the seat. The session is saved
outside of it, and so is the log of readings, which also a reading page writes.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.db import OperationalError, connection, transaction
from django.db.utils import Error
from django.http import HttpRequest, HttpResponse
from psycopg import errors

from stegvis.core.database import scope
from stegvis.core.error_views import busy
from stegvis.core.maintenance import HEALTH

READS = frozenset({"GET", "HEAD"})
WRITES_ON_GET = ("/konto/tjanst/", "/konto/2fa/recovery-codes/")
"""Beginnings of addresses that note something when they are opened: where another system sends the user to
end a sign-in, and where it is remembered that the reserve codes have been seen."""

log = logging.getLogger("stegvis.requests")


class RequestTookTooLong(OperationalError):
    """The request has asked the database for longer than a request may."""


class RequestTransactionMiddleware:
    """Opens the transaction, and answers in plain words when the database is busy."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        # The health pages open their own connection, if any: they answer when the database does not.
        if request.path.startswith(HEALTH):
            return self.get_response(request)
        with scope.within(_scope_before_the_seat(request), **_settings(request)), _a_time_limit():
            response = self.get_response(request)
            if response.status_code >= HTTPStatus.INTERNAL_SERVER_ERROR:
                transaction.set_rollback(True)
            return response

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Nothing is saved of a page that failed. No error page asks the database for anything.

        A lock or an answer that does not come in time is nobody's fault: the user may try again. So is two
        who wait for each other: who decides about a provider locks its cases after it, who chooses it before.
        """
        if request.path.startswith(HEALTH):
            return None
        transaction.set_rollback(True)
        if not _is_waiting(error):
            return None
        log.warning("database too slow: %s", type(error.__cause__ or error).__name__)
        return busy(request)


def _scope_before_the_seat(request: HttpRequest) -> scope.Scope:
    """The user of the session. Whether the session still holds is found out when the user is asked for."""
    key = request.session.get(SESSION_KEY) if settings.SESSION_COOKIE_NAME in request.COOKIES else None
    return scope.Scope(user_id=int(key) if key else None)


def _settings(request: HttpRequest) -> dict[str, str]:
    limits = {
        "statement_timeout": f"{settings.STATEMENT_SECONDS}s",
        "lock_timeout": f"{settings.LOCK_SECONDS}s",
    }
    reads = request.method in READS and not request.path.startswith(WRITES_ON_GET)
    return limits | ({scope.READ_ONLY: "on"} if reads else {})


@contextmanager
def _a_time_limit() -> Iterator[None]:
    """No further question to the database once the request has had its time."""
    until = time.monotonic() + settings.REQUEST_SECONDS

    def ask(execute: Callable[..., Any], sql: Any, parameters: Any, many: bool, context: Any) -> Any:
        if time.monotonic() > until:
            raise RequestTookTooLong
        return execute(sql, parameters, many, context)

    with connection.execute_wrapper(ask):
        yield


def _is_waiting(error: Exception) -> bool:
    if isinstance(error, RequestTookTooLong):
        return True
    return isinstance(error, Error) and isinstance(
        error.__cause__, errors.QueryCanceled | errors.LockNotAvailable | errors.DeadlockDetected
    )
