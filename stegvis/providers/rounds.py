"""Who is touched by a re-authorisation, and where each of them is in it.

`in_round` is the one definition: the overview, the letters, what can be proposed, the provider's own page and
what awaits its administrator all ask it.
"""

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
    ApplicationPart,
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
    sent = _applications(found, today)
    handled = Exists(sent.filter(state__in=IN_HANDLING))
    decided = sent.filter(decision__isnull=False).order_by("-id")
    has_right = Exists(_rights(found.intervention_id).filter(period__contains=today))
    reminded = RoundReminder.objects.filter(round=found, provider=OuterRef("pk")).order_by("-sent_on")
    kind = Coalesce(Subquery(decided.values("decision__kind")[:1]), Value(""))
    standing = Case(
        *(When(**asked, then=Value(each.value)) for asked, each in rules.STANDINGS if asked),
        default=Value(rules.STANDINGS[-1][1].value),
    )
    return (
        _belonging(found, today)
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


def to_tell(found: Reauthorisation, today: date) -> ProviderQuerySet:
    """Those left who came into the round after its first letters, and have had none."""
    came_later = left(found, today).exclude(Exists(_first_rights(found)))
    return came_later.filter(Q(reminded_on=None)).exclude(contact_email="")


def to_propose(found: Reauthorisation, today: date) -> ProviderQuerySet:
    """Those who keep a right by the former conditions: have not applied, or were refused. Not who came into
    the round too lately to have applied, nor those for whom a proposal about the same, or about the whole,
    awaits its answer."""
    standings = (Standing.NOT_APPLIED.value, Standing.REFUSED.value)
    about = Q(intervention=None) | Q(intervention=found.intervention_id)
    awaiting = RevocationProposal.objects.awaiting_decision().filter(about, provider=OuterRef("pk"))
    return in_round(found, today).filter(
        ~Exists(awaiting), _had_time(found, today), Q(standing__in=standings)
    )


def to_apply_in(provider_id: int, today: date) -> QuerySet[Reauthorisation]:
    """The running rounds in which the provider has not applied. A query for each: few run at a time."""
    own = Provider.objects.filter(pk=provider_id).values("principal")
    running = Reauthorisation.objects.filter(principal__in=own, ended_on=None)
    keys = [each.pk for each in running if left(each, today).filter(pk=provider_id).exists()]
    return Reauthorisation.objects.filter(pk__in=keys).order_by("deadline", "id")


def rounds_for(actor: Actor, today: date) -> QuerySet[Reauthorisation]:
    """Those in which the actor's provider is to apply and has not, for its administrators."""
    if actor.provider_id is None or Duty.ADMINISTRATOR not in actor.duties:
        return Reauthorisation.objects.none()
    return to_apply_in(actor.provider_id, today)


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


def _had_time(found: Reauthorisation, today: date) -> Q:
    """Who had the first letter, who was written to two weeks ago, and who has no address: the round has stood
    on its start page since the right began."""
    before = today - rules.REMINDED_BEFORE
    written_to = RoundReminder.objects.filter(round=found, provider=OuterRef("pk"), sent_on__lt=before)
    came = _old_rights(found, today).filter(period__startswith__lt=before)
    return Q(Exists(_first_rights(found))) | Q(Exists(written_to)) | Q(Exists(came), contact_email="")


def _rights(intervention_id: int | None) -> QuerySet[Authorisation]:
    found = Authorisation.objects.filter(provider=OuterRef("pk"))
    if intervention_id is None:
        return found
    return found.filter(Q(intervention=intervention_id) | Q(intervention=None))


def _belonging(found: Reauthorisation, today: date) -> ProviderQuerySet:
    """Who had the right when the round began, and who has got one since by the former wordings."""
    return Provider.objects.filter(Exists(_old_rights(found, today)), principal_id=found.principal_id)


def _old_rights(found: Reauthorisation, today: date) -> QuerySet[Authorisation]:
    """The rights that make their holder apply."""
    tried_before = Q(decision__application__conditions_on__lt=found.conditions_on)
    without_application = Q(decision__application=None)
    since = Q(period__startswith__gt=found.started_on, period__startswith__lte=today)
    return _rights(found.intervention_id).filter(
        Q(period__contains=found.started_on) | since & (tried_before | without_application)
    )


def _first_rights(found: Reauthorisation) -> QuerySet[Authorisation]:
    """Those of who had the first letter."""
    return _rights(found.intervention_id).filter(period__contains=found.started_on)


def _applications(found: Reauthorisation, today: date) -> QuerySet[Application]:
    """Those sent in for the round, and others that are tried by the same conditions."""
    others = _same_conditions(found)
    if found.intervention_id is not None:
        parts = ApplicationPart.objects.filter(application=OuterRef("pk"), intervention=found.intervention_id)
        others &= Q(Exists(parts))
    else:
        others &= ~Q(Exists(_held_untried(found, today)))
    return _sent_in().filter(Q(reauthorisation=found) | others, provider=OuterRef("pk"))


def _same_conditions(found: Reauthorisation) -> Q:
    """Or later ones; also before the round began. Who was refused before that is asked to apply again."""
    refused_before = Q(decision__kind=Kind.REFUSE, decision__decided_on__lt=found.started_on)
    return Q(conditions_on__gte=found.conditions_on) & ~refused_before


def _held_untried(found: Reauthorisation, today: date) -> QuerySet[Authorisation]:
    """Of the applicant's rights to one intervention by itself, those in no application by the same
    conditions: a round about all is about each of them."""
    tried = ApplicationPart.objects.filter(
        application__in=_sent_in().filter(_same_conditions(found)),
        application__provider=OuterRef("provider"),
        intervention=OuterRef("intervention"),
    )
    held = Authorisation.objects.filter(provider=OuterRef("provider"), period__contains=today)
    return held.filter(~Exists(tried), intervention__isnull=False)


def _sent_in() -> QuerySet[Application]:
    return Application.objects.filter(submitted_on__isnull=False).exclude(state=Application.State.WITHDRAWN)
