"""Who is touched by a re-authorisation, and where each of them is in it."""

from __future__ import annotations

from collections import Counter
from datetime import date

from django.db.models import Case, Exists, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce

from stegvis.core.actor import Actor, Duty
from stegvis.core.answers import Answer
from stegvis.providers.applying import IN_HANDLING
from stegvis.providers.deciding_permissions import may_start_round
from stegvis.providers.models import (
    Application,
    Authorisation,
    Provider,
    ProviderDecision,
    Reauthorisation,
    RevocationProposal,
    RoundReminder,
)
from stegvis.providers.models.register import ProviderQuerySet
from stegvis.providers.rules import rounds as rules
from stegvis.providers.rules.rounds import Standing

Kind = ProviderDecision.Kind


def touched(principal_id: int, intervention_id: int | None, day: date) -> ProviderQuerySet:
    """Those with a right on `day` to the intervention, or to any when it is None."""
    held = _rights(intervention_id).filter(period__contains=day)
    return Provider.objects.filter(Exists(held), principal_id=principal_id)


def in_round(found: Reauthorisation, today: date) -> ProviderQuerySet:
    """The providers of the round, each with `standing`, `latest_application` and `reminded_on`."""
    sent = _applications(found)
    handled = Exists(sent.filter(state__in=IN_HANDLING))
    decided = sent.filter(decision__isnull=False).order_by("-id")
    has_right = Exists(_rights(found.intervention_id).filter(period__contains=today))
    reminded = RoundReminder.objects.filter(round=found, provider=OuterRef("pk")).order_by("-sent_on")
    kind = Coalesce(Subquery(decided.values("decision__kind")[:1]), Value(""))
    standing = Case(
        *(
            When(_case(in_handling, decision, right), then=Value(_standing(in_handling, decision, right)))
            for in_handling in (True, False)
            for decision in ("", Kind.GRANT.value, Kind.REFUSE.value)
            for right in (True, False)
        )
    )
    return (
        touched(found.principal_id, found.intervention_id, found.started_on)
        .annotate(in_handling=handled, decided=kind, has_right=has_right)
        .annotate(standing=standing)  # type: ignore[no-redef]
        .annotate(latest_application=Subquery(sent.order_by("-id").values("pk")[:1]))
        .annotate(reminded_on=Subquery(reminded.values("sent_on")[:1]))
    )


def counted(found: Reauthorisation, today: date) -> dict[Standing, int]:
    """How many stand where. One query."""
    numbers = Counter(each.standing for each in in_round(found, today).only("pk"))
    return {each: numbers[each.value] for each in Standing}


def left(found: Reauthorisation, today: date) -> ProviderQuerySet:
    """Those who have a right and have not applied."""
    return in_round(found, today).filter(Q(standing=Standing.NOT_APPLIED.value))


def to_remind(found: Reauthorisation, since: date, today: date) -> ProviderQuerySet:
    """Those left whom no reminder has been sent since the day, and who have an address."""
    told = Q(reminded_on__isnull=False, reminded_on__gte=since)
    return left(found, today).exclude(told).exclude(contact_email="")


def to_propose(found: Reauthorisation, today: date) -> ProviderQuerySet:
    """Those who keep a right by the former conditions: have not applied, or were refused. Not those for whom
    a proposal about the same, or about the whole, awaits its answer."""
    standings = (Standing.NOT_APPLIED.value, Standing.REFUSED.value)
    about = Q(intervention=None) | Q(intervention=found.intervention_id)
    awaiting = RevocationProposal.objects.awaiting_decision().filter(about, provider=OuterRef("pk"))
    return in_round(found, today).filter(~Exists(awaiting), Q(standing__in=standings))


def rounds_for(actor: Actor, today: date) -> QuerySet[Reauthorisation]:
    """Those in which the actor's provider is to apply and has not, for its administrators."""
    running = Reauthorisation.objects.filter(principal_id=actor.principal_id, ended_on=None)
    if actor.provider_id is None or Duty.ADMINISTRATOR not in actor.duties:
        return running.none()
    of_it = Q(intervention=None) | Q(intervention=OuterRef("intervention"))
    any_of_all = Authorisation.objects.filter(provider=actor.provider_id, period__contains=today)
    held = any_of_all.filter(of_it)
    touches = Q(Exists(held)) | Q(Exists(any_of_all), intervention=None)
    sent = _sent_in().filter(provider=actor.provider_id)
    # The same that counts in the overview: what is sent in the round, and others by the same conditions.
    others = Q(submitted_on__gte=OuterRef("started_on"), conditions_on__gte=OuterRef("conditions_on"))
    counts = Q(reauthorisation=OuterRef("pk")) | others & Q(parts__intervention=OuterRef("intervention"))
    not_applied = running.filter(touches).exclude(Exists(sent.filter(counts)))
    return not_applied.exclude(Exists(sent.filter(others)), intervention=None).order_by("deadline", "id")


def can_remind(found: Reauthorisation, actor: Actor, today: date) -> Answer:
    return may_start_round(actor, found.principal_id) & rules.may_remind(
        ended_on=found.ended_on,
        left=left(found, today).count(),
        to_write_to=to_remind(found, today, today).count(),
    )


def can_propose(found: Reauthorisation, actor: Actor, today: date) -> Answer:
    rule = rules.may_propose_revocation(
        found.deadline, ended_on=found.ended_on, left=to_propose(found, today).count(), today=today
    )
    return may_start_round(actor, found.principal_id) & rule


def can_end(found: Reauthorisation, actor: Actor) -> Answer:
    return may_start_round(actor, found.principal_id) & rules.may_end(ended_on=found.ended_on)


def _rights(intervention_id: int | None) -> QuerySet[Authorisation]:
    found = Authorisation.objects.filter(provider=OuterRef("pk"))
    if intervention_id is None:
        return found
    return found.filter(Q(intervention=intervention_id) | Q(intervention=None))


def _applications(found: Reauthorisation) -> QuerySet[Application]:
    """Those sent in for the round, and others since it began that are tried by the same conditions."""
    sent = _sent_in().filter(provider=OuterRef("pk"))
    others = Q(submitted_on__gte=found.started_on, conditions_on__gte=found.conditions_on)
    if found.intervention_id is not None:
        others &= Q(parts__intervention=found.intervention_id)
    return sent.filter(Q(reauthorisation=found) | others)


def _sent_in() -> QuerySet[Application]:
    return Application.objects.filter(submitted_on__isnull=False).exclude(state=Application.State.WITHDRAWN)


def _case(in_handling: bool, decided: str, has_right: bool) -> Q:
    return Q(in_handling=in_handling, decided=decided, has_right=has_right)


def _standing(in_handling: bool, decided: str, has_right: bool) -> str:
    return rules.standing_of(in_handling=in_handling, decided=decided, has_right=has_right).value
