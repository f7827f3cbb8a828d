"""Measures what the policies on rows cost: the same questions by the owner of the tables and by the app role.

    python -m bench.row_security [--size 100000] [--times 40]

Both answer in one run on one connection, turn by turn; the ratio is what counts.
"""

from __future__ import annotations

import argparse
import os
import statistics
import time
from collections.abc import Callable
from typing import Any

from bench.databases import measured_database, server_address

SEARCHED_NAME, SEARCHED_NUMBER = "anna lind", "900517"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--size", type=int, default=100_000)
    parser.add_argument("--times", type=int, default=40)
    options = parser.parse_args()
    os.environ["DATABASE_URL"] = measured_database(server_address(), options.size, print)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "stegvis.settings.demo")
    import django

    django.setup()
    print("| Question | Owner, ms | App's role, ms | Ratio |\n|---|---:|---:|---:|")
    for name, ask in questions().items():
        owner, app = turn_by_turn(ask, options.times)
        print(f"| {name} | {owner:.1f} | {app:.1f} | {app / owner:.2f} |")


def questions() -> dict[str, Callable[[], Any]]:
    """What a caseworker's list asks, in a principal with all the cases."""
    from stegvis.accounts.models import Membership
    from stegvis.casework.models import Case
    from stegvis.core.actor import Actor, Role

    principal_id = Case.objects.values_list("principal_id", flat=True)[:1].get()
    seats = Membership.objects.filter(principal_id=principal_id, role=Role.CASEWORKER)
    units = frozenset(unit for unit in seats.values_list("unit_id", flat=True) if unit)
    actor = Actor(1, "", principal_id, frozenset({Role.CASEWORKER}), units)
    cases = Case.objects.visible_to(actor).in_list()
    newest = cases.order_by("-opened_on", "-id")
    return {
        "case list, newest first": lambda: list(newest.open()[:51]),
        "case list by name": lambda: list(cases.open().order_by("person__sort_key", "id")[:51]),
        "search by name": lambda: list(newest.search(SEARCHED_NAME, actor)[:51]),
        "search by number": lambda: list(newest.search(SEARCHED_NUMBER, actor)[:51]),
        "one case": lambda: cases.get(pk=newest[0].pk),
    }


def turn_by_turn(ask: Callable[[], Any], times: int) -> tuple[float, float]:
    """Medians in milliseconds: by the owner, and within a principal's scope; without what opens the scope."""
    from django.db import transaction

    from stegvis.casework.models import Case
    from stegvis.core.database import scope

    principal_id = Case.objects.values_list("principal_id", flat=True)[:1].get()
    taken: tuple[list[float], list[float]] = ([], [])
    for _ in range(times):
        with transaction.atomic():
            taken[0].append(milliseconds(ask))
        with scope.principal(principal_id):
            taken[1].append(milliseconds(ask))
    return statistics.median(taken[0]), statistics.median(taken[1])


def milliseconds(ask: Callable[[], Any]) -> float:
    start = time.perf_counter()
    ask()
    return (time.perf_counter() - start) * 1000


if __name__ == "__main__":
    main()
