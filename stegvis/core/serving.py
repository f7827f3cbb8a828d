"""Serving the pages: a free port, a database up to date, static files in place, then the web server.

Each step is quick when nothing has changed since the last start.
"""

from __future__ import annotations

import ctypes
import hashlib
import os
import signal
import socket
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext, suppress
from importlib import import_module
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.db import connections
from django.db.backends.postgresql.base import DatabaseWrapper
from granian.constants import Interfaces
from granian.server.mp import MPServer as Granian

from stegvis.core.database import embedded, row_security
from stegvis.core.database.embedded_backend.base import ROLE
from stegvis.core.health import has_pending_migrations
from stegvis.core.jobs import worker

Tell = Callable[[str], None]
"""Shows one line of progress."""

THREADS = 4
"""Requests at the same time per worker; the database pool has room for them."""
SECONDS_TO_FINISH = 10
"""How long a request may go on after the server was told to stop."""


class PortTaken(RuntimeError):
    """Somebody else listens there already. The message says what to do, in Swedish."""


@contextmanager
def ready_to_serve(host: str, port: int, tell: Tell) -> Iterator[None]:
    """Everything the web server needs, made ready; the embedded database is stopped when the block ends.

    Raises PortTaken, before anything is started, and embedded.Occupied.
    """
    require_free(host, port)
    with database_in_hand(tell):
        prepare_database(tell)
        prepare_static_files(tell)
        yield


def require_free(host: str, port: int) -> None:
    """Raises PortTaken unless somebody could listen at the address now."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind((host, port))
        except OSError as error:
            raise PortTaken(
                f"Det går inte att lyssna på {host}:{port} ({error.strerror}). "
                f"Välj en annan port: PORT={_another(port)}"
            ) from error


@contextmanager
def database_in_hand(tell: Tell) -> Iterator[None]:
    """The embedded server, owned by this process; nothing to do when an external one is used."""
    if not _uses_embedded_database():
        yield
        return
    tell("Startar databasen …")
    with embedded.owned(settings.DATA_FOLDER, durable=settings.EMBEDDED_DATABASE_IS_DURABLE):
        try:
            yield
        finally:
            connections.close_all()
            tell("Stoppar databasen …")


def prepare_database(tell: Tell) -> None:
    """Bring the tables up to this version."""
    if has_pending_migrations():
        tell("Uppdaterar databasens tabeller …")
        call_command("migrate", interactive=False, verbosity=0)
    elif not row_security.is_in_place():
        tell("Uppdaterar skyddet av databasens rader …")
        row_security.put_in_place()


def prepare_static_files(tell: Tell) -> None:
    """Gather style sheets, scripts and fonts where the web server finds them, when any has changed."""
    mark = Path(settings.STATIC_ROOT) / ".gathered"
    wanted = _fingerprint_of_static_files()
    with suppress(FileNotFoundError):
        if mark.read_text() == wanted:
            return
    tell("Samlar stilmallar och typsnitt …")
    call_command("collectstatic", interactive=False, clear=True, verbosity=0)
    mark.write_text(wanted)


def run_web_server(host: str, port: int, workers: int, *, jobs: bool = False) -> None:
    """Serve until told to stop (Ctrl-C, SIGTERM). Workers are processes; each has its own database pool.

    With `jobs` one more process does what is in the queue.
    """
    with worker.beside() if jobs else nullcontext():
        _serve(host, port, workers)


def _serve(host: str, port: int, workers: int) -> None:
    _let_go_of_the_database()
    os.environ[ROLE] = settings.DATABASE_APP_ROLE  # from here on nobody needs to own the tables
    import_module("stegvis.wsgi")  # loads every page once, so that no worker's first visitor waits for it
    _end_workers_with_their_parent()
    Granian(
        "stegvis.wsgi:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=THREADS,
        workers_kill_timeout=SECONDS_TO_FINISH,
        respawn_failed_workers=True,
        websockets=False,
        log_enabled=False,  # our own log has one line per request, without personal data
    ).serve()


def _let_go_of_the_database() -> None:
    """A worker must not inherit an open connection, nor the pool: two processes would talk on one line."""
    connections.close_all()
    for connection in connections.all(initialized_only=True):
        if isinstance(connection, DatabaseWrapper):
            connection.close_pool()


def _another(port: int) -> int:
    return port + 1 if port < 65535 else 8000


def _uses_embedded_database() -> bool:
    return bool(settings.DATABASES["default"]["ENGINE"] == settings.EMBEDDED_DATABASE["ENGINE"])


def _fingerprint_of_static_files() -> str:
    told = hashlib.sha256(settings.STORAGES["staticfiles"]["BACKEND"].encode())
    for finder in get_finders():
        for name, storage in finder.list([]):
            found = Path(storage.path(name)).stat()
            told.update(f"{name} {found.st_size} {found.st_mtime_ns}\n".encode())
    return told.hexdigest()


def _end_workers_with_their_parent() -> None:
    """After `kill -9` of this process its workers would hold on to the port. Linux can end them with it."""
    if sys.platform != "linux":
        return
    set_parent_death_signal = 1  # PR_SET_PDEATHSIG, see prctl(2)
    libc = ctypes.CDLL(None)
    os.register_at_fork(after_in_child=lambda: libc.prctl(set_parent_death_signal, signal.SIGKILL))
