import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest
from django.core.management import call_command

from stegvis.core import clock
from stegvis.core.jobs import worker


@pytest.fixture(autouse=True)
def _free_clock() -> Iterator[None]:
    before = clock._set_to
    clock.set_clock(None)
    yield
    clock.set_clock(before)


def test_the_moment_is_aware_and_swedish() -> None:
    assert clock.now().tzinfo is clock.SWEDEN
    assert clock.today() == clock.now().date()


def test_a_frozen_clock_stands_still_and_runs_again() -> None:
    with clock.frozen(date(2022, 5, 2)):
        assert clock.today() == date(2022, 5, 2)
        assert clock.now() == clock.now() == datetime(2022, 5, 2, 12, tzinfo=clock.SWEDEN)
    assert clock.today().year > 2022


def test_a_frozen_clock_within_another_gives_the_first_back() -> None:
    with clock.frozen(date(2022, 5, 2)):
        with pytest.raises(RuntimeError), clock.frozen(date(2023, 1, 1)):
            raise RuntimeError
        assert clock.today() == date(2022, 5, 2)


def test_shortly_before_midnight_in_greenwich_it_is_tomorrow_in_sweden() -> None:
    with clock.frozen(datetime(2022, 5, 2, 22, 30, tzinfo=UTC)):
        assert clock.today() == date(2022, 5, 3)


def test_the_demo_keeps_its_day_while_the_hours_go_on() -> None:
    clock.set_clock(date(2022, 5, 2))
    first, second = clock.now(), clock.now()
    assert clock.today() == date(2022, 5, 2)
    assert first <= second


def test_a_frozen_clock_is_seen_by_the_server_in_another_thread() -> None:
    seen: list[date] = []
    with clock.frozen(date(2022, 5, 2)):
        server = threading.Thread(target=lambda: seen.append(clock.today()))
        server.start()
        server.join()
    assert seen == [date(2022, 5, 2)]


def test_the_day_can_be_set_from_the_environment() -> None:
    asked = "from stegvis.core import clock; print(clock.today())"
    environment = {**os.environ, "STEGVIS_TODAY": "2022-05-02"}
    answer = subprocess.run(
        [sys.executable, "-c", asked], env=environment, capture_output=True, text=True, check=True
    )
    assert answer.stdout.strip() == "2022-05-02"


def test_who_does_the_demos_jobs_outside_its_day_is_told_the_date(monkeypatch, settings, capsys) -> None:
    settings.DEMO = True
    monkeypatch.setattr(worker, "work_off", lambda: None)
    with clock.frozen(date(2022, 5, 2)):
        call_command("work", "--until-empty")
    assert capsys.readouterr().err == ""
    call_command("work", "--until-empty")
    assert f"dagens datum, {clock.today()}" in capsys.readouterr().err
