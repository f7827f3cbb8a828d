"""Reading pages keep the plans of their queries; writing ones leave room for the change history."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from stegvis.core.actor import Role
from stegvis.core.database.prepared import prepared_statements
from tests.builders import a_principal, a_seat

pytestmark = pytest.mark.django_db


@contextmanager
def cursors_used() -> Iterator[set[str]]:
    used: set[str] = set()

    def see(execute: Any, sql: Any, params: Any, many: Any, context: Any) -> Any:
        used.add(type(context["cursor"].cursor).__name__)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(see):
        yield used


def test_a_signed_in_users_page_is_read_with_prepared_statements(client: Client, settings: Any) -> None:
    settings.REQUIRE_SECOND_FACTOR = False
    client.force_login(a_seat(Role.ANALYST, a_principal()).user)
    with cursors_used() as used:
        assert client.get("/insatser/").status_code == 200
    assert used == {"ServerBindingCursor"}


def test_a_writing_request_sends_its_statements_as_ever(client: Client, settings: Any) -> None:
    settings.REQUIRE_SECOND_FACTOR = False
    seat = a_seat(Role.ANALYST, a_principal())
    client.force_login(seat.user)
    with cursors_used() as used:
        client.post("/konto/plats/", {"seat": seat.membership.pk})
    assert used == {"Cursor"}


def test_the_connection_is_given_back_as_it_was() -> None:
    connection.ensure_connection()
    driver: Any = connection.connection
    before = driver.cursor_factory, driver.prepare_threshold
    with pytest.raises(ZeroDivisionError), prepared_statements():
        assert (driver.cursor_factory, driver.prepare_threshold) != before
        raise ZeroDivisionError
    assert (driver.cursor_factory, driver.prepare_threshold) == before


def test_a_page_asked_for_often_answers_the_same_each_time(client: Client, settings: Any) -> None:
    settings.REQUIRE_SECOND_FACTOR = False
    client.force_login(a_seat(Role.CASEWORKER, a_principal()).user)
    answers = [client.get("/arenden/?q=anna&status=alla") for _ in range(7)]
    assert {answer.status_code for answer in answers} == {200}
