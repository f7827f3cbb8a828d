"""Where a provider's right stands: the facts of the life cycle, gathered from the database."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, OuterRef, Q

from stegvis.catalogue.models import Intervention
from stegvis.core.answers import Answer
from stegvis.providers.models import (
    Authorisation,
    Provider,
    ProviderDecision,
    RevocationProposal,
    RevokedDays,
)
from stegvis.providers.rules.lifecycle import (
    Decided,
    RightFacts,
    State,
    Verb,
    has_days_from,
    interims_in_force,
    may,
    state_of,
)


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
        decisions=tuple(_decided(provider, intervention)),
        has_open_proposal=provider.revocation_proposals.filter(touching).awaiting_decision().exists(),
    )


def current_state(provider: Provider, intervention: Intervention | None, day: date) -> State:
    """Of one right. The whole is suspended, and not at an end, when what is left of it is suspended part by
    part."""
    state = state_of(facts_of(provider, intervention), day)
    if intervention is None and state is State.ENDED:
        parts = (state_of(facts_of(provider, part), day) for part in _own_interventions(provider))
        return State.SUSPENDED if State.SUSPENDED in parts else state
    return state


def may_now(verb: Verb, provider: Provider, intervention: Intervention | None, day: date) -> Answer:
    """Does the table of the life cycle let the verb be done with the right as it stands?"""
    return may(verb, current_state(provider, intervention, day))


def may_be_given(provider: Provider, intervention: Intervention | None, day: date) -> Answer:
    """May the provider be authorised? Not past an interim revocation, of the whole or of a part of it."""
    parts = [intervention] if intervention else [None, *_own_interventions(provider)]
    answers = (may_now(Verb.GRANT, provider, part, day) for part in parts)
    return next((answer for answer in answers if not answer.ok), Answer.yes())


def rights_of(provider: Provider, day: date) -> list[Right]:
    """The whole first, then each intervention that the provider has or has had a right of its own to."""
    scopes = [None, *_own_interventions(provider)]
    return [Right(scope, current_state(provider, scope, day)) for scope in scopes]


def proposals_on(provider: Provider, intervention: Intervention | None) -> list[RevocationProposal]:
    """The open proposals that touch the right."""
    found = provider.revocation_proposals.filter(_touches(intervention)).awaiting_decision()
    return list(found.order_by("id"))


def has_right_from(provider: Provider, intervention: Intervention | None, day: date) -> bool:
    """Has the provider any day of the right left, on the day or later?"""
    return has_days_from(facts_of(provider, intervention), day)


def interims_on(provider: Provider, intervention: Intervention | None, day: date) -> list[int]:
    """The keys of the interim revocations that hold the right back on the day: of itself, or of the whole."""
    return interims_in_force(facts_of(provider, intervention), day)


def _touches(intervention: Intervention | None) -> Q:
    """What is said of all interventions holds for each; what is said of one does not hold for the whole."""
    of_all = Q(intervention__isnull=True)
    return of_all if intervention is None else of_all | Q(intervention=intervention)


def _is_about(intervention: Intervention | None) -> Q:
    """The decisions that touch the right. A grant names no intervention: it is about those that it gave, and
    says nothing of what else the provider has lost."""
    touching = _touches(intervention)
    if intervention is None:
        return touching
    given = Authorisation.objects.filter(touching, decision=OuterRef("pk"))
    taken_since = RevokedDays.objects.filter(touching, granted_by=OuterRef("pk"))
    is_grant = Q(kind=ProviderDecision.Kind.GRANT)
    return touching & (~is_grant | Q(Exists(given)) | Q(Exists(taken_since)))


def _decided(provider: Provider, intervention: Intervention | None) -> list[Decided]:
    touching = Q() if intervention is None else _touches(intervention)
    days = RevokedDays.objects.filter(touching, decision=OuterRef("pk")).order_by("id").values("period")
    rows = ProviderDecision.objects.filter(_is_about(intervention), provider=provider)
    found: Any = rows.annotate(took=ArraySubquery(days)).order_by("decided_on", "id")
    return [
        Decided(
            row.kind,
            row.decided_on,
            row.holds_from,
            tuple(row.took),
            row.pk,
            row.lifts_id,
            of_all=row.intervention_id is None,
        )
        for row in found
    ]


def _own_interventions(provider: Provider) -> list[Intervention]:
    """Those that the provider has or has had a right of its own to."""
    given = Authorisation.objects.filter(provider=provider, intervention__isnull=False)
    taken = RevokedDays.objects.filter(decision__provider=provider, intervention__isnull=False)
    own = Q(pk__in=given.values("intervention")) | Q(pk__in=taken.values("intervention"))
    return list(Intervention.objects.filter(own).order_by("name", "id"))
