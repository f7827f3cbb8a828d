"""`stegvis keep-activation`: compute full time beforehand, for who follows up many cases. Run it every night.

Pages say when what they show was computed, so a night without the command is seen.
"""

from __future__ import annotations

import time
from typing import Any

from django.core.management.base import BaseCommand

from stegvis.assignments.activation.keeping import keep_figures
from stegvis.assignments.models import ActivationSpell
from stegvis.core import clock
from stegvis.core.database import scope
from stegvis.registry.models import Principal


class Command(BaseCommand):
    help = "Räknar ut heltidsaktiveringen i förväg, för dem som följer upp många ärenden. Kör varje natt."

    def handle(self, *args: Any, **options: Any) -> None:
        for principal in Principal.objects.order_by("id"):
            began = time.perf_counter()
            with scope.principal(principal.pk):
                run = keep_figures(principal.pk, today=clock.today(), at=clock.now())
                answers = ActivationSpell.objects.filter(principal=principal).count()
            self.stdout.write(
                f"{principal.name}: {answers} svar från {run.first_day} till {run.last_day}, "
                f"{time.perf_counter() - began:.1f} sekunder."
            )
