"""Plans that are kept: reading pages send their queries as prepared statements.

What a page reads is asked with many joins, which take PostgreSQL longer to plan than to carry out. A
prepared statement is planned the first few times and then kept with its connection. Only reading pages
do so: the change history puts its context before each statement of a writing request, and two statements
cannot be prepared as one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.db import connection
from django.db.backends.postgresql.base import ServerBindingCursor
from django.http import HttpRequest, HttpResponse

from stegvis.core.database.transactions import WRITES_ON_GET

PREPARED_FROM = 3
"""A statement is prepared when it is asked for the third time."""


class PreparedReadsMiddleware:
    """Stands before whatever asks the database for a signed-in user's page."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        # A log of queries shows what the client puts together: nothing is prepared while one is kept.
        if connection.queries_logged or not _reads_as_somebody(request):
            return self.get_response(request)
        with prepared_statements():
            return self.get_response(request)


def _reads_as_somebody(request: HttpRequest) -> bool:
    reads = request.method in ("GET", "HEAD") and not request.path.startswith(WRITES_ON_GET)
    return reads and settings.SESSION_COOKIE_NAME in request.COOKIES


@contextmanager
def prepared_statements() -> Iterator[None]:
    """Queries inside the block are prepared, in this thread's connection."""
    connection.ensure_connection()
    driver: Any = connection.connection
    usual = driver.cursor_factory, driver.prepare_threshold
    driver.cursor_factory, driver.prepare_threshold = ServerBindingCursor, PREPARED_FROM
    try:
        yield
    finally:
        driver.cursor_factory, driver.prepare_threshold = usual
