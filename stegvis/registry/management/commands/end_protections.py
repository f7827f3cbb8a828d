"""`stegvis end-protections`: lower and end the protections that two have decided on. Run it every day."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from stegvis.core import clock
from stegvis.core.database import scope
from stegvis.registry.models import Principal
from stegvis.registry.protecting import carry_out_due


class Command(BaseCommand):
    help = "Sänker och avslutar de skydd som två personer har beslutat ska sluta i dag. Kör det varje natt."

    def handle(self, *args: Any, **options: Any) -> None:
        done = 0
        for principal in Principal.objects.order_by("id"):
            with scope.principal(principal.pk):
                done += carry_out_due(principal.pk, today=clock.today())
        self.stdout.write(f"{done} skydd sänkta eller avslutade.")
