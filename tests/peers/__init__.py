"""Other systems' software, started by the tests in processes of their own and spoken to over HTTP."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import requests

ROOT = Path(__file__).parents[2]
PATIENCE = 20


@dataclass(frozen=True)
class Peer:
    """A login service that listens at an address and is told by the tests what to say about whom."""

    address: str

    def says(self, user: str, **claims: Any) -> None:
        """What it says about the user from now on; `fault` makes it misbehave."""
        requests.post(f"{self.address}/says/{user}", json=claims, timeout=PATIENCE).raise_for_status()


@contextmanager
def running(*command: str) -> Iterator[Peer]:
    """Starts the command, which prints its address when it listens, and ends it afterwards."""
    with subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.PIPE, stdin=subprocess.PIPE, text=True
    ) as process:
        try:
            assert process.stdout
            address = process.stdout.readline().strip()
            assert address.startswith("http"), f"{command} did not start but said {address!r}"
            yield Peer(address)
        finally:
            process.kill()


def python(module: str, *arguments: str) -> tuple[str, ...]:
    return (sys.executable, "-W", "ignore", "-m", module, *arguments)
