"""Applications that await their applicant: the officer has asked for more."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery
from django.urls import reverse

from stegvis.core.actor import Actor, Duty
from stegvis.core.waiting import Line
from stegvis.providers.models import Application, CompletionRequest


def awaiting_completion(actor: Actor, today: date) -> QuerySet[Any]:
    """Those of the actor's provider, for its administrators; the one asked for first comes first."""
    if Duty.ADMINISTRATOR not in actor.duties:
        return Application.objects.none()
    latest = CompletionRequest.objects.filter(application=OuterRef("pk")).order_by("-id")
    found = Application.objects.visible_to(actor).filter(state=Application.State.COMPLETION)
    return found.annotate(
        asked_on=Subquery(latest.values("asked_on")[:1]), due_on=Subquery(latest.values("due_on")[:1])
    ).order_by("asked_on", "id")


def line(application: Any, today: date) -> Line:
    return Line(
        f"Ansökan {application.number}",
        reverse("own_application", args=[application.pk]),
        since=application.asked_on or application.submitted_on or today,
        due=application.due_on,
    )
