"""The worker: a process that does what is in the queue, beside the web server or by itself."""

from __future__ import annotations

import asyncio
import logging
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection
from procrastinate import PsycopgConnector
from procrastinate.contrib.django import app
from procrastinate.contrib.django.utils import connector_params

from stegvis.core.database.embedded_backend.base import ROLE
from stegvis.core.jobs.queue import SECONDS_WITHOUT_A_SIGN, take_up

logger = logging.getLogger(__name__)

AT_THE_SAME_TIME = 2
"""Jobs; one that takes long does not stop the others."""
SECONDS_TO_FINISH = 10
"""How long a job may go on after the worker was told to stop. What is cut short is done again later."""
SECONDS_TO_RECOVER = 5
"""Before a worker that failed, mostly because the database was away, begins again."""
SECONDS_BETWEEN_LOOKS = 1


def work(*, parent: int | None = None) -> None:
    """Do jobs until told to stop (Ctrl-C, SIGTERM), or until `parent`, which started this one, is gone."""
    asyncio.run(_work(parent))


async def _work(parent: int | None) -> None:
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    if parent is not None and os.getppid() != parent:
        return
    watching = asyncio.create_task(_watch(parent, stop))
    while not stop.is_set():
        await _work_until(stop)
    watching.cancel()


async def _work_until(stop: asyncio.Event) -> None:
    """One worker's life: until told to stop, or until it fails."""
    working = asyncio.create_task(_one_worker())
    stopping = asyncio.create_task(stop.wait())
    await asyncio.wait((working, stopping), return_when=asyncio.FIRST_COMPLETED)
    if stop.is_set():
        working.cancel()
        _give_up_after(SECONDS_TO_FINISH)
    try:
        await working
    except asyncio.CancelledError:
        logger.debug("The worker has stopped.")
    except Exception:
        logger.exception("The worker failed and begins again.")
    if not stop.is_set():
        await asyncio.wait((stopping,), timeout=SECONDS_TO_RECOVER)
    stopping.cancel()


def work_off() -> None:
    """Do what is in the queue now, and no more."""
    asyncio.run(_one_worker(waits=False))


async def _one_worker(*, waits: bool = True) -> None:
    connector = PsycopgConnector(kwargs=connector_params(), min_size=1, max_size=AT_THE_SAME_TIME + 2)
    with app.replace_connector(connector) as working:
        async with working.open_async():
            await take_up(working.job_manager)  # of a worker that was killed a while ago
            await working.run_worker_async(
                wait=waits,
                concurrency=AT_THE_SAME_TIME,
                delete_jobs="always",  # what has been done is told in rows of our own
                install_signal_handlers=False,
                shutdown_graceful_timeout=SECONDS_TO_FINISH,
                stalled_worker_timeout=SECONDS_WITHOUT_A_SIGN,
            )


async def _watch(parent: int | None, stop: asyncio.Event) -> None:
    while parent is not None and os.getppid() == parent:
        await asyncio.sleep(SECONDS_BETWEEN_LOOKS)
    if parent is not None:
        stop.set()


def _give_up_after(seconds: int) -> None:
    """A job in the middle of its work cannot be interrupted, only left to the next worker."""
    leaving = threading.Timer(seconds + 1, os._exit, (1,))
    leaving.daemon = True
    leaving.start()


# --- beside the web server ------------------------------------------------------------------------


def may_work_here() -> bool:
    """Can this process start a worker that owns the tables? Some jobs are done by their owner alone."""
    return bool(os.environ.get("DATABASE_OWNER_URL")) or _owns_the_tables()


def _owns_the_tables() -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_has_role(current_user, relowner, 'USAGE') FROM pg_class"
            " WHERE oid = 'django_migrations'::regclass"
        )
        return bool(cursor.fetchone()[0])


@contextmanager
def beside() -> Iterator[None]:
    """A worker in a process of its own while the block runs, started again if it should end before."""
    keeper = _Keeper()
    keeper.start()
    try:
        yield
    finally:
        keeper.stop()


class _Keeper(threading.Thread):
    def __init__(self) -> None:
        super().__init__(name="keeps the worker", daemon=True)
        self._stopped = threading.Event()
        self._door = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None

    def run(self) -> None:
        while process := self._start_one():
            process.wait()
            self._stopped.wait(SECONDS_TO_RECOVER)

    def _start_one(self) -> subprocess.Popen[bytes] | None:
        with self._door:
            self._process = None if self._stopped.is_set() else _started()
            return self._process

    def stop(self) -> None:
        with self._door:
            self._stopped.set()
        if self._process is None:
            return
        self._process.terminate()
        try:
            self._process.wait(SECONDS_TO_FINISH + SECONDS_TO_RECOVER)
        except subprocess.TimeoutExpired:
            self._process.kill()
        self.join()


def _started() -> subprocess.Popen[bytes]:
    environment = {name: value for name, value in os.environ.items() if name != ROLE}
    command = (sys.executable, "-m", "stegvis", "work", "--parent", str(os.getpid()))
    return subprocess.Popen(command, env=environment)  # noqa: S603 - our own program
