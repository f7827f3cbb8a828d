"""Rights that run out by their own day: somebody must see to them before, or the customers stand without."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.apps import apps
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
    """Those with customers or without that end within the notice, and that no other right to the same levels
    goes on after; the first to end first. What a decision has ended is not among them."""
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
    goes_on = Exists(later.filter(levels=[])) | (
        ~Q(levels=[]) & Exists(later.filter(levels__contains=OuterRef("levels")))
    )
    return (
        soon.annotate(until=until)
        .exclude(goes_on)
        .exclude(Exists(taken))
        .select_related("provider", "intervention")
        .order_by("until", "id")
    )


def rights_to(provider_id: int, intervention_id: int, level: str = "") -> QuerySet[Authorisation]:
    """The provider's rights to the intervention, at the level when it has one. One that names no levels holds
    for all of them."""
    found = Authorisation.objects.filter(_about(intervention_id), provider=provider_id)
    return found.filter(Q(levels=[]) | Q(levels__contains=[level])) if level else found


def ended_by_itself(provider_id: int, intervention_id: int, level: str, today: date) -> date | None:
    """The last day of the right to the intervention at the level when it has run out by its own day. None
    while some right goes on, and when a decision took the days just after it or the keepers of the register
    ended it: who is there stays then."""
    rights = rights_to(provider_id, intervention_id, level)
    last = rights.filter(period__endswith__lte=today).order_by("period__endswith", "id").last()
    if last is None or rights.filter(period__contains=today).exists():
        return None
    taken = RevokedDays.objects.filter(
        _about(intervention_id), decision__provider=provider_id, period__startswith=last.period.end
    )
    return None if taken.exists() or _was_shortened(last) else last.period.last_day


def _about(intervention_id: int) -> Q:
    return Q(intervention=intervention_id) | Q(intervention__isnull=True)


def _was_shortened(authorisation: Authorisation) -> bool:
    """By hand: the history holds the days as they were before each change."""
    events: Any = apps.get_model("providers", "AuthorisationEvent")
    longer = Q(period__endswith__isnull=True) | Q(period__endswith__gt=authorisation.period.end)
    return bool(events.objects.filter(longer, pgh_obj=authorisation.pk).exists())


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
