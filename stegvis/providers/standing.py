"""Where a provider's right stands: the facts of the life cycle, gathered from the database."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from stegvis.catalogue.models import Intervention
from stegvis.core.answers import Answer
from stegvis.providers.models import (
    Authorisation,
    Provider,
    ProviderDecision,
    RevocationProposal,
    RevokedDays,
)
from stegvis.providers.rules.lifecycle import Decided, RightFacts, State, Verb, may, state_of


@dataclass(frozen=True)
class Right:
    """What a provider may do, or could: one intervention, or all of them (None), and its state."""

    intervention: Intervention | None
    state: State

    @property
    def name(self) -> str:
        return self.intervention.name if self.intervention else "Alla insatser"


def facts_of(provider: Provider, intervention: Intervention | None) -> RightFacts:
    """Of the right to the intervention; of the whole provider when it is None."""
    touching = _touches(intervention)
    rights = (
        provider.authorisations.all() if intervention is None else provider.authorisations.filter(touching)
    )
    return RightFacts(
        periods=tuple(rights.order_by("id").values_list("period", flat=True)),
        decisions=tuple(_decided(provider, touching)),
        has_open_proposal=provider.revocation_proposals.filter(touching).awaiting_decision().exists(),
    )


def current_state(provider: Provider, intervention: Intervention | None, day: date) -> State:
    return state_of(facts_of(provider, intervention), day)


def may_now(verb: Verb, provider: Provider, intervention: Intervention | None, day: date) -> Answer:
    """Does the table of the life cycle let the verb be done with the right as it stands?"""
    return may(verb, current_state(provider, intervention, day))


def rights_of(provider: Provider, day: date) -> list[Right]:
    """The whole first, then each intervention that the provider has or has had a right of its own to."""
    ids = set(_own_interventions(provider))
    interventions = Intervention.objects.filter(pk__in=ids).order_by("name")
    scopes: list[Intervention | None] = [None, *interventions]
    return [Right(scope, current_state(provider, scope, day)) for scope in scopes]


def proposals_on(provider: Provider, intervention: Intervention | None) -> list[RevocationProposal]:
    """The open proposals that touch the right."""
    found = provider.revocation_proposals.filter(_touches(intervention)).awaiting_decision()
    return list(found.order_by("id"))


def _touches(intervention: Intervention | None) -> Q:
    """What is said of all interventions holds for each; what is said of one does not hold for the whole."""
    of_all = Q(intervention__isnull=True)
    return of_all if intervention is None else of_all | Q(intervention=intervention)


def _decided(provider: Provider, touching: Q) -> list[Decided]:
    rows = ProviderDecision.objects.filter(touching, provider=provider).select_related("lifted_by")
    return [
        Decided(row.kind, row.decided_on, row.holds_from, hasattr(row, "lifted_by"))
        for row in rows.order_by("decided_on", "id")
    ]


def _own_interventions(provider: Provider) -> list[int]:
    given = Authorisation.objects.filter(provider=provider, intervention__isnull=False)
    taken = RevokedDays.objects.filter(decision__provider=provider, intervention__isnull=False)
    return [
        *given.values_list("intervention_id", flat=True).distinct(),
        *taken.values_list("intervention_id", flat=True).distinct(),
    ]
