"""The register's own parts of the provider's page, and the steps of those who keep it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.urls import reverse

from stegvis.core.actor import Actor
from stegvis.core.answers import Answer
from stegvis.core.steps import Step
from stegvis.providers.models import Authorisation, Provider
from stegvis.providers.panels import Panel
from stegvis.providers.permissions import may_keep


def authorisations(provider: Provider, actor: Actor, today: date) -> Panel:
    """Periods, interventions and levels: what runs and what has been."""
    rows = provider.authorisations.select_related("intervention").order_by("-period", "-id")
    lines = [
        {"row": row, "is_current": row.period.contains(today), "is_over": _is_over(row, today)}
        for row in rows
    ]
    context = {"authorisations": lines, "may_keep": may_keep(actor, provider).ok}
    return Panel("Auktorisationer", "providers/authorisations_panel.html", context)


def keepers_steps(provider: Provider, actor: Actor, today: date) -> Iterator[Step]:
    if not may_keep(actor, provider).ok:
        return
    yield Step("authorise", "Auktorisera", reverse("authorise", args=[provider.pk]), Answer.yes(), main=True)
    intake = "Öppna intaget" if provider.pauses.of_all(today).exists() else "Pausa intaget"
    yield Step("intake", intake, reverse("provider_intake", args=[provider.pk]), Answer.yes())


def _is_over(row: Authorisation, today: date) -> bool:
    return row.period.end is not None and row.period.end <= today
