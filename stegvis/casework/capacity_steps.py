"""What can be done about a person's capacity now, and what awaits somebody in it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from django.db.models import QuerySet
from django.urls import reverse

from stegvis.casework import capacity_facts as facts
from stegvis.casework.models import CapacityAnswer, CapacityGrade, CapacityStatement, Case
from stegvis.casework.permissions import may_advise, may_work_in
from stegvis.casework.rules import statements
from stegvis.casework.rules.capacity import capacity_in_words
from stegvis.casework.rules.opening import CLOSED_ALREADY
from stegvis.core.actor import ADVISERS, CASEWORKERS, Actor
from stegvis.core.answers import Answer, Check
from stegvis.core.steps import Step
from stegvis.core.waiting import Line, Waiting
from stegvis.registry.naming import shown_name

NOTICE = timedelta(days=14)
"""So long before a grade runs out the caseworker is reminded: time enough to meet and assess anew."""


def can_record(case: Case, actor: Actor) -> Answer:
    """May grades be recorded, corrected and taken away?"""
    return may_work_in(actor, case) & Answer.of(Check(case.is_open, CLOSED_ALREADY))


def can_ask(case: Case, actor: Actor) -> Answer:
    return may_work_in(actor, case) & statements.may_ask(
        is_open=case.is_open, awaits_one=facts.awaits_statement(case)
    )


def can_record_answer(statement: CapacityStatement, actor: Actor) -> Answer:
    return may_work_in(actor, statement.case) & statements.may_answer(facts.request_of(statement))


def can_call_off(statement: CapacityStatement, actor: Actor) -> Answer:
    return may_work_in(actor, statement.case) & statements.may_call_off(facts.request_of(statement))


def can_take_stand(statement: CapacityStatement, actor: Actor) -> Answer:
    return may_work_in(actor, statement.case) & Answer.of(
        Check(statement.given is not None, "Begäran är inte besvarad än."),
        statements.may_take_stand(is_open=statement.case.is_open, has_outcome=facts.has_outcome(statement)),
    )


def can_advise(statement: CapacityStatement, actor: Actor) -> Answer:
    return may_advise(actor, statement) & statements.may_answer(facts.request_of(statement))


def capacity_steps(case: Case, actor: Actor, today: date) -> Iterable[Step]:
    """The steps about capacity on the case page."""
    if not case.is_open:
        return
    for statement in facts.statements(case):
        if statement.given is not None and statement.given.stand is None:
            yield Step(
                f"stand-{statement.pk}",
                "Ta ställning till utlåtandet",
                reverse("take_stand", args=[statement.pk]),
                can_take_stand(statement, actor),
                main=True,
            )
    yield Step(
        "record_grade",
        "Registrera grad av förmåga",
        reverse("record_grade", args=[case.pk]),
        can_record(case, actor),
    )
    yield Step(
        "ask_adviser",
        "Begär utlåtande om förmåga",
        reverse("ask_adviser", args=[case.pk]),
        can_ask(case, actor),
    )


# --- what awaits ----------------------------------------------------------------------------------


def running_out(actor: Actor, today: date) -> QuerySet[CapacityGrade]:
    """In the actor's own open cases: grades that end within two weeks or have ended, with none after."""
    mine = Case.objects.visible_to(actor).open().held_by(actor.user_id)
    found = CapacityGrade.objects.filter(case__in=mine.values("pk")).running_out(today + NOTICE)
    return found.select_related("case__person").order_by("period__endswith", "id")


def answers_to_take_stand_on(actor: Actor, today: date) -> QuerySet[CapacityAnswer]:
    found = CapacityAnswer.objects.visible_to(actor).awaiting_stand()
    mine = found.filter(statement__case__caseworker_id=actor.user_id)
    return mine.select_related("statement__case__person").order_by("answered_on", "id")


def late_statements(actor: Actor, today: date) -> QuerySet[CapacityStatement]:
    mine = Case.objects.visible_to(actor).open().held_by(actor.user_id)
    found = CapacityStatement.objects.filter(case__in=mine.values("pk")).late(today)
    return found.select_related("case__person").order_by("due_on", "id")


def to_answer(actor: Actor, today: date) -> QuerySet[CapacityStatement]:
    """What the principal's medical advisers have been asked and nobody has answered."""
    found = CapacityStatement.objects.for_adviser(actor).unanswered()
    return found.select_related("case__person").order_by("due_on", "id")


def running_out_line(grade: CapacityGrade, today: date) -> Line:
    ends = grade.period.last_day
    return Line(
        _who(grade.case),
        reverse("capacity", args=[grade.case_id]),
        since=grade.period.start,
        due=ends,
        note=capacity_in_words(grade.percent),
    )


def stand_line(answer: CapacityAnswer, today: date) -> Line:
    url = reverse("take_stand", args=[answer.statement_id])
    return Line(_who(answer.statement.case), url, since=answer.answered_on)


def late_line(statement: CapacityStatement, today: date) -> Line:
    url = reverse("statement", args=[statement.pk])
    return Line(_who(statement.case), url, since=statement.asked_on, due=statement.due_on)


def to_answer_line(statement: CapacityStatement, today: date) -> Line:
    """Without the case's number: the adviser never sees the case."""
    url = reverse("advise", args=[statement.pk])
    return Line(shown_name(statement.case.person), url, since=statement.asked_on, due=statement.due_on)


def _who(case: Case) -> str:
    return f"{shown_name(case.person)}, ärende {case.number}"


KINDS = (
    Waiting("capacity_ends", "Grader av förmåga som går ut", CASEWORKERS, running_out, running_out_line),
    Waiting(
        "statement_answered",
        "Utlåtanden att ta ställning till",
        CASEWORKERS,
        answers_to_take_stand_on,
        stand_line,
    ),
    Waiting("statement_late", "Utlåtanden som dröjer", CASEWORKERS, late_statements, late_line),
    Waiting("statement_asked", "Utlåtanden att lämna", ADVISERS, to_answer, to_answer_line),
)
