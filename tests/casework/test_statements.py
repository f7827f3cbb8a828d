"""The medical adviser's statement: asked for, answered, called off, and what comes of it."""

from dataclasses import replace
from datetime import date, timedelta
from types import SimpleNamespace

import pytest

from stegvis.casework.actions import statements
from stegvis.casework.models import Attachment, CapacityGrade, CapacityStatement
from stegvis.casework.rules.statements import Opinion
from stegvis.core import clock
from stegvis.core.actor import Role
from stegvis.core.answers import Forbidden, Refused
from stegvis.core.period import Period
from tests import builders
from tests.builders import TODAY
from tests.security.world import a_stored_file

DUE = date(2026, 4, 1)
HALF = Opinion(50, Period(date(2026, 3, 1), date(2026, 9, 1)), "Långvarig smärta. Klarar halva dagar.")


@pytest.fixture(autouse=True)
def the_day(stopped_clock):
    return stopped_clock


@pytest.fixture
def adviser(town):
    return builders.a_seat(Role.MEDICAL_ADVISER, town.principal, user=builders.a_user("Maj Läkare"))


@pytest.fixture
def asked(town, case):
    return ask(town, case)


def ask(town, case, question="Klarar personen halva dagar?", due_on=DUE):
    return statements.ask_adviser(case, question, due_on, by=town.worker.actor, today=TODAY)


def answer(statement, adviser, opinion=HALF):
    return statements.answer_statement(statement, opinion, by=adviser.actor, today=TODAY)


def grades(case):
    rows = CapacityGrade.objects.filter(case=case).order_by("period")
    return [(row.percent, row.period, row.source) for row in rows]


def a_certificate(case, *, kind=Attachment.Kind.MEDICAL, user=None, added_on=TODAY):
    user = user or builders.a_user()
    return Attachment.objects.create(
        principal=case.principal,
        case=case,
        file=a_stored_file(case.principal, user),
        kind=kind,
        title="Läkarintyg mars",
        added_on=added_on,
        added_by=user,
    )


def test_an_answer_that_is_accepted_becomes_the_persons_grade(town, case, asked, adviser):
    statements.accept_answer(answer(asked, adviser), by=town.worker.actor, today=TODAY)
    assert grades(case) == [(50, HALF.valid, CapacityGrade.Source.ADVISER)]
    (grade,) = case.capacity_grades.all()
    assert grade.assessed_by == "Maj Läkare"
    assert grade.answer.outcome.accepted


def test_an_answer_that_is_put_aside_says_why_and_gives_no_grade(town, case, asked, adviser):
    given = answer(asked, adviser)
    with pytest.raises(Refused, match="Skriv varför"):
        statements.decline_answer(given, " ", by=town.worker.actor, today=TODAY)
    statements.decline_answer(given, "Avser en annan period.", by=town.worker.actor, today=TODAY)
    assert grades(case) == []


def test_a_stand_is_taken_once(town, asked, adviser):
    given = answer(asked, adviser)
    statements.decline_answer(given, "Avser en annan period.", by=town.worker.actor, today=TODAY)
    with pytest.raises(Refused, match="redan tagit ställning"):
        statements.accept_answer(given, by=town.worker.actor, today=TODAY)


def test_one_question_at_a_time(town, case, asked, adviser):
    with pytest.raises(Refused, match="väntar på svar"):
        ask(town, case)
    answer(asked, adviser)
    assert ask(town, case).pk != asked.pk


def test_a_question_says_something_and_needs_its_answer_within_a_year(town, case):
    with pytest.raises(Refused) as refused:
        ask(town, case, " ", TODAY - timedelta(days=1))
    assert [problem.field for problem in refused.value.problems] == ["question", "due_on"]


def test_a_question_is_called_off_with_a_reason_and_then_answered_by_nobody(town, asked, adviser):
    with pytest.raises(Refused, match="Skriv varför"):
        statements.call_off_statement(asked, "", by=town.worker.actor, today=TODAY)
    statements.call_off_statement(asked, "Intyg har kommit.", by=town.worker.actor, today=TODAY)
    with pytest.raises(Refused, match="återkallad"):
        answer(asked, adviser)
    assert not CapacityStatement.objects.visible_to(adviser.actor).exists()


def test_a_question_is_answered_once_and_then_not_called_off(town, asked, adviser):
    answer(asked, adviser)
    with pytest.raises(Refused, match="redan besvarad"):
        answer(asked, adviser)
    with pytest.raises(Refused, match="redan besvarad"):
        statements.call_off_statement(asked, "Behövs inte.", by=town.worker.actor, today=TODAY)


def test_an_answer_gives_a_grade_its_days_and_its_grounds(asked, adviser):
    with pytest.raises(Refused) as refused:
        answer(asked, adviser, Opinion(101, Period(date(1950, 1, 1)), ""))
    assert [problem.field for problem in refused.value.problems] == ["percent", "first_day", "text"]


def test_the_caseworker_writes_down_an_answer_that_came_on_paper_with_the_paper(town, case, asked):
    paper = a_certificate(case)
    given = statements.record_answer(asked, HALF, "Dr Berg", paper, by=town.worker.actor, today=TODAY)
    assert (given.adviser, given.attachment, given.recorded_by) == ("Dr Berg", paper, town.worker.user)


def test_a_paper_of_another_case_does_not_belong_to_the_answer(town, asked):
    elsewhere = a_certificate(builders.a_case(town.unit))
    with pytest.raises(Refused, match="finns i ärendet"):
        statements.record_answer(asked, HALF, "Dr Berg", elsewhere, by=town.worker.actor, today=TODAY)


@pytest.mark.parametrize(
    "act",
    [
        lambda w: statements.ask_adviser(w.case, "Fråga?", DUE, by=w.by, today=TODAY),
        lambda w: statements.call_off_statement(w.asked, "Nej.", by=w.by, today=TODAY),
        lambda w: statements.record_answer(w.asked, HALF, "Dr Berg", None, by=w.by, today=TODAY),
        lambda w: statements.accept_answer(w.given, by=w.by, today=TODAY),
        lambda w: statements.decline_answer(w.given, "Nej.", by=w.by, today=TODAY),
    ],
)
@pytest.mark.parametrize("who", ["stranger", "adviser"])
def test_nobody_but_those_who_work_in_the_case_acts_in_it(town, case, asked, adviser, act, who):
    by = (adviser if who == "adviser" else town.stranger).actor
    answered = ask(town, builders.a_case(town.unit))
    world = SimpleNamespace(case=case, asked=asked, given=answer(answered, adviser), by=by)
    with pytest.raises(Forbidden):
        act(world)


@pytest.mark.parametrize(
    "role", sorted(set(Role) - {Role.MEDICAL_ADVISER, Role.PROVIDER_STAFF, Role.RESIDENT})
)
def test_nobody_but_the_medical_adviser_answers(town, asked, role):
    with pytest.raises(Forbidden):
        answer(asked, builders.a_seat(role, town.principal))


def test_of_a_protected_person_no_adviser_answers_before_he_is_named(case, asked, adviser):
    builders.protect(case.person)
    with pytest.raises(Forbidden, match="namnge dig"):
        answer(CapacityStatement.objects.get(pk=asked.pk), adviser)
    builders.name_staff(case.person, adviser.user)
    named = replace(adviser.actor, protected_person_ids=frozenset({case.person_id}))
    statement = CapacityStatement.objects.get(pk=asked.pk)
    assert statements.answer_statement(statement, HALF, by=named, today=TODAY).percent == 50


def test_another_principals_adviser_neither_sees_nor_answers(asked):
    elsewhere = builders.a_seat(Role.MEDICAL_ADVISER, builders.a_principal())
    assert not CapacityStatement.objects.visible_to(elsewhere.actor).exists()
    with pytest.raises(Forbidden):
        answer(asked, elsewhere)


def test_the_adviser_remembers_his_own_answers_for_ninety_days_and_no_others(town, asked, adviser):
    answer(asked, adviser)
    another = builders.a_seat(Role.MEDICAL_ADVISER, town.principal)
    assert list(CapacityStatement.objects.visible_to(adviser.actor)) == [asked]
    assert not CapacityStatement.objects.visible_to(another.actor).exists()
    with clock.frozen(TODAY + timedelta(days=90)):
        assert CapacityStatement.objects.visible_to(adviser.actor).exists()
    with clock.frozen(TODAY + timedelta(days=91)):
        assert not CapacityStatement.objects.visible_to(adviser.actor).exists()
