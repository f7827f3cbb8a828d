"""`stegvis tend-providers`: plans controls, finds who has no customers. Run it every day."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from stegvis.core import clock
from stegvis.core.database import scope
from stegvis.providers.actions.controls import plan_controls
from stegvis.providers.actions.idling import propose_the_idle
from stegvis.registry.models import Principal


class Command(BaseCommand):
    help = (
        "Planerar kontrollerna av anordnarnas villkor och skriver förslag om återkallelse för anordnare utan "
        "deltagare på tolv månader. En människa beslutar. Kör det varje natt."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        today, planned, proposed = clock.today(), 0, 0
        for principal in Principal.objects.order_by("id"):
            with scope.principal(principal.pk):
                planned += plan_controls(principal.pk, today=today)
                proposed += len(propose_the_idle(principal.pk, today=today))
        self.stdout.write(
            f"{planned} kontroller planerade eller ändrade. {proposed} förslag om återkallelse."
        )
