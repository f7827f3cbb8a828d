"""Giving an assignment to the provider that the person has chosen."""

from __future__ import annotations

from datetime import date

from stegvis.assignments import permissions
from stegvis.assignments.facts import current_days, facts_of_choice, facts_of_giving
from stegvis.assignments.models import Assignment, Goal
from stegvis.assignments.rules import giving
from stegvis.assignments.rules.giving import NewAssignment
from stegvis.casework.models import Case, Choice
from stegvis.core.actor import Actor
from stegvis.core.answers import Answer
from stegvis.core.locking import locked
from stegvis.core.period import Period
from stegvis.core.refusals import database_refusals
from stegvis.registry.actions import next_number


def can_give(choice: Choice, actor: Actor, today: date) -> Answer:
    """May the actor give the assignment that the choice waits for?"""
    return permissions.may_give(actor, choice) and giving.can_give(facts_of_choice(choice), today)


def give_assignment(choice: Choice, wanted: NewAssignment, *, by: Actor, today: date) -> Assignment:
    """Ask the chosen provider to begin. Raises Refused with every reason, Stale when somebody was first.

    The provider is locked too, and first: see `casework/holding.py`.
    """
    permissions.may_give(by, choice).or_refuse()
    with locked(choice.provider), locked(choice.case) as case, locked(choice) as current:
        current.case = case
        giving.may_give(facts_of_giving(current, wanted.starts_on), wanted, today).or_refuse()
        with database_refusals():
            assignment = _written(current, case, wanted, by=by, today=today)
            _write_goals(assignment, wanted)
    return assignment


def _written(choice: Choice, case: Case, wanted: NewAssignment, *, by: Actor, today: date) -> Assignment:
    return Assignment.objects.create(
        principal_id=case.principal_id,
        number=next_number(Assignment, case.principal_id, today.year, prefix="U"),
        case=case,
        person_id=case.person_id,
        decision=choice.decision,
        choice=choice,
        intervention_id=choice.decision.intervention_id,
        provider_id=choice.provider_id,
        period=Period(wanted.starts_on, current_days(choice.decision).end),
        planned_hours_per_week=wanted.hours_per_week,
        fewer_hours_because=wanted.fewer_hours_because,
        coordination=wanted.coordination,
        note=wanted.description,
        given_on=today,
        given_by_id=by.user_id,
    )


def _write_goals(assignment: Assignment, wanted: NewAssignment) -> None:
    Goal.objects.bulk_create(
        Goal(
            principal_id=assignment.principal_id,
            assignment=assignment,
            text=goal.text,
            measure=goal.measure,
            position=position,
        )
        for position, goal in enumerate(wanted.goals, start=1)
    )
