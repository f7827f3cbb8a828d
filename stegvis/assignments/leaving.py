"""How an assignment ends when the person leaves its provider, and when the provider loses its right."""

from __future__ import annotations

from datetime import date
from typing import TypeVar

from django.db import transaction
from django.db.models import ProtectedError

from stegvis.assignments.facts import facts_of_ending
from stegvis.assignments.models import Assignment, CutShort
from stegvis.assignments.models.assignments import AssignmentQuerySet
from stegvis.casework.actions.change_provider import leave_the_revoked
from stegvis.casework.grants import level_on
from stegvis.casework.leaving import Ender
from stegvis.casework.models import Choice, ChoiceLeft
from stegvis.casework.models.decisions import ChoiceQuerySet
from stegvis.casework.rules.changing_provider import Stay
from stegvis.core.actor import Actor
from stegvis.core.locking import locked
from stegvis.core.period import ONE_DAY, Period
from stegvis.providers.effects import Extent, Loss
from stegvis.providers.models import ProviderDecision

Rows = TypeVar("Rows", AssignmentQuerySet, ChoiceQuerySet)


def stay(choice: Choice) -> Stay | None:
    assignment = Assignment.objects.filter(choice=choice).first()
    if assignment is None:
        return None
    return Stay(assignment.period, facts_of_ending(assignment).latest_report)


def end(choice: Choice, last_day: date, decision: ProviderDecision | None, today: date) -> None:
    """Lets the assignment end with `last_day`, never later than it ends already. One that has not begun by
    then is taken back whole, and the history keeps what it was.

    What others have written of the assignment, a plan or a report, is never taken away with it: then it is
    called off and its first day stands as a place for that, or the days reported stand. So it does when the
    person was to leave later: another may have been chosen for the days after. What a decision about the
    provider takes is kept, so that it can be given back.
    """
    assignment = Assignment.objects.filter(choice=choice).first()
    if assignment is None:
        return
    is_left = ChoiceLeft.objects.filter(choice=choice).exists()
    with locked(assignment) as current:
        if current.period.start > last_day and not is_left and _is_taken_back(current):
            return
        first, reported = current.period.start, facts_of_ending(current).latest_report
        kept = max(last_day, first, reported or first)
        is_shortened = current.period.end is None or kept + ONE_DAY < current.period.end
        is_called_off = first > last_day and reported is None
        if is_shortened or is_called_off > current.is_called_off:
            if decision is not None:
                _keep_the_days(current, decision, today)
            current.period, current.is_called_off = Period.inclusive(first, kept), is_called_off
            current.save(update_fields=["period", "is_called_off"])


def let_them_choose_anew(loss: Loss) -> None:
    """From the day on the provider may carry out the intervention (None = any) no more: its assignments end
    the day before, and each person chooses anew. Money stops with the days.

    The caller has locked the provider: nothing is given or added meanwhile. Cases are locked in the order of
    their keys, so that two providers with customers in the same cases wait for each other at most once.
    """
    promised = _promised(loss).select_related("case")
    found: list[Choice | Assignment] = [*promised, *_running(loss).select_related("case", "choice")]
    for each in sorted(found, key=lambda each: (each.case_id, each.pk)):
        with locked(each.case):
            leave_the_revoked(each if isinstance(each, Choice) else _choice_of(each, loss.by), loss)


def touched(loss: Loss) -> Extent:
    """The assignments that would end, and the choices that would be left, if the right were lost so."""
    promised = _promised(loss).values_list("case__person_id", flat=True)
    people = [*promised, *_running(loss).values_list("person_id", flat=True)]
    return Extent(len(people), frozenset(people))


def _promised(loss: Loss) -> ChoiceQuerySet:
    """Choices of the provider that have led to no assignment yet."""
    waiting = Choice.objects.awaiting_assignment(loss.from_day).filter(provider=loss.provider)
    if loss.intervention is not None:
        waiting = waiting.filter(decision__intervention=loss.intervention)
    return _at_level(waiting, loss)


def _running(loss: Loss) -> AssignmentQuerySet:
    """Assignments that have days from the day on, also those that begin later."""
    own = Assignment.objects.filter(provider=loss.provider, principal_id=loss.provider.principal_id)
    going_on = own.carried_out().not_over(loss.from_day)
    return _at_level(going_on.for_intervention(loss.intervention), loss)


def _at_level(rows: Rows, loss: Loss) -> Rows:
    if not loss.level:
        return rows
    return rows.alias(level_now=level_on(loss.today, "decision")).filter(level_now=loss.level)


def _keep_the_days(assignment: Assignment, decision: ProviderDecision, today: date) -> None:
    CutShort.objects.create(
        principal_id=assignment.principal_id,
        assignment=assignment,
        decision=decision,
        period=assignment.period,
        cut_on=today,
    )


def _choice_of(assignment: Assignment, by: Actor | None) -> Choice:
    """An assignment read in from an older system has none: it gets the one that it must have come of."""
    if assignment.choice is not None:
        return assignment.choice
    choice = Choice.objects.create(
        principal_id=assignment.principal_id,
        case=assignment.case,
        decision=assignment.decision,
        provider_id=assignment.provider_id,
        made=Choice.Made.TAKEN_OVER,
        chosen_on=assignment.given_on or assignment.period.start,
        recorded_by_id=by.user_id if by else None,
    )
    assignment.choice = choice
    assignment.save(update_fields=["choice"])
    return choice


def _is_taken_back(assignment: Assignment) -> bool:
    """Takes the assignment away, unless somebody has written something of it."""
    try:
        with transaction.atomic():
            assignment.supervisions.all().delete()
            assignment.goals.all().delete()
            Assignment.objects.filter(pk=assignment.pk).delete()
    except ProtectedError:
        return False
    return True


ENDER = Ender(stay, end)
