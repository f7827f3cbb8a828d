"""Ask the medical adviser, answer, call off, and take a stand on the answer."""

from __future__ import annotations

from datetime import date

from stegvis.casework import capacity_facts as facts
from stegvis.casework.actions.capacity import record_grade
from stegvis.casework.models import (
    Attachment,
    CapacityAnswer,
    CapacityAnswerOutcome,
    CapacityGrade,
    CapacityStatement,
    Case,
)
from stegvis.casework.permissions import may_advise, may_work_in
from stegvis.casework.rules import statements
from stegvis.casework.rules.statements import Opinion
from stegvis.core.actor import Actor
from stegvis.core.answers import Answer, Check
from stegvis.core.locking import locked
from stegvis.core.refusals import database_refusals


def ask_adviser(case: Case, question: str, due_on: date, *, by: Actor, today: date) -> CapacityStatement:
    """Puts the question to the principal's medical advisers. Refused while another one awaits its answer."""
    may_work_in(by, case).or_refuse()
    with locked(case) as current:
        (
            statements.may_ask(is_open=current.is_open, awaits_one=facts.awaits_statement(current))
            & statements.may_be_asked(question, due_on, today=today)
        ).or_refuse()
        with database_refusals():
            return CapacityStatement.objects.create(
                principal_id=current.principal_id,
                case=current,
                question=question,
                asked_on=today,
                asked_by_id=by.user_id,
                due_on=due_on,
            )


def call_off_statement(
    statement: CapacityStatement, reason: str, *, by: Actor, today: date
) -> CapacityStatement:
    """Takes the question back, with a reason; the adviser sees it no more."""
    may_work_in(by, statement.case).or_refuse()
    with locked(statement) as current:
        (
            statements.may_call_off(facts.request_of(current))
            & Answer.of(Check(bool(reason.strip()), "Skriv varför begäran återkallas.", "reason"))
        ).or_refuse()
        current.called_off_on, current.called_off_because = today, reason
        with database_refusals():
            current.save(update_fields=["called_off_on", "called_off_because"])
    return current


def answer_statement(
    statement: CapacityStatement, opinion: Opinion, *, by: Actor, today: date
) -> CapacityAnswer:
    """The medical adviser answers the question himself."""
    may_advise(by, statement).or_refuse()
    return _answer(statement, opinion, by.name, None, by=by, today=today)


def record_answer(
    statement: CapacityStatement,
    opinion: Opinion,
    adviser: str,
    attachment: Attachment | None,
    *,
    by: Actor,
    today: date,
) -> CapacityAnswer:
    """The caseworker writes down an answer that has come on paper, with the paper when it is in the case."""
    may_work_in(by, statement.case).or_refuse()
    is_of_the_case = attachment is None or (
        attachment.case_id == statement.case_id and not attachment.is_withdrawn
    )
    Answer.of(
        Check(bool(adviser.strip()), "Skriv vem som har lämnat utlåtandet.", "adviser"),
        Check(is_of_the_case, "Välj en bilaga som finns i ärendet.", "attachment"),
    ).or_refuse()
    return _answer(statement, opinion, adviser, attachment, by=by, today=today)


def accept_answer(answer: CapacityAnswer, *, by: Actor, today: date) -> CapacityGrade:
    """What the adviser says becomes the person's grade, from the day it holds."""
    may_work_in(by, answer.statement.case).or_refuse()
    with locked(answer.statement.case) as case:
        _take_stand(answer, case, by=by, today=today)
        return record_grade(
            case,
            answer.percent,
            answer.valid,
            CapacityGrade.Source.ADVISER,
            assessed_by=answer.adviser,
            answer=answer,
            by=by,
            today=today,
        )


def decline_answer(answer: CapacityAnswer, reason: str, *, by: Actor, today: date) -> CapacityAnswerOutcome:
    """The answer does not become a grade, and it is written down why."""
    may_work_in(by, answer.statement.case).or_refuse()
    Answer.of(Check(bool(reason.strip()), "Skriv varför utlåtandet inte blir en grad.", "reason")).or_refuse()
    with locked(answer.statement.case) as case:
        return _take_stand(answer, case, reason, by=by, today=today)


def _answer(
    statement: CapacityStatement,
    opinion: Opinion,
    adviser: str,
    attachment: Attachment | None,
    *,
    by: Actor,
    today: date,
) -> CapacityAnswer:
    with locked(statement) as current:
        (
            statements.may_answer(facts.request_of(current))
            & statements.may_say(opinion, born=current.case.person.birth_date, today=today)
        ).or_refuse()
        with database_refusals():
            return CapacityAnswer.objects.create(
                principal_id=current.principal_id,
                statement=current,
                percent=opinion.percent,
                valid=opinion.valid,
                text=opinion.text,
                adviser=adviser,
                attachment=attachment,
                answered_on=today,
                recorded_by_id=by.user_id,
            )


def _take_stand(
    answer: CapacityAnswer, case: Case, reason: str = "", *, by: Actor, today: date
) -> CapacityAnswerOutcome:
    """Inside the case's lock. Without a reason the answer is accepted."""
    decided = CapacityAnswerOutcome.objects.filter(answer=answer).exists()
    statements.may_take_stand(is_open=case.is_open, has_outcome=decided).or_refuse()
    with database_refusals():
        return CapacityAnswerOutcome.objects.create(
            principal_id=case.principal_id,
            answer=answer,
            accepted=not reason,
            reason=reason,
            decided_on=today,
            decided_by_id=by.user_id,
        )
