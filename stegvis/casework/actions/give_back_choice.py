"""Gives back the choices that an interim revocation took, when it is lifted before anybody has felt it."""

from __future__ import annotations

from datetime import date

from stegvis.casework import offers
from stegvis.casework.facts import is_in_force
from stegvis.casework.grants import days_given_by
from stegvis.casework.models import Choice, ChoiceLeft, ProviderChange
from stegvis.casework.models.choosing import ChoiceLeftQuerySet
from stegvis.casework.rules.changing_provider import REVOKED, ReturnFacts, may_be_given_back
from stegvis.core.actor import Actor
from stegvis.core.locking import locked
from stegvis.core.refusals import database_refusals
from stegvis.providers.models import ProviderDecision


def waiting_for(interim: ProviderDecision) -> ChoiceLeftQuerySet:
    """Of those who had to leave because of the decision: who has not chosen anew, in cases still open."""
    return ChoiceLeft.objects.without_another().filter(decision=interim)


def give_back_choice(left: ChoiceLeft, *, by: Actor, today: date) -> Choice | None:
    """The same provider again, without any new choice; the invitation to choose is over with that. None when
    the person has chosen another, or the provider has no room or no right for it any more. Who decided about
    the provider need not work in the case."""
    with locked(left.choice.case) as case, locked(left.choice) as choice:
        choice.case = case
        if not may_be_given_back(_facts(choice, today)):
            return None
        with database_refusals():
            given_back = Choice.objects.create(
                principal_id=choice.principal_id,
                case=case,
                decision=choice.decision,
                replaces=choice,
                provider=choice.provider,
                made=Choice.Made.GIVEN_BACK,
                chosen_on=today,
                recorded_by_id=by.user_id,
            )
            _await_their_answers_again(choice, given_back)
    return given_back


def _await_their_answers_again(left: Choice, given_back: Choice) -> None:
    """Wishes to change provider that waited when the decision granted them: those that led to no leaving."""
    wishes = ProviderChange.objects.filter(choice=left, answer__granted=True, leaving__isnull=True)
    for wish in wishes.exclude(ground=REVOKED).order_by("id"):
        ProviderChange.objects.create(
            principal_id=wish.principal_id,
            choice=given_back,
            ground=wish.ground,
            reason=wish.reason,
            asked_on=wish.asked_on,
            asked_by_id=wish.asked_by_id,
        )


def _facts(choice: Choice, today: date) -> ReturnFacts:
    offer = offers.offer_facts(choice.decision, choice.provider, today)
    return ReturnFacts(
        is_replaced=Choice.objects.filter(replaces=choice).exists(),
        case_is_open=choice.case.is_open,
        days=days_given_by(choice.decision) if is_in_force(choice.decision) else None,
        is_authorised=offer.authorised,
        has_room=offer.has_room,
    )
