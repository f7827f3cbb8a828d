"""When jobs are due, by Swedish time."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stegvis.core.clock import SWEDEN
from stegvis.core.jobs import queue, timetable
from stegvis.core.jobs.timetable import Job


def a_job(name="a-job", cron="10 3 * * *", **more):
    more = more or {"each": str}
    return Job(name=name, title="Ett jobb", purpose="Gör något.", cron=cron, when="varje natt 03.10", **more)


@pytest.mark.parametrize("day", ["2026-03-28", "2026-10-24", "2026-07-01"])
def test_a_job_of_the_night_keeps_its_hour_when_the_clocks_are_changed(day):
    evening = datetime.fromisoformat(f"{day}T20:00").replace(tzinfo=SWEDEN)
    following = timetable.next_time(a_job(), evening)
    assert (following.hour, following.minute) == (3, 10)
    assert following.date() == evening.date() + timedelta(1)


@given(st.integers(1735689600, 1830297600).map(lambda second: datetime.fromtimestamp(second, UTC)))
def test_every_job_comes_again_after_any_moment_and_within_a_week(moment):
    for job in timetable.all_jobs():
        following = timetable.next_time(job, moment)
        assert moment < following <= moment + timedelta(days=7, hours=1)


def test_no_job_stands_in_the_hour_that_is_left_out_or_comes_twice():
    for job in timetable.all_jobs():
        assert job.cron.split()[1] != "2", job.name


def test_the_worker_knows_every_job_of_the_timetable_and_its_swedish_times():
    from procrastinate.contrib.django import app

    known = app.periodic_registry.periodic_tasks
    for job in timetable.all_jobs():
        task = known[queue.BEGIN, job.name]
        evening = datetime(2026, 7, 1, 20, tzinfo=SWEDEN)
        due = task.croniter.get_next(float, start_time=evening.timestamp())
        assert datetime.fromtimestamp(due, SWEDEN) == timetable.next_time(job, evening)


def test_two_jobs_cannot_have_one_name():
    (known, *_) = timetable.all_jobs()
    with pytest.raises(ValueError, match=known.name):
        timetable.register(a_job(known.name))


def test_a_job_for_each_principal_is_not_done_for_all_at_once_nor_the_other_way_round():
    with pytest.raises(ValueError, match="not done"):
        a_job().run(None)
    with pytest.raises(ValueError, match="not done"):
        a_job(once=lambda: "Klart.").run(7)


@pytest.mark.parametrize("job", timetable.all_jobs(), ids=lambda job: job.name)
def test_every_job_is_also_a_command(job):
    from django.core.management import get_commands

    assert job.name.replace("-", "_") in get_commands()
