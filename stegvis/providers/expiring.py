"""Rights that run out by their own day: somebody must see to them before, or the customers stand without."""

from __future__ import annotations

from datetime import date, timedelta

from django.db.models import DateField, Exists, F, Func, OuterRef, Q, QuerySet
from django.urls import reverse

from stegvis.core.actor import Actor
from stegvis.core.waiting import Line, Waiting
from stegvis.providers.models import Authorisation
from stegvis.providers.models.decisions import RevokedDays
from stegvis.providers.permissions import KEEPERS

NOTICE = timedelta(days=90)
"""How long before the last day it is told."""


def running_out(actor: Actor, today: date) -> QuerySet[Authorisation]:
    """Those with customers or without that end within the notice, and that no other right goes on after; the
    first to end first. What a decision has ended is not among them."""
    until = Func(F("period"), function="upper", output_field=DateField())
    same = Q(intervention=OuterRef("intervention")) | Q(intervention__isnull=True)
    later = Authorisation.objects.filter(
        same, provider=OuterRef("provider"), period__contains=OuterRef("until")
    )
    taken = RevokedDays.objects.filter(
        decision__provider=OuterRef("provider"), period__startswith=OuterRef("until")
    )
    soon = Authorisation.objects.visible_to(actor).filter(
        period__contains=today, period__endswith__lte=today + NOTICE
    )
    return (
        soon.annotate(until=until)
        .exclude(Exists(later))
        .exclude(Exists(taken))
        .select_related("provider", "intervention")
        .order_by("until", "id")
    )


def line(authorisation: Authorisation, today: date) -> Line:
    what = authorisation.intervention.name if authorisation.intervention else "Alla insatser"
    return Line(
        authorisation.provider.name,
        reverse("provider", args=[authorisation.provider_id]),
        since=authorisation.period.start,
        due=authorisation.period.last_day,
        note=what,
    )


KIND = Waiting("authorisation_ends", "Auktorisationer som löper ut", KEEPERS, running_out, line)
