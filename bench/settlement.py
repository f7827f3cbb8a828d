"""How long a settlement takes: python -m bench.settlement [cases]

Settles two years month by month, with a tariff for every intervention, and tells what the first month and the
last took: the last recomputes all the months before it. Everything is in a transaction that is rolled back.
"""

from __future__ import annotations

import os
import sys
import time
from datetime import date

from bench.databases import environment, measured_database, server_address

CASES = 15_000
"""Gives somewhat more than ten thousand assignments."""
OPENED = date(2021, 7, 1)
MONTHS = 24


def main(cases: int) -> None:
    address = measured_database(server_address(), cases, print)
    os.environ.update(environment(address))
    import django

    django.setup()
    from django.db import transaction

    with transaction.atomic():
        principal_id = _give_tariffs()
        took = _settle_months(principal_id)
        transaction.set_rollback(True)
    for place in (0, -1):
        month, entries, seconds = took[place]
        print(f"{month:%Y-%m}: {entries} entries in {seconds:.1f} s")


def _give_tariffs() -> int:
    from stegvis.assignments.models import Assignment
    from stegvis.catalogue.models import Intervention, Tariff
    from stegvis.core.money import kr
    from stegvis.core.period import Period

    Tariff.objects.all().delete()
    for intervention in Intervention.objects.all():
        Tariff.objects.create(
            principal_id=intervention.principal_id,
            intervention=intervention,
            period=Period(date(2015, 1, 1)),
            monthly_base=kr(3686),
        )
    print(f"{Assignment.objects.count()} assignments")
    return intervention.principal_id


def _settle_months(principal_id: int) -> list[tuple[date, int, float]]:
    from bench.population import TODAY
    from stegvis.accounts.models import User
    from stegvis.core.actor import Actor, Role
    from stegvis.core.period import add_months
    from stegvis.remuneration.actions import approve_settlement, prepare_settlement

    first, second = User.objects.order_by("id")[:2]
    role = frozenset({Role.CONTROLLER})
    preparer = Actor(first.pk, "Upprättar", principal_id, role)
    approver = Actor(second.pk, "Godkänner", principal_id, role)
    took = []
    for month in (add_months(OPENED, n) for n in range(MONTHS)):
        began = time.perf_counter()
        settlement = prepare_settlement(month, by=preparer, today=TODAY)
        seconds = time.perf_counter() - began
        approve_settlement(settlement, by=approver, today=TODAY)
        took.append((month, settlement.entries.count(), seconds))
    return took


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else CASES)
