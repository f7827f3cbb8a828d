"""The principal's terms of the choice, and the rule of non-choice applied to what is known."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db.models import Count, Max, Q

from stegvis.casework import offers
from stegvis.casework.models import Choice, ChoiceTerms, Decision
from stegvis.casework.rules.non_choice import Candidate, Draw, Rule, metres_between
from stegvis.providers.models import PostalArea, Provider, Site

DAYS_TO_CHOOSE = 14
"""Until the principal has decided otherwise."""

Place = tuple[float, float]


def terms_on(principal_id: int, day: date) -> ChoiceTerms | None:
    return ChoiceTerms.objects.filter(principal_id=principal_id, period__contains=day).first()


def days_to_choose(principal_id: int, day: date) -> int:
    terms = terms_on(principal_id, day)
    return DAYS_TO_CHOOSE if terms is None else terms.days_to_choose


def rule_of(terms: ChoiceTerms | None) -> Rule:
    return Rule.LOT if terms is None else Rule(terms.non_choice)


def draw_for(decision: Decision, terms: ChoiceTerms | None, today: date, postal_code: str = "") -> Draw:
    """What the rule sees for the decision today. `postal_code` = where the person lives, for the nearest.

    Distances from several places give an address away: of a protected person none is reckoned with.
    """
    rule = rule_of(terms)
    found = offers.open_offers(decision, today)
    candidates = [Candidate(each.pk, each.name) for each in found]
    if rule is Rule.NEAREST and not decision.case.person.is_protected:
        offers.read_sites(found, decision, today)
        candidates = list(_with_distances(found, decision.principal_id, postal_code))
    elif rule in (Rule.ROTA, Rule.EQUAL_SHARE):
        candidates = list(_with_earlier(found, decision.principal_id, terms))
    seed = terms.seed if terms else ""
    # By key and not in the case's own order: what is kept shall tell nothing but what the rule sees.
    return Draw(
        rule, seed, decision.case.number, tuple(sorted(candidates, key=lambda each: each.provider_id))
    )


def _with_earlier(found: list[Provider], principal_id: int, terms: ChoiceTerms | None) -> Iterable[Candidate]:
    """Each with what it has got before from those who did not choose."""
    earlier = {
        row["provider"]: (row["picked"], row["last"])
        for row in Choice.objects.filter(
            principal_id=principal_id, made=Choice.Made.NON_CHOICE, provider__in=found
        )
        .values("provider")
        .annotate(last=Max("pk"), picked=Count("pk", filter=Q(terms=terms)))
        .order_by("provider")
    }
    for provider in found:
        picked, last = earlier.get(provider.pk, (0, None))
        yield Candidate(provider.pk, provider.name, picked=picked, last=last)


def _with_distances(found: list[Provider], principal_id: int, postal_code: str) -> Iterable[Candidate]:
    """Each with the way from the middle of the person's postal area to its nearest place."""
    sites = {provider.pk: list(provider.sites.all()) for provider in found}
    codes = {site.postal_code for places in sites.values() for site in places} | {postal_code}
    areas = {
        area.postal_code: (float(area.latitude), float(area.longitude))
        for area in PostalArea.objects.filter(principal_id=principal_id, postal_code__in=codes)
    }
    home = areas.get(postal_code)
    for provider in found:
        places = [place for site in sites[provider.pk] if (place := _place_of(site, areas))]
        metres = min((metres_between(home, place) for place in places), default=None) if home else None
        yield Candidate(provider.pk, provider.name, metres=metres)


def _place_of(site: Site, areas: dict[str, Place]) -> Place | None:
    if site.latitude is None or site.longitude is None:
        return areas.get(site.postal_code)
    return float(site.latitude), float(site.longitude)
