"""`stegvis serve`: from an empty folder to pages, and back, however it ends."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from stegvis.core.database.embedded import owned
from stegvis.core.database.server import Server

LONGEST_START = 120  # seconds


class Serving:
    """`stegvis serve` in a process of its own, with its own data folder."""

    def __init__(self, folder: Path, port: int) -> None:
        kept = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
        self.port = port
        self.process = subprocess.Popen(
            [sys.executable, "-m", "stegvis", "serve", "--workers", "1"],
            env={
                **kept,
                "DJANGO_SETTINGS_MODULE": "stegvis.settings.demo",
                "STEGVIS_DATA": str(folder),
                "PORT": str(port),
            },
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def is_ready(self, within: float) -> bool:
        give_up = time.monotonic() + within
        while time.monotonic() < give_up and self.process.poll() is None:
            if self.answers():
                return True
            time.sleep(0.1)
        return False

    def answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/halsa/ready", timeout=5) as answer:
                return bool(answer.status == 200)
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            return False

    def ends(self, number: signal.Signals | None = None) -> str:
        """What it said, from start to end."""
        if number is not None:
            self.process.send_signal(number)
        return self.process.communicate(timeout=60)[0]


@pytest.fixture
def folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="sv") as made:
        yield Path(made) / "data"
        Server(Path(made).resolve() / "data").stop()


def free_port() -> int:
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        return int(trial.getsockname()[1])


def port_is_free(port: int) -> bool:
    with socket.socket() as trial:
        return trial.connect_ex(("127.0.0.1", port)) != 0


def test_it_serves_from_an_empty_folder_and_starts_again_quickly_after_any_end(folder: Path) -> None:
    port = free_port()
    first = Serving(folder, port)
    assert first.is_ready(LONGEST_START), first.ends(signal.SIGKILL)

    on_the_same_port = Serving(folder, port).ends()
    assert f"PORT={port + 1}" in on_the_same_port
    in_the_same_folder = Serving(folder, free_port()).ends()
    assert f"används redan av process {first.process.pid}" in in_the_same_folder

    first.ends(signal.SIGKILL)
    for _ in range(50):
        if port_is_free(port):
            break
        time.sleep(0.1)
    assert port_is_free(port)

    second = Serving(folder, port)
    assert second.is_ready(LONGEST_START), second.ends(signal.SIGKILL)
    said = second.ends(signal.SIGTERM)
    assert second.process.returncode == 0
    assert "Uppdaterar databasens tabeller" not in said
    assert "Samlar stilmallar" not in said
    assert not Server(folder.resolve()).answers()
    with owned(folder):  # nobody holds on to it
        pass
