"""Leave a provider for another: ask, answer, and – when the provider has lost its right – leave at once."""

from __future__ import annotations

from datetime import date

from stegvis.casework import facts, leaving, permissions
from stegvis.casework.actions.invite import invite_anew
from stegvis.casework.grants import days_given_by
from stegvis.casework.models import (
    Case,
    Choice,
    ChoiceLeft,
    ChoiceTerms,
    ProviderChange,
    ProviderChangeAnswer,
)
from stegvis.casework.rules import changing_provider as rules
from stegvis.casework.rules.changing_provider import ChangeFacts, Wish
from stegvis.core.actor import Actor
from stegvis.core.answers import Answer
from stegvis.core.locking import locked
from stegvis.core.period import ONE_DAY
from stegvis.core.refusals import database_refusals
from stegvis.providers.effects import Loss
from stegvis.providers.models import ProviderDecision


def changes_in(case: Case) -> list[ProviderChange]:
    """All wishes of the case with what came of them, in order. One query."""
    asked = ProviderChange.objects.filter(choice__in=Choice.objects.filter(case=case).values("pk"))
    return list(
        asked.select_related("choice__provider", "asked_by", "answer__answered_by", "leaving").order_by("id")
    )


def change_facts(choice: Choice, changes: list[ProviderChange], most_changes: int | None) -> ChangeFacts:
    """From all changes of the case, as `changes_in` gives them. No queries when the case is read whole."""
    decision = choice.decision
    under = [change for change in changes if change.choice.decision_id == decision.pk]
    left = [change for change in under if hasattr(change, "leaving")]
    return ChangeFacts(
        is_left=any(change.choice_id == choice.pk for change in left),
        days=days_given_by(decision) if facts.is_in_force(decision) else None,
        case_is_open=choice.case.is_open,
        is_asked_for=any(change.choice_id == choice.pk and not hasattr(change, "answer") for change in under),
        changes_before=sum(change.ground != rules.REVOKED for change in left),
        most_changes=most_changes,
    )


def most_changes(principal_id: int, today: date) -> int | None:
    """How often one may change under one decision; None = as often as one likes."""
    terms = ChoiceTerms.objects.filter(principal=principal_id, period__contains=today).first()
    return terms.max_changes if terms else None


def _facts_now(choice: Choice, today: date) -> ChangeFacts:
    return change_facts(choice, changes_in(choice.case), most_changes(choice.principal_id, today))


def can_ask(choice: Choice, actor: Actor, today: date) -> Answer:
    return permissions.may_choose(actor, choice.decision) & rules.can_ask(
        _facts_now(choice, today), today=today
    )


def ask_to_change(choice: Choice, wish: Wish, *, by: Actor, today: date) -> ProviderChange:
    """The person, or the caseworker for him, wants another provider. Raises Refused with every reason."""
    permissions.may_choose(by, choice.decision).or_refuse()
    with locked(choice.case) as case, locked(choice) as current:
        current.case = case
        rules.may_ask(_facts_now(current, today), wish, today=today).or_refuse()
        with database_refusals():
            return _asked(current, wish, by=by, today=today)


def answer_change(
    change: ProviderChange,
    *,
    granted: bool,
    last_day: date | None = None,
    reason: str = "",
    by: Actor,
    today: date,
) -> ProviderChangeAnswer:
    """Grants the wish, with the last day at the provider, or refuses it with a reason.

    Granted: what has been agreed with the provider ends, and another may be chosen for the days left. Pay
    follows the days. Raises Refused with every reason.
    """
    permissions.may_work_in(by, change.choice.case).or_refuse()
    with locked(change.choice.case) as case, locked(change.choice) as choice:
        choice.case = case
        rules.may_answer(
            is_answered=ProviderChangeAnswer.objects.filter(change=change).exists(),
            is_left=ChoiceLeft.objects.filter(choice=choice).exists(),
            case_is_open=case.is_open,
            granted=granted,
            reason=reason,
            last_day=last_day,
        ).or_refuse()
        with database_refusals():
            answer = _answered(change, granted=granted, reason=reason, by=by, today=today)
            if granted and last_day is not None:
                rules.may_leave(leaving.stay_of(choice), last_day, today=today).or_refuse()
                _leave(choice, change, last_day, today)
    return answer


def leave_the_revoked(choice: Choice, loss: Loss) -> None:
    """The provider has lost its right: the person is with it through the day before and chooses anew.

    Who has left already, or is to leave later, is not with it longer than that either. Who waits for an
    answer has it, and the change is none of those that are counted. Asked for by who decided about the
    provider, who need not work in the case; by nobody when the right has run out by its own day.
    """
    last_day = loss.from_day - ONE_DAY
    with locked(choice.case) as case, locked(choice) as current:
        current.case = case
        with database_refusals():
            if ChoiceLeft.objects.filter(choice=current).exists():
                leaving.end(current, last_day, loss.decision, loss.today)
                return
            for asked in current.changes.unanswered():
                _answered(asked, granted=True, reason=loss.reason, by=loss.by, today=loss.today)
            change = _asked(current, Wish(rules.REVOKED, loss.reason), by=loss.by, today=loss.today)
            _answered(change, granted=True, reason=loss.reason, by=loss.by, today=loss.today)
            _leave(current, change, last_day, loss.today, loss.decision)


def _asked(choice: Choice, wish: Wish, *, by: Actor | None, today: date) -> ProviderChange:
    return ProviderChange.objects.create(
        principal_id=choice.principal_id,
        choice=choice,
        ground=wish.ground,
        reason=wish.reason,
        asked_on=today,
        asked_by_id=by.user_id if by else None,
    )


def _answered(
    change: ProviderChange, *, granted: bool, reason: str, by: Actor | None, today: date
) -> ProviderChangeAnswer:
    return ProviderChangeAnswer.objects.create(
        principal_id=change.principal_id,
        change=change,
        granted=granted,
        reason=reason,
        answered_on=today,
        answered_by_id=by.user_id if by else None,
    )


def _leave(
    choice: Choice,
    change: ProviderChange,
    last_day: date,
    today: date,
    decision: ProviderDecision | None = None,
) -> None:
    leaving.end(choice, last_day, decision, today)
    ChoiceLeft.objects.create(
        principal_id=choice.principal_id,
        choice=choice,
        change=change,
        decision=decision,
        last_day=last_day,
        left_on=today,
    )
    invite_anew(choice.decision, today=today)
