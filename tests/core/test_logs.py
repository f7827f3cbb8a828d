"""Logs: one JSON line per event, findable by request, without personal data."""

from __future__ import annotations

import io
import json
import logging
from datetime import UTC, datetime, timedelta
from typing import Any, Self

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client

from stegvis.core.logs import JsonLines, without_personal_data


class Log:
    """What was written to a log in our form."""

    def __init__(self, name: str) -> None:
        self.stream = io.StringIO()
        self.handler = logging.StreamHandler(self.stream)
        self.handler.setFormatter(JsonLines())
        self.logger = logging.getLogger(name)

    def __enter__(self) -> Self:
        self.logger.addHandler(self.handler)
        return self

    def __exit__(self, *raised: object) -> None:
        self.logger.removeHandler(self.handler)

    @property
    def text(self) -> str:
        return self.stream.getvalue()

    @property
    def lines(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.text.splitlines()]


@pytest.mark.parametrize(
    "number", ["19860507-1234", "198605071234", "860507-1234", "860507+1234", "19860567-1234"]
)
def test_a_personal_number_is_masked_wherever_it_stands(number: str) -> None:
    with Log("test") as log:
        log.logger.error(
            "no %s", number, extra={"sent": {"number": number}, "key": int(number[:6] + number[-4:])}
        )
        try:
            raise ValueError(f"bad number {number}")
        except ValueError:
            log.logger.exception("failed for %s", number)
    assert "1234" not in log.text
    assert len(log.lines) == 2


def test_addresses_and_what_was_searched_for_are_left_out() -> None:
    told = without_personal_data("GET /arenden?sok=Astrid+Ek from astrid.ek@example.se to /arenden/7")
    assert told == "GET /arenden?[…] from [e-post] to /arenden/7"


@pytest.mark.django_db
def test_a_refused_row_is_not_repeated_in_the_log() -> None:
    with Log("test") as log, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("CREATE TEMPORARY TABLE named (name text UNIQUE)")
        cursor.execute("INSERT INTO named VALUES ('Astrid')")
        try:
            with transaction.atomic():
                cursor.execute("INSERT INTO named VALUES ('Astrid')")
        except IntegrityError:
            log.logger.exception("not saved")
    assert "Astrid" not in log.text
    assert "named_name_key" in log.lines[0]["exc_info"]


def test_a_request_is_told_by_its_route_and_found_by_its_id(client: Client) -> None:
    with Log("stegvis.access") as log:
        answer = client.get("/halsa/live?namn=Astrid", headers={"X-Request-ID": "from-the-proxy-1"})
    (line,) = log.lines
    assert line["route"] == "halsa/live"
    assert (line["method"], line["status"], line["level"]) == ("GET", 200, "INFO")
    assert line["request_id"] == answer["X-Request-ID"] == "from-the-proxy-1"
    assert "Astrid" not in log.text


@pytest.mark.parametrize("given", ["", "short", "två rader", "x" * 65, '{"a": 1}         '])
def test_a_request_id_that_is_none_is_replaced(client: Client, given: str) -> None:
    answer = client.get("/halsa/live", headers={"X-Request-ID": given})
    assert len(answer["X-Request-ID"]) == 32


def test_a_line_tells_its_time_in_utc() -> None:
    with Log("test") as log:
        log.logger.warning("hej")
    told = datetime.fromisoformat(log.lines[0]["time"])
    assert told.utcoffset() == timedelta(0)
    assert abs(datetime.now(UTC) - told) < timedelta(minutes=1)


def test_a_line_outside_requests_has_no_request_id() -> None:
    with Log("test") as log:
        log.logger.warning("hej å ä ö")
    assert "request_id" not in log.lines[0]
    assert "hej å ä ö" in log.text
