"""The queue in the database: what can be put into it, and what becomes of it."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import cached_property
from typing import Any, Final, LiteralString, Protocol

from asgiref.sync import sync_to_async
from croniter import croniter
from django.db import connection
from procrastinate import App, JobContext, RetryStrategy, jobs
from procrastinate.contrib.django.django_connector import DjangoConnector
from procrastinate.manager import JobManager
from procrastinate.periodic import PeriodicTask
from procrastinate.tasks import configure_task

from stegvis.core.database.row_security import share
from stegvis.core.jobs import timetable
from stegvis.core.jobs.timetable import Job

DO, BEGIN, TAKE_UP = "do", "begin", "take up"
ATTEMPTS = 5
"""The first and four more, the last after some five quarters of an hour."""
RETRIES = RetryStrategy(max_attempts=ATTEMPTS - 1, exponential_wait=8)
EACH_MINUTE = "* * * * *"
SECONDS_WITHOUT_A_SIGN = 30
"""A worker tells every ten seconds that it lives. After so long without it is taken for dead."""

FIRST_OF_ALL = 10
"""Before what was put in earlier."""

# Who puts a job back counts an attempt, so none of these finds it again for who had seen it before.
PUT_BACK: Final = (
    "UPDATE procrastinate_jobs SET status = 'todo', attempts = attempts + 1, scheduled_at = now()"
    " WHERE id = %(id)s AND status = 'doing' AND attempts = %(attempts)s RETURNING id"
)
TAKE_AWAY: Final = (
    "DELETE FROM procrastinate_jobs"
    " WHERE id = %(id)s AND status = 'doing' AND attempts = %(attempts)s RETURNING id"
)


class Doing(Protocol):
    """What becomes of a job; the floor that knows principals says it."""

    def begin(self, job: Job) -> None:
        """Puts it in for all that it concerns."""

    def do(self, name: str, principal_id: int | None, run: int, *, is_last: bool) -> None:
        """Does it. What it raises makes another attempt, unless it is the last."""

    def give_up(self, run: int) -> None:
        """It has been cut short too many times."""


_doing: list[Doing] = []


def done_by(doing: Doing) -> None:
    _doing[:] = [doing]


def put(job: Job, principal_id: int | None, run: int) -> None:
    """Puts the job in with the transaction around. Nothing but keys of rows goes with it."""
    put_in = configure_task(
        name=DO,
        job_manager=JobManager(DjangoConnector()),  # the transaction's own connection, also in the worker
        lock=f"{job.name} {principal_id or 'all'}",  # never two at the same time
    )
    put_in.defer(name=job.name, principal=principal_id, run=run)


def last_sign_of_life() -> datetime | None:
    """When a worker last told that it is there; None when there is none."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT max(last_heartbeat) FROM procrastinate_workers")
        found: datetime | None = cursor.fetchone()[0]
    return found


# --- what the worker calls ------------------------------------------------------------------------


def fill(app: App) -> None:
    """Called once, when all rooms are wired: what the worker knows, and when."""
    app.task(name=DO, pass_context=True, retry=RETRIES)(_do)
    begin = app.task(name=BEGIN, priority=FIRST_OF_ALL, retry=RETRIES)(_begin)
    take_up = app.task(name=TAKE_UP, pass_context=True, priority=FIRST_OF_ALL)(_take_up)
    for job in timetable.all_jobs():
        _at_its_times(app, begin, job.name, job.cron, {"name": job.name})
    _at_its_times(app, take_up, TAKE_UP, EACH_MINUTE, {})


def _do(context: JobContext, *, name: str, principal: int | None, run: int) -> None:
    _doing[0].do(name, principal, run, is_last=_is_last(context.job))


def _begin(timestamp: int, name: str) -> None:
    if timetable.is_known(name):
        _doing[0].begin(timetable.job_called(name))


async def _take_up(context: JobContext, timestamp: int) -> None:
    await take_up(context.app.job_manager)


async def take_up(manager: JobManager) -> None:
    """What a worker was doing when it was killed is done by another, or by the same when it is back."""
    for job in await manager.get_stalled_jobs(seconds_since_heartbeat=SECONDS_WITHOUT_A_SIGN):
        await take_up_one(job, manager)


async def take_up_one(job: jobs.Job, manager: JobManager) -> None:
    """As it was when it was found. Nothing when another worker has found it too and was first: it may be
    doing it by now."""
    run = job.task_kwargs.get("run")
    if not isinstance(run, int) or not _is_last(job):
        await _is_mine(job, manager, PUT_BACK)
    elif await _is_mine(job, manager, TAKE_AWAY):
        await sync_to_async(_doing[0].give_up)(run)


async def _is_mine(job: jobs.Job, manager: JobManager, change: LiteralString) -> bool:
    """Makes the change, in one statement, if nobody has put the job back since it was found."""
    changed = await manager.connector.execute_query_all_async(change, id=job.id, attempts=job.attempts)
    return bool(changed)


def _is_last(job: jobs.Job) -> bool:
    return job.attempts + 1 >= ATTEMPTS


class _BySwedishTime(PeriodicTask[Any, Any, Any]):
    @cached_property
    def croniter(self) -> croniter:
        return timetable.times(self.cron, datetime.now(UTC))


def _at_its_times(app: App, task: Any, key: str, cron: str, arguments: dict[str, Any]) -> None:
    options: Any = {"task_kwargs": arguments}
    app.periodic_registry.periodic_tasks[task.name, key] = _BySwedishTime(
        task=task, cron=cron, periodic_id=key, configure_kwargs=options
    )


# The pages' role puts jobs in and sees whether a worker lives; what waits and whose it is, it need not read.
share("procrastinate_jobs", "INSERT, SELECT (id)")
share("procrastinate_events", "INSERT")
share("procrastinate_workers", "SELECT")
