"""Propose on the day that a provider without customers for twelve months loses its right."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.db.models import Max

from stegvis.core.locking import locked
from stegvis.core.period import ONE_DAY, Period
from stegvis.core.refusals import database_refusals
from stegvis.providers.idle import IdleFacts, all_paused, may_propose, no_customer_since, window
from stegvis.providers.models import (
    Authorisation,
    IntakePause,
    Provider,
    RevocationAnswer,
    RevocationProposal,
)
from stegvis.providers.rules.lifecycle import Verb
from stegvis.providers.standing import may_now

Ground = RevocationProposal.Ground


@dataclass(frozen=True)
class Authorised:
    """A provider with a right today, and since when it has had no customer (None: it never had any)."""

    provider: Provider
    no_customer_since: date | None

    @property
    def pk(self) -> int:
        return self.provider.pk


def propose_the_idle(principal_id: int, *, today: date) -> list[RevocationProposal]:
    """Drafts a proposal, with its evidence, for each provider that the rule finds today. Run again it drafts
    nothing more: one that awaits its answer, or has been answered within the year, is not repeated."""
    tried = (propose_if_idle(found, today=today) for found in to_try(principal_id, today))
    return [proposal for proposal in tried if proposal is not None]


def to_try(principal_id: int, today: date) -> list[Authorised]:
    """Every provider with a right today."""
    last_days = no_customer_since(principal_id)
    authorised = Authorisation.objects.filter(principal_id=principal_id, period__contains=today)
    providers = Provider.objects.filter(principal_id=principal_id, pk__in=authorised.values("provider"))
    return [Authorised(found, last_days.get(found.pk)) for found in providers.order_by("id")]


def propose_if_idle(found: Authorised, *, today: date) -> RevocationProposal | None:
    facts = facts_of(found.provider, found.no_customer_since)
    return _draft(found.provider, facts, today) if may_propose(facts, today) else None


def facts_of(provider: Provider, no_customer_from: date | None) -> IdleFacts:
    rights = list(provider.authorisations.values_list("intervention_id", "period"))
    answered = RevocationAnswer.objects.filter(proposal__provider=provider, proposal__ground=Ground.IDLE)
    return IdleFacts(
        authorised=tuple(period for _, period in rights),
        paused=tuple(_paused(provider, {intervention for intervention, _ in rights})),
        no_customer_since=no_customer_from,
        tried_on=answered.aggregate(latest=Max("answered_on"))["latest"],
    )


def _paused(provider: Provider, interventions: Collection[int | None]) -> list[Period]:
    """The days on which the principal let nobody new come, whatever the provider may do.

    Who may do everything is paused only when the whole is.
    """
    by_principal = IntakePause.objects.filter(provider=provider, by_principal=True)
    rows = list(by_principal.values_list("intervention_id", "period"))
    whole = [period for intervention, period in rows if intervention is None]
    of_each = [[period for paused, period in rows if paused == each] for each in interventions if each]
    return all_paused(whole, [] if None in interventions else of_each)


def _draft(provider: Provider, facts: IdleFacts, today: date) -> RevocationProposal | None:
    with locked(provider) as current:
        if not may_now(Verb.PROPOSE, current, None, today) or _is_proposed(current):
            return None
        with database_refusals():
            return RevocationProposal.objects.create(
                principal_id=current.principal_id,
                provider=current,
                ground=Ground.IDLE,
                reasons=_reasons(facts, today),
                evidence=_evidence(facts, today),
                proposed_on=today,
            )


def _is_proposed(provider: Provider) -> bool:
    return provider.revocation_proposals.filter(ground=Ground.IDLE, answer__isnull=True).exists()


def _reasons(facts: IdleFacts, today: date) -> str:
    seen = window(facts, today)
    told = f"Anordnaren har inte haft någon deltagare från och med {seen.period.start} till och med "
    told += f"{seen.period.last_day}."
    if seen.paused_days:
        told += f" {seen.paused_days} dagar då kommunen hade pausat intaget är inte räknade."
    return told


def _evidence(facts: IdleFacts, today: date) -> dict[str, str]:
    """What the proposal rests on, in words, as it was on the day."""
    seen = window(facts, today)
    last = facts.no_customer_since
    rights = "; ".join(str(period) for period in sorted(facts.authorised))
    return {
        "Granskad period": str(seen.period),
        "Dagar som inte räknas (huvudmannens paus)": str(seen.paused_days),
        "Senaste dag med deltagare": str(last - ONE_DAY) if last else "Aldrig",
        "Auktoriserad": rights,
    }
