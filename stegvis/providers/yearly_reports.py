"""Who owes a yearly report, who has sent it and who has not: one question for the whole list."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q, Subquery

from stegvis.core.actor import Actor
from stegvis.providers.models import Authorisation, Provider, ProviderQuerySet, QualityReport
from stegvis.providers.rules.yearly import year_of


def owing(providers: ProviderQuerySet, year: int) -> Any:
    """Those that had their right on some day of the year, each with how far its report has come."""
    right = Authorisation.objects.filter(provider=OuterRef("pk"), period__overlap=year_of(year))
    report = QualityReport.objects.filter(provider=OuterRef("pk"), year=year)
    return providers.filter(Exists(right)).annotate(
        report_id=Subquery(report.values("pk")[:1]),
        report_sent=Subquery(report.values("sent_on")[:1]),
        report_read=Subquery(report.values("read_on")[:1]),
    )


def of_status(found: Any, wanted: str) -> Any:
    match wanted:
        case "missing":
            return found.filter(report_sent__isnull=True)
        case "unread":
            return found.filter(report_sent__isnull=False, report_read__isnull=True)
        case "read":
            return found.filter(report_read__isnull=False)
    return found


def unread(actor: Actor, today: date) -> Any:
    """Sent and not read, the oldest first."""
    found = QualityReport.objects.visible_to(actor).unread().select_related("provider")
    return found.order_by("sent_on", "id")


def own_to_send(actor: Actor, year: int) -> Any:
    """The actor's own provider, as long as it owes the report of the year."""
    own = Provider.objects.visible_to(actor)
    own = own.none() if actor.provider_id is None else own.filter(pk=actor.provider_id)
    return owing(own, year).filter(Q(report_sent__isnull=True)).order_by("pk")
