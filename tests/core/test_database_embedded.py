"""The embedded server: shared by processes, stopped by the last, owned by one, unharmed by any death."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import tempfile
import textwrap
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from stegvis.core.database.address import UnreadableAddress, database_settings
from stegvis.core.database.embedded import Occupied, ServerFailed, ensure_running, leave, owned
from stegvis.core.database.server import Server


@pytest.fixture
def empty_folder() -> Iterator[Path]:
    """A data folder to be, with a short path; whatever a test left running in it is stopped."""
    with tempfile.TemporaryDirectory(prefix="sv") as made:
        data = Path(made) / "data"
        yield data
        leave(data)
        if (data / "cluster").exists():
            Server(data).stop()


@pytest.fixture(scope="module")
def made_once() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="sv") as made:
        data = Path(made) / "data"
        with owned(data):
            pass
        yield data


@pytest.fixture
def folder(empty_folder: Path, made_once: Path) -> Path:
    """A data folder whose server is made, but not running. Copied, since making one takes longest."""
    subprocess.run(["cp", "-a", str(made_once), str(empty_folder)], check=True)
    return empty_folder


class Neighbour:
    """Another process that uses a folder's server until it is told to go."""

    def __init__(self, folder: Path, *, alone: bool = False) -> None:
        entering = (
            "with owned(folder) as address: wait()" if alone else "address = ensure_running(folder); wait()"
        )
        program = f"""
            import sys
            from pathlib import Path
            from stegvis.core.database.embedded import Occupied, ensure_running, owned

            def wait():
                print("in", flush=True)
                sys.stdin.readline()

            folder = Path({str(folder)!r})
            try:
                {entering}
            except Occupied as refused:
                print(refused, flush=True)
        """
        self.process = subprocess.Popen(
            [sys.executable, "-c", textwrap.dedent(program)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            bufsize=1,
        )
        assert self.process.stdout is not None
        self.said = self.process.stdout.readline().strip()

    def go(self) -> None:
        self.process.communicate("\n", timeout=60)

    def receive(self, number: signal.Signals) -> int:
        self.process.send_signal(number)
        self.process.communicate(timeout=60)
        return self.process.returncode


def runs(folder: Path) -> bool:
    return Server(folder).answers()


def ask(address: str, question: str) -> object:
    with psycopg.connect(address) as connection:
        row = connection.execute(question).fetchone()
    assert row is not None
    return row[0]


def test_the_server_is_made_started_and_stopped(empty_folder: Path) -> None:
    address = ensure_running(empty_folder)
    assert ask(address, "SELECT current_database() || '/' || current_user") == "stegvis/stegvis"
    leave(empty_folder)
    assert not runs(empty_folder)


def test_what_was_written_is_there_at_the_next_start(folder: Path) -> None:
    with owned(folder) as address, psycopg.connect(address) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 7 AS number")
    with owned(folder) as address:
        assert ask(address, "SELECT number FROM kept") == 7


def test_the_programs_role_is_no_superuser(folder: Path) -> None:
    address = ensure_running(folder)
    assert ask(address, "SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user") is False


def test_swedish_letters_are_folded(folder: Path) -> None:
    assert ask(ensure_running(folder), "SELECT lower('ÅÄÖ')") == "åäö"


def test_nobody_else_on_the_machine_reaches_the_server(folder: Path) -> None:
    ensure_running(folder)
    assert (folder / "run").stat().st_mode & 0o077 == 0
    assert (folder / "cluster").stat().st_mode & 0o077 == 0


def test_a_second_owner_is_refused_and_told_who_the_first_is(folder: Path) -> None:
    with owned(folder):
        second = Neighbour(folder, alone=True)
    second.go()
    assert f"används redan av process {os.getpid()}." in second.said


def test_an_owner_is_refused_where_another_process_owns(folder: Path) -> None:
    first = Neighbour(folder, alone=True)
    with pytest.raises(Occupied, match=f"process {first.process.pid}"), owned(folder):
        pass
    first.go()


def test_a_command_joins_the_server_of_a_running_program(folder: Path) -> None:
    with owned(folder) as address:
        guest = Neighbour(folder)
        assert guest.said == "in"
        guest.go()
        assert ask(address, "SELECT 1") == 1
    assert not runs(folder)


def test_the_last_one_out_stops_the_server(folder: Path) -> None:
    ensure_running(folder)
    guest = Neighbour(folder)
    leave(folder)
    assert runs(folder)
    guest.go()
    assert not runs(folder)


def test_several_that_come_at_once_share_one_server(empty_folder: Path) -> None:
    script = (
        "import sys; from pathlib import Path; from stegvis.core.database.embedded import ensure_running;"
        "ensure_running(Path(sys.argv[1]))"
    )
    crowd = [subprocess.Popen([sys.executable, "-c", script, str(empty_folder)]) for _ in range(4)]
    assert [process.wait(timeout=60) for process in crowd] == [0, 0, 0, 0]
    assert not runs(empty_folder)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_process_that_is_asked_to_end_stops_the_server(folder: Path, number: signal.Signals) -> None:
    assert Neighbour(folder, alone=True).receive(number) != 0
    assert not runs(folder)


def test_after_kill_9_the_next_process_takes_the_running_server_over(folder: Path) -> None:
    Neighbour(folder, alone=True).receive(signal.SIGKILL)
    assert runs(folder)
    with owned(folder) as address:
        assert ask(address, "SELECT 1") == 1
    assert not runs(folder)


def test_after_kill_9_of_the_server_itself_it_starts_again(folder: Path) -> None:
    with owned(folder) as address, psycopg.connect(address) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 7 AS number")
        connection.commit()
        os.kill(postmaster(folder), signal.SIGKILL)
    wait_until_gone(folder)
    with owned(folder) as address:
        assert ask(address, "SELECT number FROM kept") == 7


def test_a_lock_file_left_by_a_dead_process_does_not_lock(folder: Path) -> None:
    (folder / "owner.lock").write_text("1")
    with owned(folder) as address:
        assert ask(address, "SELECT 1") == 1


def test_a_process_id_that_is_another_programs_by_now_does_not_stop_the_start(folder: Path) -> None:
    with owned(folder):
        kept = (folder / "cluster" / "postmaster.pid").read_text().splitlines()
    kept[0] = str(os.getpid())
    (folder / "cluster" / "postmaster.pid").write_text("\n".join(kept))
    with owned(folder) as address:
        assert ask(address, "SELECT 1") == 1


def test_a_server_half_made_is_made_anew(empty_folder: Path) -> None:
    (empty_folder / "cluster.unfinished" / "base").mkdir(parents=True)
    with owned(empty_folder) as address:
        assert ask(address, "SELECT 1") == 1


@pytest.mark.parametrize("name", ["d" * 120, "mapp med, komma"])
def test_the_folders_path_may_be_long_or_odd(empty_folder: Path, name: str) -> None:
    deep = empty_folder / name
    with owned(deep) as address:
        assert ask(address, "SELECT 1") == 1
        assert len(re.sub(".*host=", "", address)) < 107
    assert not runs(deep)


def test_a_folder_that_cannot_be_made_is_told_in_plain_words(empty_folder: Path) -> None:
    empty_folder.write_text("a file")
    with pytest.raises(ServerFailed, match="STEGVIS_DATA"):
        ensure_running(empty_folder / "below")


def test_a_forked_child_does_not_let_go_of_its_parents_server(folder: Path) -> None:
    program = f"""
        import os
        from pathlib import Path
        from stegvis.core.database.embedded import ensure_running
        folder = Path({str(folder)!r})
        address = ensure_running(folder)
        child = os.fork()
        if child == 0:
            raise SystemExit(0)
        os.waitpid(child, 0)
        import psycopg
        psycopg.connect(address).close()
        print("still there")
    """
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(program)],
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    assert done.stdout == "still there\n"
    assert not runs(folder)


def postmaster(folder: Path) -> int:
    return int((folder / "cluster" / "postmaster.pid").read_text().splitlines()[0])


def wait_until_gone(folder: Path) -> None:
    for _ in range(100):
        if not runs(folder):
            return
        time.sleep(0.05)


def test_an_address_is_read_with_its_parameters() -> None:
    found = database_settings("postgresql://anna%40x:p%3Aw@db.kommun.se:6432/stegvis?sslmode=verify-full")
    assert (found["USER"], found["PASSWORD"], found["HOST"], found["PORT"]) == (
        "anna@x",
        "p:w",
        "db.kommun.se",
        "6432",
    )
    assert (found["NAME"], found["OPTIONS"]) == ("stegvis", {"sslmode": "verify-full"})


def test_a_socket_folder_is_a_host() -> None:
    assert database_settings("postgresql://stegvis@/stegvis?host=%2Frun%2Fpg")["HOST"] == "/run/pg"


@pytest.mark.parametrize(
    "address", ["mysql://u:secret@h/d", "postgresql://u:secret@h", "postgresql://u:secret@h:port/d", "secret"]
)
def test_an_address_that_is_none_is_refused_without_repeating_its_password(address: str) -> None:
    with pytest.raises(UnreadableAddress) as refused:
        database_settings(address)
    assert "secret" not in str(refused.value)
