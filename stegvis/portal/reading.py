"""Everything that the resident's pages show of a case, read at once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from stegvis.assignments.facts import with_assignments
from stegvis.assignments.models import Assignment, MonthlyReport, Plan
from stegvis.assignments.words import Status, status_on
from stegvis.casework.actions.change_provider import change_facts, changes_in, most_changes
from stegvis.casework.facts import with_road
from stegvis.casework.grants import days_given_by
from stegvis.casework.models import Case, Choice, Decision, DecisionDocument
from stegvis.casework.permissions import may_choose
from stegvis.casework.possibilities import can_choose
from stegvis.casework.road import road
from stegvis.casework.rules.changing_provider import can_ask
from stegvis.core.actor import Actor
from stegvis.core.parts import Stage, TimelineEntry
from stegvis.oversight.models import Reading
from stegvis.oversight.models.readings import ReadingQuerySet
from stegvis.portal.story import story
from stegvis.portal.words import decision_in_words, goes_against


@dataclass(frozen=True, slots=True)
class DecisionLine:
    decision: Decision
    sentence: str
    is_against: bool
    is_corrected: bool
    has_document: bool


@dataclass(frozen=True, slots=True)
class AssignmentLine:
    assignment: Assignment
    status: Status


@dataclass(frozen=True, slots=True)
class MyProvider:
    """Whom I have chosen, and whether I may ask for another."""

    choice: Choice
    intervention: str
    is_asked_for: bool
    may_change: bool


@dataclass(frozen=True, slots=True)
class MyCase:
    """A case as the person it is about meets it."""

    case: Case
    stages: list[Stage]
    choices: list[Decision]
    providers: list[MyProvider]
    decisions: list[DecisionLine]
    assignments: list[AssignmentLine]
    happened: list[TimelineEntry]

    @property
    def may_appeal(self) -> bool:
        return any(line.is_against for line in self.decisions)


def my_cases(actor: Actor) -> list[Case]:
    """The actor's own cases, the open one first and then the latest."""
    return sorted(Case.objects.visible_to(actor).for_page(), key=lambda case: (not case.is_open, -case.pk))


def my_readers(actor: Actor) -> ReadingQuerySet:
    """The times when somebody has read about the resident."""
    if actor.person_id is None:
        return Reading.objects.none()
    return Reading.objects.about(actor.person_id, actor.principal_id).for_list()


def read(case: Case, actor: Actor, today: date) -> MyCase:
    case = with_assignments(with_road(case))
    decisions = list(case.decisions.all())
    documents = set(DecisionDocument.objects.of_case(case).values_list("decision", flat=True))
    changes, most = changes_in(case), most_changes(case.principal_id, today)
    return MyCase(
        case,
        stages=road(case, today),
        choices=[decision for decision in decisions if can_choose(decision, actor, today)],
        providers=[
            MyProvider(
                choice,
                decision.intervention.name,
                is_asked_for=(known := change_facts(choice, changes, most)).is_asked_for,
                may_change=bool(may_choose(actor, decision) & can_ask(known, today=today)),
            )
            for decision in decisions
            if (choice := decision.choice) is not None and days_given_by(decision) is not None
        ],
        decisions=[_decision_line(each, has_document=each.pk in documents) for each in reversed(decisions)],
        assignments=[
            AssignmentLine(each, status_on(each.period, today, is_called_off=each.is_called_off))
            for each in reversed(case.assignments.all())
        ],
        happened=story(case, today),
    )


def reports_of(assignment: Assignment) -> list[MonthlyReport]:
    """The reports that hold, the latest month first."""
    return list(MonthlyReport.objects.filter(assignment=assignment).in_force().order_by("-month"))


def current_plan(assignment: Assignment, today: date) -> Plan | None:
    """The plan that applies today, or the first one when none has begun."""
    plans = list(assignment.plans.prefetch_related("activities").order_by("-starts_on"))
    begun = (plan for plan in plans if plan.starts_on <= today)
    return next(begun, plans[-1] if plans else None)


def _decision_line(decision: Decision, *, has_document: bool) -> DecisionLine:
    corrected = hasattr(decision, "corrected_by")
    against = goes_against(decision) and not corrected
    return DecisionLine(decision, decision_in_words(decision), against, corrected, has_document)
