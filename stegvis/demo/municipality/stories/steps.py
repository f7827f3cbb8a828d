"""The steps of the main road in the words of the demo, each one action with believable texts."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import wraps
from typing import ParamSpec, TypeVar

from stegvis.accounts.models import User
from stegvis.assignments.actions.give import give_assignment
from stegvis.assignments.actions.plan import make_plan
from stegvis.assignments.models import Activity, Assignment
from stegvis.assignments.rules.giving import GoalText, NewAssignment
from stegvis.assignments.rules.planning import NewPlan
from stegvis.casework.actions.choose import choose_provider
from stegvis.casework.actions.decide import grant_intervention
from stegvis.casework.actions.open import Opening, open_case
from stegvis.casework.models import CapacityGrade, Case, Choice, Decision, TargetGroup
from stegvis.casework.rules.assessment import Findings
from stegvis.casework.rules.entry import Wanted
from stegvis.catalogue.models import Intervention
from stegvis.core import clock
from stegvis.core.actor import Actor
from stegvis.core.identifiers import parse_personal_number
from stegvis.core.period import Period
from stegvis.demo.municipality.stories.assessments import sign_with_answers
from stegvis.providers.models import Provider
from stegvis.registry.models import Unit

Kind = Activity.Kind
Source = CapacityGrade.Source
P = ParamSpec("P")
R = TypeVar("R")


def on_its_day(step: Callable[P, R]) -> Callable[P, R]:
    """The step is taken on the day it is told for (`on`), also by the clock."""

    @wraps(step)
    def taken(*args: P.args, **kwargs: P.kwargs) -> R:
        day = kwargs["on"]
        assert isinstance(day, date)
        with clock.frozen(day):
            return step(*args, **kwargs)

    return taken


@on_its_day
def opened(name: str, number: str, unit: Unit, *, by: Actor, on: date, held: bool = True) -> Case:
    """A case for a person new to the register; held by whoever opens it, or by nobody."""
    first, _, last = name.partition(" ")
    opening = Opening(
        number=parse_personal_number(number, today=on),
        unit=unit,
        target_group=TargetGroup.INCOME_SUPPORT,
        opened_on=on,
        caseworker=User.objects.get(pk=by.user_id) if held else None,
        referred_by="Socialtjänsten",
        first_name=first,
        last_name=last,
    )
    return open_case(opening, by=by, today=on)


@on_its_day
def assessed(
    case: Case, *, by: Actor, on: date, capacity: int = 100, goal: str = "Vill arbeta i kök."
) -> Case:
    findings = Findings(
        held_on=on,
        own_goal=goal,
        capacity_percent=capacity,
        state_could_serve=False,
        background="Gymnasium, några kortare anställningar.",
        obstacles="Har varit utan arbete länge och saknar aktuella referenser.",
        capacity_source="Karriärvägledarens bedömning vid mötet" if capacity == 100 else "Förtroendeläkare",
        capacity_by=Source.CASEWORKER if capacity == 100 else Source.ADVISER,
        state_checked_on=on,
        state_note="Är inskriven, men får ingen plats i Arbetsförmedlingens program före hösten.",
    )
    sign_with_answers(case, findings, by=by, on=on)
    return case


@on_its_day
def granted(case: Case, code: str, period: Period, *, by: Actor, on: date) -> Decision:
    wanted = Wanted(
        period=period,
        reason="Insatsen bedöms leda snabbast till egen försörjning.",
        combination_confirmed=True,
    )
    intervention = Intervention.objects.get(principal_id=case.principal_id, code=code)
    return grant_intervention(case, intervention, wanted, by=by, today=on)


@on_its_day
def chosen(decision: Decision, provider: Provider, *, by: Actor, on: date) -> Choice:
    return choose_provider(decision, provider, Choice.Made.TOGETHER, by=by, today=on)


@on_its_day
def given(choice: Choice, *, by: Actor, on: date, starts_on: date, hours: int = 40) -> Assignment:
    wanted = NewAssignment(
        starts_on=starts_on,
        hours_per_week=hours,
        coordination=Assignment.Coordination.CASEWORKER,
        description="Stöd hela vägen till ett arbete inom tre till sex månader.",
        goals=(
            GoalText("Söka arbete varje vecka", "Minst fem sökta arbeten i veckan"),
            GoalText("Pröva på ett yrke", "Minst fyra veckors praktik"),
        ),
    )
    return give_assignment(choice, wanted, by=by, today=on)


@on_its_day
def planned(assignment: Assignment, *, by: Actor, on: date, starts_on: date) -> Assignment:
    """A full-time plan, half of it at a workplace."""
    plan = NewPlan(
        starts_on=starts_on,
        how="Två dagar hos oss med cv och ansökningar, resten praktik och eget jobbsökande.",
        hours={Kind.INTERVENTION: 12, Kind.PRACTICE: 20, Kind.JOB_SEARCH: 8},
        agreed_with_person=True,
    )
    make_plan(assignment, plan, by=by, today=on)
    return assignment
