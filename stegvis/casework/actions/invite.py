"""Invite the person to choose, give more time, ask for help with the choice, and give it."""

from __future__ import annotations

from datetime import date, timedelta

from stegvis.casework import possibilities
from stegvis.casework.choice_terms import days_to_choose
from stegvis.casework.models import ChoiceInvitation, Decision
from stegvis.core.actor import Actor
from stegvis.core.answers import Answer, Check
from stegvis.core.locking import locked
from stegvis.core.refusals import database_refusals


def invite_to_choose(decision: Decision, *, today: date) -> ChoiceInvitation | None:
    """What follows on a grant: the person has the days of the terms to choose. The caller has decided, and
    holds the lock on the case. None when there is nothing to choose."""
    if not decision.intervention.chosen_by_person:
        return None
    return _invitation(decision, today)


def invite_anew(decision: Decision, *, today: date) -> ChoiceInvitation | None:
    """Who leaves a provider gets the days of the terms again. Under the caller's lock, as the first time."""
    invitation = invite_to_choose(decision, today=today)
    if invitation is not None:
        invitation.invited_on = today
        invitation.choose_by = _last_day_to_choose(decision, today)
        invitation.save(update_fields=["invited_on", "choose_by"])
    return invitation


def set_time_to_choose(decision: Decision, choose_by: date, *, by: Actor, today: date) -> ChoiceInvitation:
    """The person has until the day to choose, whatever was said before."""
    with locked(decision.case) as case, locked(decision) as current:
        current.case = case
        Answer.of(
            possibilities.can_set_time_to_choose(current, by, today),
            Check(choose_by >= today, "Ange i dag eller en senare dag.", "choose_by"),
        ).or_refuse()
        with database_refusals():
            invitation = _invitation(current, today)
            invitation.choose_by = choose_by
            invitation.save(update_fields=["choose_by"])
    return invitation


def ask_for_help(decision: Decision, wish: str, *, by: Actor, today: date) -> ChoiceInvitation:
    """The person wants to talk before choosing: it becomes a task of the caseworker's."""
    with locked(decision.case) as case, locked(decision) as current:
        current.case = case
        possibilities.can_ask_for_help(current, by, today).or_refuse()
        with database_refusals():
            invitation = _invitation(current, today)
            invitation.help_asked_on, invitation.help_wish = today, wish
            invitation.helped_on = invitation.helped_by_id = None
            invitation.save(update_fields=["help_asked_on", "help_wish", "helped_on", "helped_by"])
    return invitation


def give_help(decision: Decision, *, by: Actor, today: date) -> ChoiceInvitation:
    """The caseworker has talked with the person about the choice."""
    with locked(decision.case) as case, locked(decision) as current:
        current.case = case
        possibilities.can_give_help(current, by).or_refuse()
        invitation = current.invitation
        invitation.helped_on, invitation.helped_by_id = today, by.user_id
        with database_refusals():
            invitation.save(update_fields=["helped_on", "helped_by"])
    return invitation


def _invitation(decision: Decision, today: date) -> ChoiceInvitation:
    """The one there is, or a new one by the terms of the day."""
    invitation, _made = ChoiceInvitation.objects.get_or_create(
        decision=decision,
        defaults={
            "principal_id": decision.principal_id,
            "invited_on": today,
            "choose_by": _last_day_to_choose(decision, today),
        },
    )
    return invitation


def _last_day_to_choose(decision: Decision, today: date) -> date:
    return today + timedelta(days=days_to_choose(decision.principal_id, today))
