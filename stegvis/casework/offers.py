"""The providers that a person may choose among for a granted intervention."""

from __future__ import annotations

from datetime import date

from stegvis.casework.models import Decision
from stegvis.casework.rules.choice import OfferFacts, may_take, neutral_order
from stegvis.core.period import Period
from stegvis.providers.models import Provider

NOT_OURS = OfferFacts(authorised=False, intake_paused=False, places=0, taken=0)
"""A provider of another principal."""


def offer_facts(decision: Decision, provider: Provider, today: date) -> OfferFacts:
    """The provider as it is for the decision now: read it under lock before acting on it."""
    day = first_day(decision, today)
    offer = (
        Provider.objects.filter(pk=provider.pk, principal_id=decision.principal_id)
        .with_taken_places(day)
        .with_authorisation(decision.intervention_id, day)
        .with_intake(decision.intervention_id, day)
        .first()
    )
    return NOT_OURS if offer is None else _facts(offer)


def open_offers(decision: Decision, today: date) -> list[Provider]:
    """Authorised, open providers with room on the first day, in the case's own neutral order.

    Each has `taken_places` and `free_places` (None = no limit). One query.
    """
    day = first_day(decision, today)
    providers = (
        Provider.objects.filter(principal_id=decision.principal_id)
        .authorised_for(decision.intervention_id, day)
        .taking_customers(decision.intervention_id, day)
        .with_taken_places(day)
        .with_authorisation(decision.intervention_id, day)
        .with_intake(decision.intervention_id, day)
        .order_by("pk")
    )
    by_id = {provider.pk: provider for provider in providers if may_take(_facts(provider))}
    return [by_id[pk] for pk in neutral_order(decision.case.number, by_id)]


def first_in_turn(decision: Decision, today: date) -> int | None:
    """Who carries out the intervention when nobody chooses (domain: a rule picks one)."""
    offers = open_offers(decision, today)
    return offers[0].pk if offers else None


def first_day(decision: Decision, today: date) -> date:
    """The day on which the provider must be authorised and have room: the first that can still be chosen for.

    A provider that has lost its authorisation since the decision was made gets nobody new.
    """
    period = decision.period
    assert isinstance(period, Period)  # held by the database: a grant has a period
    return max(period.start, today)


def _facts(provider: Provider) -> OfferFacts:
    return OfferFacts(
        authorised=provider.is_authorised,
        intake_paused=provider.is_paused,
        places=provider.places,
        taken=provider.taken_places,
    )
