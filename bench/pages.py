"""Measures the pages that are used most, at two sizes, against a raw query and against Django's admin.

    python -m bench.pages [--sizes 950 100000] [--times 200] [--write]

Starts the real web server (`stegvis serve`, two workers) on each database and asks it over HTTP.
`--write` puts the table into docs/performance.md between its marks.
"""

from __future__ import annotations

import argparse
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import psycopg

from bench.client import Client, Spread, measure, pages_per_second, warm_up
from bench.databases import ROOT, environment, measured_database, server_address
from bench.report import table, write_into_docs

WORKERS = 2
CLIENTS = 4
RAW_ROWS = """
    SELECT c.id, c.number, c.opened_on, c.closed_on, c.target_group, p.first_name, p.last_name, p.protection,
           i.kind, i.value, u.first_name, u.last_name
    FROM casework_case c
    JOIN registry_person p ON p.id = c.person_id
    JOIN registry_personidentifier i ON i.person_id = p.id
    LEFT JOIN accounts_user u ON u.id = c.caseworker_id
    WHERE c.principal_id = %s AND c.closed_on IS NULL AND c.unit_id = ANY(%s)
    ORDER BY c.opened_on DESC, c.id DESC LIMIT 51
"""
SEARCHES = ("anna lind", "olga", "erik berg", "sofia ek", "mahmoud", "ärling", "björk", "fatima sand")


@dataclass
class Result:
    """What one size gave."""

    size: int
    pages: dict[str, Spread] = field(default_factory=dict)
    processor: dict[str, float] = field(default_factory=dict)
    """Milliseconds of the web server's processor time per page."""
    raw: Spread | None = None
    lists_per_second: float = 0.0
    admin_lists_per_second: float = 0.0


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=[950, 100_000])
    parser.add_argument("--times", type=int, default=200)
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    server = server_address()
    results = [measure_size(server, size, options.times) for size in options.sizes]
    text = table(results)
    print(text)
    if options.write:
        write_into_docs(text)


def measure_size(server: str, size: int, times: int) -> Result:
    address = measured_database(server, size, tell)
    result = Result(size)
    tell(f"Measuring {size} cases …")
    with serving(address) as (port, process):
        own, admin = signed_in(address)
        for name, paths in paths_of(address).items():
            cookie = admin if name.startswith("admin") else own
            warm_up(port, cookie, paths)
            before = processor_time(process)
            result.pages[name] = measure(port, cookie, paths, times=times)
            result.processor[name] = (processor_time(process) - before) / times
            tell(f"  {name:<18} {result.pages[name]}, processor {result.processor[name]:.1f} ms")
        lists = paths_of(address)["case list"]
        result.lists_per_second = pages_per_second(port, own, lists, clients=CLIENTS, seconds=10)
        result.admin_lists_per_second = pages_per_second(
            port, admin, ["/admin/casework/case/"], clients=CLIENTS, seconds=10
        )
        ours, admins = result.lists_per_second, result.admin_lists_per_second
        tell(f"  {CLIENTS} clients: {ours:.0f} lists/s, admin {admins:.0f}")
    result.raw = raw_query(address, times)
    return result


def paths_of(address: str) -> dict[str, list[str]]:
    """The measured pages; several cases and searches, so that no single row is hot."""
    with psycopg.connect(address) as connection:
        cases = connection.execute(
            "SELECT case_id FROM assignments_assignment ORDER BY id LIMIT 50"
        ).fetchall()
    return {
        "start page": ["/"],
        "case list": ["/arenden/"],
        "case list, by name": ["/arenden/?sortera=namn"],
        "case page": [f"/arenden/{pk}/" for (pk,) in cases],
        "name search": [f"/arenden/?q={quoted(words)}" for words in SEARCHES],
        "admin list": ["/admin/casework/case/"],
        "admin search": [f"/admin/casework/case/?q={quoted(words)}" for words in SEARCHES],
    }


def quoted(words: str) -> str:
    from urllib.parse import quote_plus

    return quote_plus(words)


def raw_query(address: str, times: int) -> Spread:
    """The list's rows straight from the database, without a web server."""
    with psycopg.connect(address, autocommit=True) as connection:
        (principal,) = connection.execute("SELECT id FROM registry_principal").fetchone() or (0,)
        units = [pk for (pk,) in connection.execute("SELECT id FROM registry_unit").fetchall()]
        seconds = []
        for _ in range(times):
            begun = time.perf_counter()
            connection.execute(RAW_ROWS, [principal, units]).fetchall()
            seconds.append(time.perf_counter() - begun)
    return Spread.of(seconds)


def signed_in(address: str) -> tuple[str, str]:
    """Session cookies of the head of all units, and of a superuser for the admin."""
    found = subprocess.run(
        [sys.executable, "-m", "bench.sessions"],
        check=True,
        cwd=ROOT,
        env=environment(address),
        capture_output=True,
        text=True,
    ).stdout.split()
    own, admin = found[-2:]
    return f"sessionid={own}", f"sessionid={admin}"


@contextmanager
def serving(address: str) -> Iterator[tuple[int, int]]:
    """The real web server on a free port: the port and the server's process."""
    port = free_port()
    command = [sys.executable, "-m", "stegvis", "serve", "--port", str(port), "--workers", str(WORKERS)]
    server = subprocess.Popen(command, cwd=ROOT, env=environment(address), stdout=subprocess.DEVNULL)
    try:
        wait_until_ready(port, server)
        yield port, server.pid
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(timeout=30)


def processor_time(process: int) -> float:
    """Milliseconds that the server's workers have used so far; Linux only, elsewhere nothing."""
    tasks = Path(f"/proc/{process}/task")
    if not tasks.exists():
        return 0.0
    children = [child for task in tasks.iterdir() for child in (task / "children").read_text().split()]
    ticks = [Path(f"/proc/{child}/stat").read_text().rpartition(")")[2].split()[11:13] for child in children]
    return 1000 * sum(int(tick) for pair in ticks for tick in pair) / os.sysconf("SC_CLK_TCK")


def wait_until_ready(port: int, server: subprocess.Popen[bytes], seconds: float = 90) -> None:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if server.poll() is not None:
            raise RuntimeError("The web server stopped while starting.")
        try:
            Client(port, "").get("/halsa/ready")
            return
        except (OSError, RuntimeError):
            time.sleep(0.3)
    raise RuntimeError("The web server did not become ready.")


def free_port() -> int:
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        port: int = trial.getsockname()[1]
        return port


def tell(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


if __name__ == "__main__":
    os.chdir(ROOT)
    main()
