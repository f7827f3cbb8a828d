"""`stegvis keep-circulation`: find beforehand who goes round, among many cases. Run it every night."""

from __future__ import annotations

import time
from typing import Any

from django.core.management.base import BaseCommand

from stegvis.casework.caseload.keeping_circulation import keep_circulation
from stegvis.casework.models import CirculationFigure
from stegvis.core import clock
from stegvis.core.database import scope
from stegvis.registry.models import Principal


class Command(BaseCommand):
    help = "Räknar i förväg ut vilka som är i rundgång, för dem som ser många ärenden. Kör varje natt."

    def handle(self, *args: Any, **options: Any) -> None:
        for principal in Principal.objects.order_by("id"):
            began = time.perf_counter()
            with scope.principal(principal.pk):
                keep_circulation(principal.pk, today=clock.today(), at=clock.now())
                cases = CirculationFigure.objects.filter(principal=principal).count()
            self.stdout.write(
                f"{principal.name}: {cases} öppna ärenden, {time.perf_counter() - began:.1f} sekunder."
            )
