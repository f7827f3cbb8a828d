"""Two who say something about the same person's capacity at the same moment."""

from __future__ import annotations

from datetime import date

import pytest

from stegvis.casework.actions import capacity, statements
from stegvis.casework.models import CapacityAnswerOutcome, CapacityGrade, CapacityStatement, Case
from stegvis.core import clock
from stegvis.core.actor import Role
from stegvis.core.period import Period
from tests import builders
from tests.builders import TODAY
from tests.casework.conftest import build_town
from tests.casework.test_races import at_once, meet_before_writing, refusals
from tests.casework.test_statements import answer, ask

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def the_day():
    with clock.frozen(TODAY):
        yield


def two_grades_at_once():
    town = build_town()
    case = builders.a_case(town.unit)

    def record(seat, percent):
        period = Period(date(2026, 3, 2))
        return lambda: capacity.record_grade(case, percent, period, "caseworker", by=seat.actor, today=TODAY)

    return [record(town.worker, 25), record(town.head, 50)]


def test_two_grades_of_the_same_days_are_recorded_one_after_the_other():
    assert refusals(at_once(*two_grades_at_once())) == []
    assert CapacityGrade.objects.count() == 1


def test_without_the_lock_the_database_refuses_the_second_grade(monkeypatch):
    meet_before_writing(monkeypatch, capacity)
    (message,) = refusals(at_once(*two_grades_at_once()))
    assert "Två grader kan inte gälla samma dag" in message
    assert CapacityGrade.objects.count() == 1


def two_questions_at_once():
    town = build_town()
    case = builders.a_case(town.unit)
    return [lambda: ask(town, case, "Halva dagar?"), lambda: ask(town, case, "Hela dagar?")]


def test_one_of_two_questions_is_asked():
    (message,) = refusals(at_once(*two_questions_at_once()))
    assert "väntar på svar" in message
    assert CapacityStatement.objects.count() == 1


def test_without_the_lock_both_questions_would_be_asked(monkeypatch):
    meet_before_writing(monkeypatch, statements, of=Case)
    assert refusals(at_once(*two_questions_at_once())) == []
    assert CapacityStatement.objects.count() == 2


def answered_while_called_off():
    town = build_town()
    asked = ask(town, builders.a_case(town.unit))
    adviser = builders.a_seat(Role.MEDICAL_ADVISER, town.principal)
    call_off = statements.call_off_statement
    return [
        lambda: answer(asked, adviser),
        lambda: call_off(asked, "Behövs inte.", by=town.worker.actor, today=TODAY),
    ]


def test_a_question_is_answered_or_called_off_and_never_both():
    assert len(refusals(at_once(*answered_while_called_off()))) == 1
    (asked,) = CapacityStatement.objects.all()
    assert (asked.given is None) != (asked.called_off_on is None)


def test_without_the_lock_it_would_be_both(monkeypatch):
    acts = answered_while_called_off()
    meet_before_writing(monkeypatch, statements, of=CapacityStatement)
    assert refusals(at_once(*acts)) == []
    (asked,) = CapacityStatement.objects.all()
    assert asked.given is not None
    assert asked.called_off_on is not None


def test_one_of_two_stands_on_an_answer_is_taken():
    town = build_town()
    adviser = builders.a_seat(Role.MEDICAL_ADVISER, town.principal)
    given = answer(ask(town, builders.a_case(town.unit)), adviser)
    (message,) = refusals(
        at_once(
            lambda: statements.accept_answer(given, by=town.worker.actor, today=TODAY),
            lambda: statements.decline_answer(given, "Fel period.", by=town.head.actor, today=TODAY),
        )
    )
    assert "redan tagit ställning" in message
    outcome = CapacityAnswerOutcome.objects.get()
    assert CapacityGrade.objects.count() == outcome.accepted
