"""Give a provider the right to take customers, and end it."""

from __future__ import annotations

from datetime import date

from stegvis.catalogue.models import Intervention
from stegvis.core.actor import Actor
from stegvis.core.locking import locked
from stegvis.core.period import ONE_DAY, Period
from stegvis.core.refusals import database_refusals
from stegvis.providers.models import Authorisation, Provider
from stegvis.providers.permissions import may_keep
from stegvis.providers.rules import may_authorise, may_end
from stegvis.providers.standing import may_be_given


def authorise(
    provider: Provider, intervention: Intervention | None, period: Period, note: str = "", *, by: Actor
) -> Authorisation:
    """Authorises the provider for the intervention, or for all when it is None. The human `by` decides."""
    may_keep(by, provider).or_refuse()
    with locked(provider) as current:
        may_be_given(current, intervention, period.start).or_refuse()
        same = current.authorisations.filter(intervention=intervention)
        may_authorise(period, [authorisation.period for authorisation in same]).or_refuse()
        with database_refusals():
            return Authorisation.objects.create(
                principal_id=current.principal_id,
                provider=current,
                intervention=intervention,
                period=period,
                note=note,
                decided_by_id=by.user_id,
            )


def end_authorisation(
    authorisation: Authorisation, last_day: date, note: str, *, by: Actor, today: date
) -> Authorisation:
    """Ends the authorisation after `last_day`. Assignments that run go on; nobody new is taken."""
    may_keep(by, authorisation.provider).or_refuse()
    with locked(authorisation) as current:
        may_end(current.period, last_day, today=today).or_refuse()
        current.period = current.period.ending(last_day + ONE_DAY)
        current.note = "\n".join(filter(None, [current.note, note]))
        current.decided_by_id = by.user_id
        with database_refusals():
            current.save(update_fields=["period", "note", "decided_by"])
    return current
