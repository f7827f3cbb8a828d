"""The PostgreSQL server that comes with the program, shared by all its processes on one data folder.

One process *owns* the server: it started it and stops it. Others *join*: a command in a second terminal, a
test worker. The last one out stops it, in whatever order they leave. Two files in the folder keep order, both
locked with `flock`, which the kernel lets go of however a process ends:

- `owner.lock`, exclusive: who may start and stop;
- `guests.lock`, shared by those who joined; the server is stopped only under its exclusive lock.

After `kill -9` the server runs on; the next process finds it, owns it, and stops it when done.
"""

from __future__ import annotations

import atexit
import fcntl
import os
import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import NoReturn

from stegvis.core.database.server import START_SECONDS, Server, ServerFailed

__all__ = ["Occupied", "ServerFailed", "ensure_running", "leave", "owned"]


class Occupied(RuntimeError):
    """Another process owns the server of this folder. The message names it, in Swedish."""


def ensure_running(data_folder: Path, *, durable: bool = True) -> str:
    """The address of the folder's server, started when needed and left when the process ends.

    Raises ServerFailed.
    """
    return _entered(Server(data_folder.resolve(), durable), alone=False).address


@contextmanager
def owned(data_folder: Path, *, durable: bool = True) -> Iterator[str]:
    """Own the server while the block runs. Raises Occupied when another process does, and ServerFailed."""
    visit = _entered(Server(data_folder.resolve(), durable), alone=True)
    try:
        yield visit.address
    finally:
        leave(data_folder)


def leave(data_folder: Path) -> None:
    """Leave the folder's server, and stop it when nobody else uses it."""
    with _door:
        visit = _visits.pop(data_folder.resolve(), None)
    if visit is not None:
        visit.end()


# --- one process's visits -------------------------------------------------------------------------


@dataclass(frozen=True)
class _Visit:
    """This process's use of one server, as its owner or as a guest: whichever lock it holds."""

    server: Server
    address: str
    held: _Lock

    def end(self) -> None:
        if self.held.is_owners:
            _stop_unless_used(self.server)
        self.held.release()
        # Asked once more: a guest may have left, or an owner let go, between the first look and the release.
        owner = _Lock.owner(self.server)
        if owner.take():
            _stop_unless_used(self.server)
            owner.release()


_visits: dict[Path, _Visit] = {}
_door = threading.RLock()


def _entered(server: Server, *, alone: bool) -> _Visit:
    with _door:
        visit = _visits.get(server.folder)
        if visit is None:
            visit = _visits[server.folder] = _enter(server, alone=alone)
            _leave_at_the_end()
        elif alone and not visit.held.is_owners:
            raise Occupied(_message(server))
        return visit


def _enter(server: Server, *, alone: bool) -> _Visit:
    _make(server.folder)
    give_up = time.monotonic() + START_SECONDS
    while time.monotonic() < give_up:
        if visit := _enter_as_owner(server):
            return visit
        if alone:
            raise Occupied(_message(server))
        if visit := _enter_as_guest(server):
            return visit
        time.sleep(0.1)  # the owner is starting or stopping
    raise ServerFailed(
        f"Databasen i {server.folder} svarar inte. Den sköts av process {_Lock.owner(server).holder()}."
    )


def _enter_as_owner(server: Server) -> _Visit | None:
    lock = _Lock.owner(server)
    if not lock.take():
        return None
    try:
        server.start()
    except BaseException:
        lock.release()
        raise
    return _Visit(server, server.address, lock)


def _enter_as_guest(server: Server) -> _Visit | None:
    lock = _Lock.guest(server)
    if not lock.take():
        return None
    if not server.answers():
        lock.release()
        return None
    return _Visit(server, server.address, lock)


def _stop_unless_used(server: Server) -> None:
    """Called by the holder of the owner's lock."""
    guests = _Lock.all_guests(server)
    if guests.take():
        server.stop()
        guests.release()


def _make(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except (PermissionError, NotADirectoryError, FileExistsError) as error:
        raise ServerFailed(f"Mappen {folder} går inte att skapa. Välj en annan med STEGVIS_DATA.") from error


def _message(server: Server) -> str:
    return (
        f"Databasen i {server.folder} används redan av process {_Lock.owner(server).holder()}. "
        "Avsluta den först, eller välj en annan mapp med STEGVIS_DATA."
    )


# --- the end of the process -----------------------------------------------------------------------


def _leave_at_the_end() -> None:
    atexit.unregister(_leave_all)
    atexit.register(_leave_all)
    in_main_thread = threading.current_thread() is threading.main_thread()
    if in_main_thread and signal.getsignal(signal.SIGTERM) is signal.SIG_DFL:
        signal.signal(signal.SIGTERM, _exit)


def _leave_all() -> None:
    for folder in list(_visits):
        leave(folder)


def _exit(number: int, frame: FrameType | None) -> NoReturn:
    raise SystemExit(128 + number)


def _forget_the_parents_visits() -> None:
    """A forked child has copies of the locks; letting go of one would let go of the parent's."""
    for visit in _visits.values():
        visit.held.close()
    _visits.clear()


os.register_at_fork(after_in_child=_forget_the_parents_visits)


# --- locks ----------------------------------------------------------------------------------------


class _Lock:
    """One of the folder's two lock files, as this process wants to hold it."""

    def __init__(self, file: Path, kind: int, *, is_owners: bool) -> None:
        self.file = file
        self.kind = kind
        self.is_owners = is_owners
        self._descriptor: int | None = None

    @classmethod
    def owner(cls, server: Server) -> _Lock:
        return cls(server.folder / "owner.lock", fcntl.LOCK_EX, is_owners=True)

    @classmethod
    def guest(cls, server: Server) -> _Lock:
        return cls(server.folder / "guests.lock", fcntl.LOCK_SH, is_owners=False)

    @classmethod
    def all_guests(cls, server: Server) -> _Lock:
        return cls(server.folder / "guests.lock", fcntl.LOCK_EX, is_owners=False)

    def take(self) -> bool:
        """Take the lock if it is free. Never waits."""
        descriptor = self._open()
        try:
            fcntl.flock(descriptor, self.kind | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(descriptor)
            return False
        self._descriptor = descriptor
        if self.is_owners:
            os.ftruncate(descriptor, 0)
            os.pwrite(descriptor, str(os.getpid()).encode(), 0)
        return True

    def release(self) -> None:
        if self._descriptor is not None:
            fcntl.flock(self._descriptor, fcntl.LOCK_UN)
            self.close()

    def close(self) -> None:
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None

    def holder(self) -> str:
        """The process id the holder wrote, for messages."""
        with suppress(OSError):
            return self.file.read_text() or "?"
        return "?"

    def _open(self) -> int:
        try:
            return os.open(self.file, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        except PermissionError as error:
            raise ServerFailed(
                f"Mappen {self.file.parent} tillhör en annan användare. Välj en egen med STEGVIS_DATA."
            ) from error
