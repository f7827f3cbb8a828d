"""What comes back when an interim revocation is lifted before anybody has felt it: the assignments' days."""

from __future__ import annotations

from datetime import date

from stegvis.assignments.facts import overlapping
from stegvis.assignments.models import Assignment, CutShort
from stegvis.casework.actions.give_back_choice import give_back_choice, waiting_for
from stegvis.casework.grants import granted_days, in_effect
from stegvis.casework.models import Choice, ChoiceLeft
from stegvis.core.actor import Actor
from stegvis.core.locking import locked
from stegvis.core.period import Period, merged
from stegvis.core.refusals import database_refusals
from stegvis.providers.effects import Return
from stegvis.providers.expiring import rights_to
from stegvis.providers.models import ProviderDecision


def waiting(interim: ProviderDecision) -> int:
    return waiting_for(interim).count()


def give_back(interim: ProviderDecision, by: Actor, today: date) -> int:
    """Each person has the provider again, and the assignment its days. Pay follows the days.

    One that had not begun was taken away whole: then the choice awaits its assignment once more. Who was on
    the way out by an own wish, when the decision made it sooner, has the days until then.
    """
    waiting = waiting_for(interim).select_related("choice__case", "choice__decision", "choice__provider")
    given = [_is_given_back(left, interim, by, today) for left in waiting.order_by("id")]
    for cut in _cut_of_those_who_left_before(interim):
        _lengthen(cut)
    return sum(given)


def _is_given_back(left: ChoiceLeft, interim: ProviderDecision, by: Actor, today: date) -> bool:
    cut = CutShort.objects.filter(decision=interim, assignment__choice=left.choice).first()
    if cut is not None and _days_again(cut) is None:
        return False
    choice = give_back_choice(left, by=by, today=today)
    if choice is not None and cut is not None:
        _lengthen(cut, choice)
    return choice is not None


def _cut_of_those_who_left_before(interim: ProviderDecision) -> list[CutShort]:
    cuts = CutShort.objects.filter(decision=interim).exclude(assignment__choice__leaving__decision=interim)
    return list(cuts.filter(assignment__choice__leaving__isnull=False).order_by("id"))


def _lengthen(cut: CutShort, choice: Choice | None = None) -> None:
    """The assignment has its days again, and belongs to the choice that was given back."""
    with locked(cut.assignment) as assignment:
        days = _days_again(cut)
        if days is None:
            return
        assignment.period = days
        assignment.choice = choice or assignment.choice
        with database_refusals():
            assignment.save(update_fields=["period", "choice"])


def _days_again(cut: CutShort) -> Period | None:
    """The days as they were, as far as the decision in the case still gives them. None when somebody has
    ended the assignment since, or something else has taken the days."""
    assignment = Assignment.objects.select_related("decision").get(pk=cut.assignment_id)
    granted = merged(granted_days(assignment.decision))
    days = next((days for each in granted if (days := each.intersect(cut.period))), None)
    if days is None or days.start != assignment.period.start or _is_ended_since(assignment, cut):
        return None
    if not _may_go_on(assignment, cut.decision.holds_from):
        return None
    taken = overlapping(assignment.person_id, assignment.intervention_id, days, other_than=assignment.pk)
    return days if taken is None else None


def _may_go_on(assignment: Assignment, day: date) -> bool:
    """Has the provider the right again on the day? What has been revoked for good meanwhile is not back."""
    level = in_effect(assignment.decision, day).level
    rights = rights_to(assignment.provider_id, assignment.intervention_id, level)
    return rights.filter(period__contains=day).exists()


def _is_ended_since(assignment: Assignment, cut: CutShort) -> bool:
    ended_sooner = assignment.period.end is None or assignment.period.end < cut.decision.holds_from
    return ended_sooner or hasattr(assignment, "final_report")


RETURN = Return(waiting, give_back)
