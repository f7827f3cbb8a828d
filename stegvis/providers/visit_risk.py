"""What is known of the providers when it is asked whom to visit first, in a steady number of questions.

Rooms above tell of what they alone know (flags in the review of reports): `register_flags`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from django.db.models import Count, Max, Min, QuerySet

from stegvis.providers.models import Authorisation, Deficiency, Provider, QualityVisit
from stegvis.providers.rules.visiting import RiskFacts, not_mended_after

Flags = Callable[[int], Mapping[int, int]]
"""Of a principal: how many flags await a verdict, by provider."""
_flags: list[Flags] = []


def register_flags(source: Flags) -> None:
    _flags.append(source)


def lately_not_mended(today: date) -> QuerySet[Deficiency]:
    """Settled as not mended, not so long ago that it says nothing any more."""
    return Deficiency.objects.not_mended().filter(remedy__closed_on__gt=not_mended_after(today))


def risk_facts(principal_id: int, today: date) -> list[RiskFacts]:
    """Of every provider that has its right today or still has customers."""
    own = Provider.objects.filter(principal_id=principal_id)
    listed: Any = own.in_list(today).order_by("name", "pk")
    shown = listed.values_list("pk", "name", "taken_places", "is_authorised")
    providers = {
        key: (name, customers) for key, name, customers, has_right in shown if has_right or customers
    }
    # All of the principal's are counted, also those of providers that are left out: naming two thousand keys
    # in every question took longer than the counting.
    since = _by_provider(Authorisation.objects.filter(principal_id=principal_id), Min("period__startswith"))
    serious, minor, not_mended_serious, not_mended_minor = (
        _by_provider(deficiencies.filter(severity=severity, principal_id=principal_id), Count("pk"))
        for deficiencies in (Deficiency.objects.open(), lately_not_mended(today))
        for severity in (Deficiency.Severity.SERIOUS, Deficiency.Severity.MINOR)
    )
    visits = QualityVisit.objects.filter(principal_id=principal_id)
    last = _by_provider(visits.signed(), Max("held_on"))
    planned = _by_provider(visits.open(), Min("planned_on"))
    flags = _all_flags(principal_id)
    return [
        RiskFacts(
            provider_id=key,
            name=name,
            customers=customers,
            serious=serious.get(key, 0),
            minor=minor.get(key, 0),
            not_mended_serious=not_mended_serious.get(key, 0),
            not_mended_minor=not_mended_minor.get(key, 0),
            flags=flags.get(key, 0),
            last_visit=last.get(key),
            authorised_since=since.get(key),
            open_visit=planned.get(key),
        )
        for key, (name, customers) in providers.items()
    ]


def _by_provider(rows: QuerySet[Any], figure: Any) -> dict[int, Any]:
    told = rows.order_by().values("provider").annotate(figure=figure)
    return {row["provider"]: row["figure"] for row in told}


def _all_flags(principal_id: int) -> dict[int, int]:
    found: dict[int, int] = {}
    for source in _flags:
        for key, number in source(principal_id).items():
            found[key] = found.get(key, 0) + number
    return found
