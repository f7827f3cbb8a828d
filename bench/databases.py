"""A database of its own for each measured size, made once and kept for the next run."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg
from psycopg import sql

ROOT = Path(__file__).resolve().parent.parent


def server_address() -> str:
    """The server of DATABASE_URL, or the embedded one in a data folder of its own."""
    given = os.environ.get("DATABASE_URL")
    if given:
        return given
    from stegvis.core.database.embedded import ensure_running

    return ensure_running(ROOT / ".stegvis" / "bench")


def measured_database(server: str, size: int, tell: Callable[[str], None]) -> str:
    """The address of the database with `size` cases, filled now if it is not there."""
    name = f"bench_stegvis_{size}"

    def fill(address: str) -> None:
        tell(f"Filling {name} …")
        run_on(address, "-m", "bench.population", str(size))

    return filled_database(server, name, fill)


def filled_database(server: str, name: str, fill: Callable[[str], None]) -> str:
    """The address of the database of that name, at today's schema; made anew unless it once was filled."""
    address = with_database(server, name)
    is_filled = _is_filled(server, name)
    if not is_filled:
        _make_anew(server, name)
    run_on(address, "-m", "stegvis", "migrate", "--verbosity", "0")
    if not is_filled:
        fill(address)
        _mark_as_filled(server, name)
    return address


def with_database(server: str, name: str) -> str:
    return urlunsplit(urlsplit(server)._replace(path=f"/{name}"))


def environment(address: str) -> dict[str, str]:
    """What a process needs in order to run on the measured database, in the population's own day."""
    from bench.population import TODAY

    return {
        **os.environ,
        "DATABASE_URL": address,
        "DJANGO_SETTINGS_MODULE": "bench.settings",
        "STEGVIS_TODAY": TODAY.isoformat(),
        "PYTHONPATH": str(ROOT),
        "LOG_LEVEL": "WARNING",
    }


def _is_filled(server: str, name: str) -> bool:
    query = "SELECT shobj_description(oid, 'pg_database') = 'filled' FROM pg_database WHERE datname = %s"
    with psycopg.connect(server) as connection:
        found = connection.execute(query, [name]).fetchone()
    return bool(found and found[0])


def _make_anew(server: str, name: str) -> None:
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))


def _mark_as_filled(server: str, name: str) -> None:
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(sql.SQL("COMMENT ON DATABASE {} IS 'filled'").format(sql.Identifier(name)))


def run_on(address: str, *arguments: str) -> None:
    """Runs Python on the measured database."""
    subprocess.run([sys.executable, *arguments], check=True, cwd=ROOT, env=environment(address))
