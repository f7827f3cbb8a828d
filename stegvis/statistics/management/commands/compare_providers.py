"""`stegvis compare-providers`: compute the results shown before the choice. Run it every night.

What is shown says until which day it knows, so a night without the command is seen on the page.
"""

from __future__ import annotations

import time
from typing import Any

from django.core.management.base import BaseCommand

from stegvis.core import clock
from stegvis.core.database import scope
from stegvis.registry.models import Principal
from stegvis.statistics.comparison.keeping import compute_results


class Command(BaseCommand):
    help = "Räknar ut anordnarnas resultat, som visas inför valet. Kör kommandot varje natt."

    def handle(self, *args: Any, **options: Any) -> None:
        for principal in Principal.objects.order_by("id"):
            began = time.perf_counter()
            with scope.principal(principal.pk):
                run = compute_results(principal.pk, today=clock.today(), at=clock.now())
                shown = run.results.filter(is_shown=True).count()
            self.stdout.write(
                f"{principal.name}: {run.customers} avslutade uppdrag, {shown} resultat att visa, "
                f"{time.perf_counter() - began:.1f} sekunder."
            )
