"""Runs a program on a database of its own, which is dropped afterwards: python -m bench.throwaway FILE …"""

from __future__ import annotations

import os
import subprocess
import sys

import psycopg
from psycopg import sql

from bench.databases import ROOT, server_address, with_database


def main(program: list[str]) -> int:
    server = server_address()
    name = f"bench_throwaway_{os.getpid()}"
    environment = {**os.environ, "DATABASE_URL": with_database(server, name), "PYTHONPATH": str(ROOT)}
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        try:
            subprocess.run(
                [sys.executable, "-m", "stegvis", "migrate", "--verbosity", "0"], check=True, env=environment
            )
            return subprocess.run([sys.executable, *program], check=False, env=environment).returncode
        finally:
            connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
