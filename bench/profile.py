"""Where the time of a page goes: queries, milliseconds in the database, milliseconds of processor in Python.

    python -m bench.profile [/arenden/ …]     (DATABASE_URL names a measured database)

Runs in one process without a web server; processor time is steady also on a busy machine.
"""

from __future__ import annotations

import cProfile
import pstats
import sys
import time
from typing import Any

import django

from bench.population import HEAD

TIMES = 30


class Meter:
    """Counts queries and the time they take."""

    def __init__(self) -> None:
        self.queries = 0
        self.seconds = 0.0

    def __call__(self, execute: Any, sql: Any, params: Any, many: Any, context: Any) -> Any:
        begun = time.perf_counter()
        try:
            return execute(sql, params, many, context)
        finally:
            self.queries += 1
            self.seconds += time.perf_counter() - begun


def main(paths: list[str], functions: int = 0) -> None:
    from django.db import connection
    from django.test import Client

    from stegvis.accounts.models import User

    client = Client(headers={"host": "127.0.0.1"})
    client.force_login(
        User.objects.get(email=HEAD), backend="allauth.account.auth_backends.AuthenticationBackend"
    )
    for path in paths:
        for _ in range(3):
            answer = client.get(path)
        assert answer.status_code == 200, f"{path}: {answer.status_code}"
        meter = Meter()
        profiler = cProfile.Profile(time.process_time)
        begun = time.process_time()
        with connection.execute_wrapper(meter):
            if functions:
                profiler.enable()
            for _ in range(TIMES):
                client.get(path)
            profiler.disable()
        cpu = 1000 * (time.process_time() - begun) / TIMES
        print(
            f"{path}: {len(answer.content) // 1000} kB, {meter.queries / TIMES:.0f} queries, "
            f"{1000 * meter.seconds / TIMES:.1f} ms in the database, {cpu:.1f} ms of processor"
        )
        if functions:
            order = "tottime" if "--own" in sys.argv else "cumulative"
            pstats.Stats(profiler).sort_stats(order).print_stats(functions)


if __name__ == "__main__":
    django.setup()
    wanted = [argument for argument in sys.argv[1:] if argument.startswith("/")]
    functions = 45 if "--functions" in sys.argv else 0
    main(wanted or ["/", "/arenden/", "/arenden/?q=anna+lind"], functions)
