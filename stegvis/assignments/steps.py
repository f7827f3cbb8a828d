"""The steps of an assignment: where each is done, and whether it can be done now."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from django.urls import reverse

from stegvis.assignments import permissions
from stegvis.assignments.actions.end import can_end
from stegvis.assignments.actions.extend import can_extend
from stegvis.assignments.actions.give import can_give
from stegvis.assignments.actions.meet import can_record_meeting
from stegvis.assignments.actions.name_staff import can_name_provider_staff
from stegvis.assignments.actions.plan import can_plan
from stegvis.assignments.actions.report import can_report
from stegvis.assignments.actions.report_finally import can_report_finally
from stegvis.assignments.actions.supervise import can_have_supervisors
from stegvis.assignments.facts import with_assignments
from stegvis.assignments.models import Assignment
from stegvis.assignments.voices.actions import can_invite
from stegvis.casework.facts import is_in_force, with_road
from stegvis.casework.models import Case
from stegvis.core.actor import Actor
from stegvis.core.steps import Step


def available(assignment: Assignment, actor: Actor, today: date) -> list[Step]:
    """Every step that the actor's part in the assignment holds, with its answer."""
    steps: list[Step] = []
    if permissions.may_report(actor, assignment):
        steps += _steps_of_provider(assignment, actor, today)
    if permissions.may_record_meeting(actor, assignment):
        steps.append(_meeting(assignment, actor, today))
    if permissions.may_decide(actor, assignment):
        steps += _steps_of_caseworker(assignment, actor, today)
    if permissions.may_name_supervisors(actor, assignment):
        can = can_have_supervisors(assignment, actor, today)
        steps.append(Step("supervisors", "Utse handledare", _url("supervisors", assignment), can))
    steps += _steps_of_protection(assignment, actor, today)
    return steps


def _steps_of_provider(assignment: Assignment, actor: Actor, today: date) -> Iterator[Step]:
    planned = assignment.plans.exists()
    yield Step(
        "plan",
        "Gör en ny version av planen" if planned else "Gör en genomförandeplan",
        _url("plan_assignment", assignment),
        can_plan(assignment, actor, today),
        main=not planned,
    )
    can = can_report(assignment, actor, today)
    yield Step("report", "Skriv månadsrapport", _url("send_report", assignment), can, main=planned and can.ok)
    yield Step(
        "final_report",
        "Skriv slutrapport",
        _url("final_report", assignment),
        can_report_finally(assignment, actor, today),
    )


def _meeting(assignment: Assignment, actor: Actor, today: date) -> Step:
    can = can_record_meeting(assignment, actor, today)
    return Step("meeting", "För in ett trepartsmöte", _url("record_meeting", assignment), can)


def _steps_of_caseworker(assignment: Assignment, actor: Actor, today: date) -> Iterator[Step]:
    can = can_extend(assignment, actor, today)
    yield Step("extend", "Förläng insatsen", _url("extend_assignment", assignment), can, main=can.ok)
    yield Step(
        "end", "Avsluta i förtid", _url("end_assignment", assignment), can_end(assignment, actor, today)
    )
    asked = can_invite(assignment, actor, today)
    yield Step("voice", "Ge en kod för att tycka till", _url("voice_code", assignment), asked)


def _steps_of_protection(assignment: Assignment, actor: Actor, today: date) -> Iterator[Step]:
    """Awaited until somebody at the provider may know whom the assignment is for."""
    if not assignment.person.is_protected:
        return
    can = can_name_provider_staff(assignment, actor)
    if can:
        nobody = not Assignment.objects.filter(pk=assignment.pk).with_named_staff(today).exists()
        title = "Namnge personal hos anordnaren"
        yield Step("name_staff", title, _url("name_provider_staff", assignment), can, main=nobody)


def steps_in_case(case: Case, actor: Actor, today: date) -> Iterable[Step]:
    """On the case page: giving what is awaited. The rest is done on each assignment's page."""
    if not case.is_open:
        return
    given = {assignment.choice_id for assignment in with_assignments(case).assignments.all()}
    for decision in with_road(case).decisions.all():
        choice = decision.choice
        if choice is None or choice.pk in given or not is_in_force(decision):
            continue
        choice.case, choice.decision = case, decision
        answer = can_give(choice, actor, today)
        title = f"Lämna uppdrag om {decision.intervention.name} till {choice.provider.name}"
        yield Step(
            f"give-{choice.pk}", title, reverse("give_assignment", args=[choice.pk]), answer, main=True
        )


def _url(name: str, assignment: Assignment) -> str:
    return reverse(name, args=[assignment.pk])
