"""A provider asks to be let out of the register: a decision with number and document, and its effects."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import chain

from stegvis.catalogue.models import Intervention
from stegvis.core.actor import Actor
from stegvis.core.answers import Answer
from stegvis.core.locking import locked
from stegvis.core.period import ONE_DAY
from stegvis.providers.actions.ask_to_end import close
from stegvis.providers.actions.taking import take_right
from stegvis.providers.models import EndRequest, Provider, ProviderDecision
from stegvis.providers.permissions import may_keep
from stegvis.providers.rules.ending import may_end_after, may_settle
from stegvis.providers.rules.lifecycle import State, Verb, allows
from stegvis.providers.standing import current_state, has_right_from, may_now

NOTHING = object()


def can_end_on_request(provider: Provider, actor: Actor, today: date) -> Answer:
    """Is there any right left to end, whole or in part?"""
    permitted = may_keep(actor, provider)
    if not permitted.ok or next(_rights_to_end(provider, today), NOTHING) is not NOTHING:
        return permitted
    return may_now(Verb.END, provider, None, today)


def end_on_request(
    provider: Provider,
    intervention: Intervention | None,
    last_day: date,
    reasons: str,
    *,
    asked: EndRequest | None = None,
    by: Actor,
    today: date,
) -> ProviderDecision:
    """The right ends after `last_day`, and so do assignments that still run: their people choose anew.

    `asked` = the wish that the decision answers; refused when it has been taken back meanwhile. A wish about
    the very same is answered also when the decision was made without looking at it.
    """
    may_keep(by, provider).or_refuse()
    holds_from = last_day + ONE_DAY
    with locked(provider) as current:
        if asked is not None:
            asked.refresh_from_db(fields=["closed_on"])
            may_settle(closed_on=asked.closed_on).or_refuse()
        may_now(Verb.END, current, intervention, today).or_refuse()
        _may_end_after(last_day, current, intervention, today).or_refuse()
        made = take_right(ProviderDecision.Kind.END, current, intervention, holds_from, reasons, by, today)
        for waiting in current.end_requests.open().filter(intervention=intervention).select_for_update():
            close(waiting, made, by=by, today=today)
        return made


def _may_end_after(
    last_day: date, provider: Provider, intervention: Intervention | None, today: date
) -> Answer:
    """A right that is suspended has no days, and can be ended all the same."""
    is_suspended = current_state(provider, intervention, today) is State.SUSPENDED
    is_held = is_suspended or has_right_from(provider, intervention, last_day)
    return may_end_after(last_day, is_over_before=not is_held, today=today)


def can_decide(asked: EndRequest, actor: Actor, today: date) -> Answer:
    """May what the provider has asked for be decided now?"""
    still = may_settle(closed_on=asked.closed_on)
    return may_keep(actor, asked.provider) & (
        still if not still.ok else may_now(Verb.END, asked.provider, asked.intervention, today)
    )


def rights_to_end(provider: Provider, today: date) -> list[Intervention | None]:
    """The whole of what the provider may do (None), and each intervention of it."""
    return list(_rights_to_end(provider, today))


def _rights_to_end(provider: Provider, today: date) -> Iterator[Intervention | None]:
    """The whole first: it is asked about alone on most pages."""
    catalogue = Intervention.objects.filter(principal_id=provider.principal_id).order_by("name", "id")
    for each in chain([None], catalogue.iterator()):
        if allows(current_state(provider, each, today), Verb.END):
            yield each
