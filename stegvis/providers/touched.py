"""Whom a changed condition touches, told before it is made."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q

from stegvis.catalogue.models import Intervention
from stegvis.providers.models import Application, Authorisation, Provider

MOST_NAMED = 50
IN_HANDLING = (Application.State.SUBMITTED, Application.State.COMPLETION, Application.State.PROPOSED)


@dataclass(frozen=True)
class Touched:
    """Providers that must fulfil the condition, and applications before and after the day."""

    providers: int
    names: list[str]
    """The first of them by name."""
    drafts: int
    """Not sent in yet: they are asked by the wording of the day they are sent in."""
    in_handling: int
    """Sent in: tried by the wording of their own day."""

    @property
    def unnamed(self) -> int:
        return self.providers - len(self.names)


def touched(principal_id: int, intervention: Intervention | None, first_day: date) -> Touched:
    """Who is touched from `first_day` by a condition for the intervention, or for all. Four queries."""
    of_it = Q() if intervention is None else Q(intervention=intervention) | Q(intervention__isnull=True)
    rights = Authorisation.objects.filter(of_it, principal_id=principal_id, period__contains=first_day)
    names = Provider.objects.filter(pk__in=rights.values("provider")).order_by("name", "id")
    applied = Application.objects.filter(principal_id=principal_id)
    if intervention is not None:
        applied = applied.filter(parts__intervention=intervention)
    counted = applied.aggregate(
        drafts=Count("pk", filter=Q(state=Application.State.DRAFT)),
        in_handling=Count("pk", filter=Q(state__in=IN_HANDLING)),
    )
    return Touched(
        providers=names.count(),
        names=list(names.values_list("name", flat=True)[:MOST_NAMED]),
        **counted,
    )
