"""The health addresses: one word each, for anyone, and nothing about what is wrong."""

import pytest
from django.db import OperationalError, connection
from django.db.migrations.recorder import MigrationRecorder
from django.test import Client


def test_a_living_process_says_so_without_asking_the_database(client: Client) -> None:
    answer = client.get("/halsa/live")
    assert (answer.status_code, answer.content) == (200, b"live")


@pytest.mark.django_db
def test_a_migrated_database_is_ready(client: Client) -> None:
    answer = client.get("/halsa/ready")
    assert (answer.status_code, answer.content) == (200, b"ready")


@pytest.mark.django_db
def test_a_database_that_lacks_a_migration_is_not_ready(client: Client) -> None:
    MigrationRecorder.Migration.objects.filter(app="sessions").delete()
    answer = client.get("/halsa/ready")
    assert (answer.status_code, answer.content) == (503, b"not ready")


@pytest.mark.django_db
def test_a_silent_database_is_not_ready_and_the_answer_tells_no_detail(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*arguments: object, **named: object) -> None:
        raise OperationalError('connection to server at "db.internal" failed: password authentication failed')

    monkeypatch.setattr(connection, "cursor", refuse)
    answer = client.get("/halsa/ready")
    assert (answer.status_code, answer.content) == (503, b"not ready")


def test_health_may_be_read_but_not_written(client: Client) -> None:
    assert client.post("/halsa/live").status_code == 405
