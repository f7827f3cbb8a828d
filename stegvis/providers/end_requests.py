"""Providers' wishes to end, on the provider's page and in what awaits those who decide."""

from __future__ import annotations

from datetime import date

from django.db.models import QuerySet
from django.urls import reverse

from stegvis.accounts.models import Membership
from stegvis.core.actor import Actor
from stegvis.core.parts import Tone
from stegvis.core.waiting import Line, Waiting
from stegvis.providers.control_panels import Tag
from stegvis.providers.models import EndRequest, Provider
from stegvis.providers.panels import Panel
from stegvis.providers.permissions import KEEPERS

SHOWN = 5


def tag_of(asked: EndRequest) -> Tag:
    if asked.decision_id is not None:
        return Tag("Beslutad", Tone.SUCCESS)
    if asked.closed_on is not None:
        return Tag("Återtagen" if was_taken_back(asked) else "Stängd utan beslut", Tone.NEUTRAL)
    return Tag("Väntar på beslut", Tone.WARNING)


def was_taken_back(asked: EndRequest) -> bool:
    """Was it the provider that closed its own wish, and not an officer who had nothing left to decide?"""
    of_the_provider = Membership.objects.filter(provider=asked.provider_id, user=asked.closed_by_id)
    return asked.decision_id is None and asked.closed_on is not None and of_the_provider.exists()


def panel(provider: Provider, actor: Actor, today: date) -> Panel | None:
    """What the provider has asked for, the latest first."""
    found = EndRequest.objects.visible_to(actor).filter(provider=provider).select_related("intervention")
    lines = [(each, tag_of(each)) for each in found[:SHOWN]]
    return (
        Panel("Begäran om avslut", "providers/end_requests_panel.html", {"lines": lines}) if lines else None
    )


def to_decide(actor: Actor, today: date) -> QuerySet[EndRequest]:
    found = EndRequest.objects.visible_to(actor).open()
    return found.select_related("provider", "intervention").order_by("asked_on", "id")


def line(asked: EndRequest, today: date) -> Line:
    return Line(
        asked.provider.name,
        reverse("end_request", args=[asked.pk]),
        since=asked.asked_on,
        due=asked.last_day,
        note=asked.intervention.name if asked.intervention else "Allt",
    )


KIND = Waiting("end_requests", "Anordnare som vill avsluta", KEEPERS, to_decide, line)
