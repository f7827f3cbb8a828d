"""What the inflow adds to the start page and to a case's timeline."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db.models import QuerySet

from stegvis.casework import timeline
from stegvis.casework.models import Case, Referral, ReferralOutcome
from stegvis.casework.timeline import Entry
from stegvis.core import waiting
from stegvis.core.actor import CASEWORKERS, Actor
from stegvis.core.waiting import Line, Waiting
from stegvis.registry.naming import shown_name


def to_answer(actor: Actor, today: date) -> QuerySet[Referral]:
    """Referrals to the actor's units that nobody has answered."""
    awaiting = Referral.objects.visible_to(actor).awaiting()
    return awaiting.select_related("person__merged_into").order_by("received_on", "id")


def line(referral: Referral, today: date) -> Line:
    return Line(
        shown_name(referral.standing_person),
        referral.get_absolute_url(),
        since=referral.received_on,
        note=str(referral.get_source_display()),
    )


def tell_referrals(case: Case) -> Iterable[Entry]:
    """The referrals that the case came of, or that are taken up in it."""
    outcomes = ReferralOutcome.objects.filter(case=case, principal_id=case.principal_id)
    for outcome in outcomes.select_related("referral__registered_by", "decided_by").order_by("id"):
        referral = outcome.referral
        yield Entry(
            referral.received_on,
            f"Hänvisning från {referral.from_whom}",
            referral.asks_for,
            referral.registered_by.display_name,
            referral.get_absolute_url(),
        )
        if outcome.kind == ReferralOutcome.Kind.IN_CASE:
            yield Entry(
                outcome.decided_on, "Hänvisningen togs upp i ärendet", "", outcome.decided_by.display_name
            )


def declare() -> None:
    waiting.register(Waiting("referrals", "Hänvisningar att ta ställning till", CASEWORKERS, to_answer, line))
    timeline.register(tell_referrals)
