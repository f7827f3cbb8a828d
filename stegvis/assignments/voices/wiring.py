"""What the voices add to the provider's page; the flags among the risks; and who reaches the rows."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from django.db.models import Count

from stegvis.assignments.models.review import ReviewFlag
from stegvis.assignments.voices import figures
from stegvis.assignments.voices.rules import FEWEST
from stegvis.assignments.voices.views import READERS
from stegvis.core.actor import Actor
from stegvis.core.database.row_security import outside
from stegvis.providers import panels, visit_risk
from stegvis.providers.models import Provider
from stegvis.providers.panels import Panel


def panel(provider: Provider, actor: Actor, today: date) -> Panel | None:
    if not actor.has(READERS):
        return None
    context = {"told": figures.together(provider, today), "provider": provider, "fewest": FEWEST}
    return Panel("Deltagarnas röster", "assignments/voices_panel.html", context)


def flags(principal_id: int) -> Mapping[int, int]:
    """The flags in the review of reports that await a verdict, by provider."""
    awaiting = ReviewFlag.objects.filter(principal_id=principal_id).awaiting_verdict()
    told = awaiting.order_by().values("provider").annotate(number=Count("pk"))
    return {row["provider"]: row["number"] for row in told}


def declare() -> None:
    """Neither a provider nor a resident reaches an answer, whatever a page asks for."""
    for model in ("assignments.Voice", "assignments.VoiceInvitation"):
        outside(model, "staff_only", "false")


panels.register_panel(60, panel)
visit_risk.register_flags(flags)
declare()
