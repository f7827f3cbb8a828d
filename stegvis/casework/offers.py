"""The providers that a person may choose among for a granted intervention."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from stegvis.casework import grants, leaving
from stegvis.casework.models import Choice, Decision
from stegvis.casework.rules.choice import OfferFacts, may_take, neutral_order
from stegvis.core.database import scope
from stegvis.core.period import ONE_DAY, Period
from stegvis.providers.models import Provider, Site

NOT_OURS = OfferFacts(authorised=False, intake_paused=False, places=0, taken=0)
"""A provider of another principal."""


def offer_facts(decision: Decision, provider: Provider, today: date) -> OfferFacts:
    """The provider as it is for the decision now: read it under lock before acting on it."""
    day, level = asked_for(decision, today)
    with scope.of_the_principal():
        own = Provider.objects.filter(pk=provider.pk, principal_id=decision.principal_id)
        days = _days_from(decision, day)
        keeps = own.keeping_the_right(decision.intervention_id, days, level).exists()
        offer = (
            own.with_places_taken_during(days)
            .with_authorisation(decision.intervention_id, day, level)
            .with_intake(decision.intervention_id, day)
            .first()
        )
    if offer is None:
        return NOT_OURS
    return replace(_facts(offer), authorised=offer.is_authorised and keeps)


def open_offers(decision: Decision, today: date) -> list[Provider]:
    """Open providers, authorised for the intervention and its level on the first day, with room on all days
    from then on, in the neutral order of the case.

    Each has its towns, `taken_places` and `free_places` (None = no limit). The places taken are counted
    among all of the principal's, whoever asks.
    """
    day, level = asked_for(decision, today)
    days = _days_from(decision, day)
    with scope.of_the_principal():
        providers = list(
            Provider.objects.filter(principal_id=decision.principal_id)
            .authorised_for(decision.intervention_id, day, level)
            .keeping_the_right(decision.intervention_id, days, level)
            .taking_customers(decision.intervention_id, day)
            .with_places_taken_during(days)
            .with_towns(day)
            .order_by("pk")
        )
    by_id = {provider.pk: provider for provider in providers if may_take(_open_facts(provider))}
    return [by_id[pk] for pk in neutral_order(decision.case.number, by_id)]


def read_sites(providers: Iterable[Provider], decision: Decision, today: date) -> None:
    """Gives the providers the sites that they use on the first day. One query, besides those for the day."""
    with scope.of_the_principal():
        Site.objects.used_on(first_day(decision, today)).read_into(providers)


def first_day(decision: Decision, today: date) -> date:
    """The day on which the provider must be authorised and have room: the first that can still be chosen for.

    A provider that has lost its authorisation since the decision was made gets nobody new. Who leaves one
    provider begins at the next on the day after the last there. The last that it came to: the days may have
    been shortened since, or never have begun.
    """
    period = decision.period
    assert isinstance(period, Period)  # held by the database: a grant has a period
    left = Choice.objects.filter(decision=decision, leaving__isnull=False).order_by("id")
    stays = [leaving.stay_of(choice) for choice in left]
    return max(period.start, today, *(stay.days.end for stay in stays if stay and stay.days.end))


def asked_for(decision: Decision, today: date) -> tuple[date, str]:
    """The first day, and the code of the level that holds on it (empty when the intervention has none)."""
    day = first_day(decision, today)
    return day, grants.in_effect(decision, day).level


def _days_from(decision: Decision, day: date) -> Period:
    """The days for which a place is needed: those that the decision gives from the day on."""
    given = grants.days_given_by(decision) or decision.period
    assert isinstance(given, Period)  # as in `first_day`
    return given.intersect(Period(day)) or Period(day, day + ONE_DAY)


def _facts(offer: Provider) -> OfferFacts:
    return replace(_open_facts(offer), authorised=offer.is_authorised, intake_paused=offer.is_paused)


def _open_facts(offer: Provider) -> OfferFacts:
    """Of one that was asked for as authorised and open."""
    return OfferFacts(authorised=True, intake_paused=False, places=offer.places, taken=offer.taken_places)
