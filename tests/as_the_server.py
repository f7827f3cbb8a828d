"""The tests' connection belongs to the owner of the tables; what a request asks does not go by it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.db import connection
from django.http import HttpRequest, HttpResponse
from psycopg.pq import TransactionStatus

from stegvis.core.maintenance import HEALTH


class AsTheServerMiddleware:
    """Stands before whatever asks the database: sessions, sign-ins and the log of readings too."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path.startswith(HEALTH):
            return self.get_response(request)
        with _in_the_role_of_the_server():
            return self.get_response(request)


@contextmanager
def _in_the_role_of_the_server() -> Iterator[None]:
    """Past Django, so that no test counts these two questions."""
    connection.ensure_connection()
    driver: Any = connection.connection
    driver.execute(f"SET ROLE {connection.ops.quote_name(settings.DATABASE_APP_ROLE)}")
    connection.stegvis_role = settings.DATABASE_APP_ROLE  # type: ignore[attr-defined]
    try:
        yield
    finally:
        connection.stegvis_role = "none"  # type: ignore[attr-defined]
        if not driver.closed and driver.info.transaction_status != TransactionStatus.INERROR:
            driver.execute("RESET ROLE")
