"""Choose the provider of a granted intervention."""

from __future__ import annotations

from datetime import date

from stegvis.casework import offers
from stegvis.casework.models import Choice, Decision
from stegvis.casework.permissions import is_the_resident
from stegvis.casework.possibilities import can_choose
from stegvis.casework.rules.choice import may_be_made, may_take
from stegvis.core.actor import Actor
from stegvis.core.answers import Answer, Check
from stegvis.core.locking import locked
from stegvis.core.refusals import database_refusals
from stegvis.providers.models import Provider


def choose_provider(
    decision: Decision, provider: Provider, made: str, reason: str = "", *, by: Actor, today: date
) -> Choice:
    """Records the choice. Two choices for one decision, or of one last place, give one: the other is refused.

    The case is locked before the decision and the decision before the provider, always in that order: a case
    that is being closed gets no choice. Raises Refused with every reason.
    """
    may_say_how(decision, made, by).or_refuse()
    with locked(decision.case) as case, locked(decision) as current:
        current.case = case
        can_choose(current, by, today).or_refuse()
        with locked(provider) as chosen:
            non_choice = made == Choice.Made.NON_CHOICE
            answer = may_take(offers.offer_facts(current, chosen, today)) & may_be_made(
                is_non_choice=non_choice,
                reason=reason,
                provider_id=chosen.pk,
                first_in_turn=offers.first_in_turn(current, today) if non_choice else None,
            )
            answer.or_refuse()
            with database_refusals():
                return Choice.objects.create(
                    principal_id=current.principal_id,
                    case_id=current.case_id,
                    decision=current,
                    replaces=_left_choice(current),
                    provider=chosen,
                    made=made,
                    reason=reason,
                    chosen_on=today,
                    recorded_by_id=by.user_id,
                )


def _left_choice(decision: Decision) -> Choice | None:
    """The latest choice when the person has left its provider: the next one takes its place."""
    latest = Choice.objects.filter(decision=decision).with_whose().last()
    return latest if latest is not None and latest.is_left else None


def may_say_how(decision: Decision, made: str, by: Actor) -> Answer:
    """A resident has chosen himself; a caseworker says that they chose together, or that nobody chose."""
    own = is_the_resident(by, decision.case)
    return Answer.of(
        Check(made in Choice.Made.values, "Ange hur valet gjordes.", "made"),
        Check(
            own == (made == Choice.Made.RESIDENT),
            "Du väljer själv, utan handläggare." if own else "Bara deltagaren kan välja på egen hand.",
            "made",
        ),
    )
