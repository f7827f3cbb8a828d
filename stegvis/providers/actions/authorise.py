"""Write in a right that an older register holds, and end a right. Who has none gets it by application."""

from __future__ import annotations

from datetime import date

from django.db.models import Q

from stegvis.catalogue.models import Intervention
from stegvis.core.actor import Actor
from stegvis.core.locking import locked
from stegvis.core.period import ONE_DAY, Period
from stegvis.core.refusals import database_refusals
from stegvis.providers.models import Authorisation, Provider, ProviderDecision
from stegvis.providers.permissions import may_keep, may_take_over
from stegvis.providers.rules import authorising as rules
from stegvis.providers.standing import may_be_given

Kind = ProviderDecision.Kind
AGAINST = (Kind.REFUSE, Kind.INTERIM, Kind.REVOKE, Kind.END)


def take_over(
    provider: Provider,
    intervention: Intervention | None,
    period: Period,
    older_decision: str,
    *,
    by: Actor,
    today: date,
) -> Authorisation:
    """Writes in a right that an older register holds, for the intervention or for all when it is None.

    `older_decision` says by which decision. Whoever has none applies, and a human decides.
    """
    may_take_over(by, provider).or_refuse()
    with locked(provider) as current:
        against = _decided_against(current, intervention)
        (
            rules.may_take_over(period, older_decision, against, today=today)
            & may_be_given(current, intervention, period.start)
            & rules.may_authorise(period, _periods(current, intervention))
        ).or_refuse()
        with database_refusals():
            return Authorisation.objects.create(
                principal_id=current.principal_id,
                provider=current,
                intervention=intervention,
                period=period,
                note=older_decision,
                decided_by_id=by.user_id,
            )


def _periods(provider: Provider, intervention: Intervention | None) -> list[Period]:
    return list(provider.authorisations.filter(intervention=intervention).values_list("period", flat=True))


def _decided_against(provider: Provider, intervention: Intervention | None) -> list[str]:
    """The numbers of the decisions that have refused the right or taken it, also for the time being; also
    when the organisation applied by a link, and was refused without having signed in."""
    by_link = Q(provider=None, application__organisation_number=provider.organisation_number)
    of_it = ProviderDecision.objects.filter(principal_id=provider.principal_id, kind__in=AGAINST)
    found = of_it.filter(Q(provider=provider) | by_link)
    if intervention is not None:
        of_all = Q(intervention=None, application=None)
        part = Q(application__parts__intervention=intervention)
        found = found.filter(of_all | Q(intervention=intervention) | part).distinct()
    return list(found.order_by("decided_on", "id").values_list("number", flat=True))


def end_authorisation(
    authorisation: Authorisation, last_day: date, note: str, *, by: Actor, today: date
) -> Authorisation:
    """Ends the authorisation after `last_day`. Assignments that run go on; nobody new is taken."""
    may_keep(by, authorisation.provider).or_refuse()
    with locked(authorisation) as current:
        rules.may_end(current.period, last_day, today=today).or_refuse()
        current.period = current.period.ending(last_day + ONE_DAY)
        current.note = "\n".join(filter(None, [current.note, note]))
        current.decided_by_id = by.user_id
        with database_refusals():
            current.save(update_fields=["period", "note", "decided_by"])
    return current
