"""A provider asks to be let out of the register, takes its wish back, or has it closed as pointless.

The right ends by a decision alone (`actions/end_on_request.py`); until then everything goes on.
"""

from __future__ import annotations

from datetime import date

from django.db.models import Q

from stegvis.catalogue.models import Intervention
from stegvis.core.actor import Actor
from stegvis.core.answers import Answer
from stegvis.core.locking import locked
from stegvis.core.refusals import database_refusals
from stegvis.providers.models import EndRequest, Provider, ProviderDecision
from stegvis.providers.models.ending import EndRequestQuerySet
from stegvis.providers.permissions import may_ask_to_end, may_keep
from stegvis.providers.rules import ending as rules
from stegvis.providers.rules.lifecycle import Verb
from stegvis.providers.standing import may_now


def own_rights(provider: Provider, today: date) -> list[Intervention | None]:
    """What the provider can ask to end: the whole (None) and each intervention that it may do, or could
    before it was suspended. Asked of what the provider itself may read; the decision asks all there is."""
    reaching = Q(period__endswith__isnull=True) | Q(period__endswith__gt=today)
    held = set(provider.authorisations.filter(reaching).values_list("intervention_id", flat=True))
    interim = provider.decisions.filter(kind=ProviderDecision.Kind.INTERIM, lifted_by__isnull=True)
    held |= set(interim.values_list("intervention_id", flat=True))
    if not held:
        return []
    single = Intervention.objects.filter(principal_id=provider.principal_id)
    if None not in held:
        single = single.filter(pk__in=held)
    return [None, *single.order_by("name", "id")]


def can_ask_to_end(provider: Provider, actor: Actor, today: date) -> Answer:
    """Is there anything that is not asked for already?"""
    permitted = may_ask_to_end(actor, provider)
    if not permitted.ok:
        return permitted
    return rules.may_ask(
        None,
        has_right=bool(own_rights(provider, today)),
        is_asked=_waits(provider, None).filter(intervention=None).exists(),
        today=today,
    )


def ask_to_end(
    provider: Provider,
    intervention: Intervention | None,
    last_day: date,
    reason: str,
    *,
    by: Actor,
    today: date,
) -> EndRequest:
    """The provider wants to stop after `last_day`, with one intervention or all. An officer decides. Who
    presses twice has asked once."""
    may_ask_to_end(by, provider).or_refuse()
    with locked(provider) as current:
        same = _waits(current, intervention).filter(
            intervention=intervention, last_day=last_day, reason=reason.strip(), asked_by=by.user_id
        )
        if (asked := same.first()) is not None:
            return asked
        rules.may_ask(
            last_day,
            has_right=intervention in own_rights(current, today),
            is_asked=_waits(current, intervention).exists(),
            today=today,
        ).or_refuse()
        with database_refusals():
            return EndRequest.objects.create(
                principal_id=current.principal_id,
                provider=current,
                intervention=intervention,
                last_day=last_day,
                reason=reason.strip(),
                asked_on=today,
                asked_by_id=by.user_id,
            )


def take_back(asked: EndRequest, *, by: Actor, today: date) -> EndRequest:
    """The provider goes on after all."""
    may_ask_to_end(by, asked.provider).or_refuse()
    with locked(asked.provider), locked(asked) as current:
        rules.may_settle(closed_on=current.closed_on).or_refuse()
        return close(current, None, by=by, today=today)


def can_drop(asked: EndRequest, actor: Actor, today: date) -> Answer:
    can_end = may_now(Verb.END, asked.provider, asked.intervention, today).ok
    return may_keep(actor, asked.provider) & rules.may_drop(closed_on=asked.closed_on, can_end=can_end)


def drop(asked: EndRequest, *, by: Actor, today: date) -> EndRequest:
    """Closes a wish that has nothing left to end: the right was lost in another way meanwhile."""
    may_keep(by, asked.provider).or_refuse()
    with locked(asked.provider), locked(asked) as current:
        can_drop(current, by, today).or_refuse()
        return close(current, None, by=by, today=today)


def close(asked: EndRequest, decision: ProviderDecision | None, *, by: Actor, today: date) -> EndRequest:
    """The caller has locked the row and asked the rule."""
    asked.decision, asked.closed_on, asked.closed_by_id = decision, today, by.user_id
    with database_refusals():
        asked.save(update_fields=["decision", "closed_on", "closed_by"])
    return asked


def _waits(provider: Provider, intervention: Intervention | None) -> EndRequestQuerySet:
    """Open wishes about the same, or about a whole that holds it."""
    return provider.end_requests.open().filter(Q(intervention=None) | Q(intervention=intervention))
