"""What a decision does to the days of a provider's authorisations: takes them, and gives them back."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from django.db.models import Q

from stegvis.catalogue.models import Intervention
from stegvis.core.actor import Actor
from stegvis.core.period import Period
from stegvis.core.refusals import database_refusals
from stegvis.providers.actions.decisions import record_provider_decision
from stegvis.providers.effects import Loss, take_effect
from stegvis.providers.models import Authorisation, Provider, ProviderDecision, RevokedDays

FINAL = (ProviderDecision.Kind.REVOKE, ProviderDecision.Kind.END)


def take_right(
    kind: ProviderDecision.Kind,
    provider: Provider,
    intervention: Intervention | None,
    holds_from: date,
    reasons: str,
    by: Actor,
    today: date,
) -> ProviderDecision:
    """Records the decision that takes the right, takes its days and lets all that follows happen. The caller
    has locked the provider."""
    with database_refusals():
        decision = record_provider_decision(
            provider.principal_id,
            kind,
            provider=provider,
            intervention=intervention,
            holds_from=holds_from,
            reasons=reasons,
            by=by,
            today=today,
        )
        take_days(decision)
        take_effect(Loss(provider, intervention, holds_from, today, decision, by))
    return decision


def take_days(decision: ProviderDecision) -> None:
    """From the decision's day on the right is gone; `RevokedDays` keeps what it was. The caller has locked
    the provider."""
    assert decision.provider is not None
    for right in _reaching(decision.provider, decision.holds_from):
        if decision.intervention_id in (None, right.intervention_id):
            _take(right, decision, right.intervention)
        elif right.intervention_id is None:
            _take_part(right, decision)


def give_back_days(interim: ProviderDecision, lift: ProviderDecision) -> None:
    """The days that the interim decision took are given back from the lift's day, as they were. What has been
    revoked for good meanwhile stays so from its day: until then the right was only held back."""
    lost = _lost_since(interim)
    for taken in interim.revoked_days.select_related("intervention").order_by("id"):
        for part in _parts(taken, lost):
            final = lost.get(part.pk) if part else None
            _give_back(taken, part, lift, final)


def _give_back(
    taken: RevokedDays, part: Intervention | None, lift: ProviderDecision, final: ProviderDecision | None
) -> None:
    """The days of one part of what was taken, up to the day of a final decision about it. What that keeps is
    from now on taken by it."""
    days = taken.period.intersect(Period(lift.holds_from))
    if days is None:
        return
    kept = days.intersect(Period(final.holds_from)) if final else None
    rest = days if final is None or kept is None else days.intersect(Period(date.min, kept.start))
    if final is not None and kept is not None:
        _take_over(taken, part, kept, final)
    if rest is not None:
        # The same days may be given of the part's own right too: then they stand already.
        given = Authorisation(
            principal_id=lift.principal_id,
            provider=lift.provider,
            intervention=part,
            levels=taken.levels,
            period=rest,
            decision=lift,
            decided_by_id=lift.decided_by_id,
        )
        Authorisation.objects.bulk_create([given], ignore_conflicts=True)


def _take_over(taken: RevokedDays, part: Intervention | None, days: Period, final: ProviderDecision) -> None:
    RevokedDays.objects.create(
        principal_id=final.principal_id,
        decision=final,
        intervention=part,
        levels=taken.levels,
        period=days,
        granted_by_id=taken.granted_by_id,
    )


def _reaching(provider: Provider, day: date) -> list[Authorisation]:
    """The authorisations that have days on `day` or later, locked."""
    has_days = Q(period__endswith__isnull=True) | Q(period__endswith__gt=day)
    rows = provider.authorisations.filter(has_days).select_related("intervention").order_by("id")
    return list(rows.select_for_update(of=("self",)))


def _take(right: Authorisation, decision: ProviderDecision, intervention: Intervention | None) -> Period:
    """Shortens the right and keeps what was taken, as days of the intervention. Answers with those days."""
    taken: Period | None = right.period.intersect(Period(decision.holds_from))
    assert taken is not None, "Only rights that reach past the day are asked for"
    RevokedDays.objects.create(
        principal_id=decision.principal_id,
        decision=decision,
        intervention=intervention,
        levels=right.levels,
        period=taken,
        granted_by_id=right.decision_id,
    )
    if right.period.start < taken.start:
        right.period = right.period.ending(taken.start)
        right.save(update_fields=["period"])
    else:
        right.delete()
    return taken


def _take_part(right: Authorisation, decision: ProviderDecision) -> None:
    """One intervention out of a right to all: the others go on, each by itself, for the same days."""
    assert decision.intervention is not None
    days = _take(right, decision, decision.intervention)
    others = Intervention.objects.filter(principal_id=decision.principal_id).exclude(
        pk=decision.intervention.pk
    )
    rows = [
        Authorisation(
            principal_id=right.principal_id,
            provider_id=right.provider_id,
            intervention=other,
            levels=right.levels,
            period=days,
            decision_id=right.decision_id,
            decided_by_id=right.decided_by_id,
            note=right.note,
        )
        for other in others.order_by("id")
    ]
    # The same right may have been given for the very same days by itself: then it stands already.
    Authorisation.objects.bulk_create(rows, ignore_conflicts=True)


def _lost_since(interim: ProviderDecision) -> dict[int, ProviderDecision]:
    """The single interventions that have been revoked or ended since, by the decision that holds first."""
    later = ProviderDecision.objects.filter(
        provider=interim.provider_id, kind__in=FINAL, pk__gt=interim.pk, intervention__isnull=False
    )
    lost: dict[int, ProviderDecision] = {}
    for final in later.order_by("holds_from", "id"):
        assert final.intervention_id is not None  # asked for above
        lost.setdefault(final.intervention_id, final)
    return lost


def _parts(taken: RevokedDays, lost: Mapping[int, ProviderDecision]) -> list[Intervention | None]:
    """What to give back of a right: itself, or each intervention by itself when one of all has been lost."""
    if taken.intervention is not None or not lost:
        return [taken.intervention]
    return list(Intervention.objects.filter(principal_id=taken.principal_id).order_by("id"))
