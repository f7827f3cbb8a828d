"""What comes back when an interim revocation is lifted before anybody has felt it: the assignments' days."""

from __future__ import annotations

from datetime import date

from stegvis.assignments.facts import is_authorised, overlapping
from stegvis.assignments.models import Assignment, CutShort
from stegvis.casework.actions.give_back_choice import give_back_choice, waiting_for
from stegvis.casework.grants import granted_days
from stegvis.casework.models import Case, ChoiceLeft
from stegvis.core.actor import Actor
from stegvis.core.locking import locked
from stegvis.core.period import Period, merged
from stegvis.core.refusals import database_refusals
from stegvis.providers.effects import Return
from stegvis.providers.models import ProviderDecision


def waiting(interim: ProviderDecision) -> int:
    return waiting_for(interim).count()


def give_back(interim: ProviderDecision, by: Actor, today: date) -> int:
    """Each person has the provider again, and the assignment its days. Pay follows the days.

    One that had not begun was taken away whole: then the choice awaits its assignment once more. Who was on
    the way out by an own wish, when the decision made it sooner, has the days until then.
    """
    waiting = waiting_for(interim).select_related("choice__case", "choice__decision", "choice__provider")
    found: list[ChoiceLeft | CutShort] = [*waiting, *_cut_of_those_who_left_before(interim)]
    # Cases in the order in which everybody locks them.
    found.sort(key=lambda each: (_case_of(each).pk, isinstance(each, CutShort), each.pk))
    given = 0
    for each in found:
        with locked(_case_of(each)) as case:
            if isinstance(each, ChoiceLeft):
                given += _is_given_back(each, interim, by, today)
            elif case.is_open:
                _give_back_days(each)
    return given


def _case_of(found: ChoiceLeft | CutShort) -> Case:
    return found.choice.case if isinstance(found, ChoiceLeft) else found.assignment.case


def _is_given_back(left: ChoiceLeft, interim: ProviderDecision, by: Actor, today: date) -> bool:
    """Asked under the locks: until then somebody may have ended the grant, or given the days away."""
    with locked(left.choice) as choice:
        cut = CutShort.objects.filter(decision=interim, assignment__choice=choice).first()
        if cut is None:
            return give_back_choice(left, by=by, today=today) is not None
        with locked(cut.assignment) as assignment:
            days = _days_again(assignment, cut)
            again = give_back_choice(left, by=by, today=today) if days else None
            if again is not None:
                assignment.choice = again
                _lengthen(assignment, days)
            return again is not None


def _give_back_days(cut: CutShort) -> None:
    with locked(cut.assignment) as assignment:
        _lengthen(assignment, _days_again(assignment, cut))


def _cut_of_those_who_left_before(interim: ProviderDecision) -> list[CutShort]:
    cuts = CutShort.objects.filter(decision=interim).exclude(assignment__choice__leaving__decision=interim)
    left_before = cuts.filter(assignment__choice__leaving__isnull=False)
    return list(left_before.select_related("assignment__case"))


def _lengthen(assignment: Assignment, days: Period | None) -> None:
    """The assignment, which the caller has locked, has its days again."""
    if days is None:
        return
    assignment.period, assignment.is_called_off = days, False
    with database_refusals():
        assignment.save(update_fields=["period", "is_called_off", "choice"])


def _days_again(assignment: Assignment, cut: CutShort) -> Period | None:
    """The days as they were, as far as the decision in the case still gives them. None when somebody has
    ended the assignment since, or something else has taken the days."""
    granted = merged(granted_days(assignment.decision))
    days = next((days for each in granted if (days := each.intersect(cut.period))), None)
    if days is None or days.start != assignment.period.start or _is_ended_since(assignment, cut):
        return None
    if not _may_go_on(assignment, days, cut.decision.holds_from):
        return None
    taken = overlapping(assignment.person_id, assignment.intervention_id, days, other_than=assignment.pk)
    return days if taken is None else None


def _may_go_on(assignment: Assignment, days: Period, day: date) -> bool:
    """Has the provider the right again on the day, and does it keep it? What has been revoked for good
    meanwhile is not back, also when that holds from a day to come."""
    rest = days.intersect(Period(day)) or days
    return is_authorised(assignment.provider_id, assignment.decision, rest, day)


def _is_ended_since(assignment: Assignment, cut: CutShort) -> bool:
    ended_sooner = assignment.period.end is None or assignment.period.end < cut.decision.holds_from
    return ended_sooner or hasattr(assignment, "final_report")


RETURN = Return(waiting, give_back)
