"""Two who do the same thing at the same moment: one does it, the other is told."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import contextmanager
from datetime import UTC, date, datetime
from threading import Barrier

import pytest
from django.db import connection, transaction

from stegvis.assignments.actions import extend as extending
from stegvis.assignments.actions import give, report
from stegvis.assignments.activation.keeping import keep_figures
from stegvis.assignments.models import (
    ActivationFigure,
    ActivationRun,
    ActivationSpell,
    Assignment,
    MonthlyReport,
)
from stegvis.casework.actions import choose
from stegvis.casework.actions.change import change_grant
from stegvis.casework.models import Choice, Decision
from stegvis.casework.rules.changing import NewContent
from stegvis.catalogue.models import Terms
from stegvis.core.actor import Role
from stegvis.core.answers import Refused
from stegvis.core.period import Period
from stegvis.providers.actions import decisions
from stegvis.providers.actions.sanctions import suspend
from tests.assignments.conftest import GRANTED, a_meeting, build_world, new_choice
from tests.assignments.test_actions import FEBRUARY, ORDER, THREE_MONTHS
from tests.builders import TODAY, a_case, a_decision, a_provider, a_seat, an_assignment, an_intervention
from tests.racing import race

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(act, times=2):
    """Runs `act` in `times` threads let go together; gives what each returned or was refused with."""
    start = Barrier(times)

    def runner():
        try:
            start.wait(timeout=10)
            return act()
        except Refused as refused:
            return refused
        finally:
            connection.close()

    with ThreadPoolExecutor(times) as pool:
        return [future.result() for future in [pool.submit(runner) for _ in range(times)]]


def refusals(outcomes):
    return [str(outcome) for outcome in outcomes if isinstance(outcome, Refused)]


@contextmanager
def unlocked(row):
    """A stand-in for the lock: a transaction that does not lock."""
    with transaction.atomic():
        yield type(row)._default_manager.get(pk=row.pk)


def test_two_who_compute_full_time_at_once_keep_one_answer_a_day():
    world = build_world()
    principal_id = world.assignment.principal_id
    at = datetime(2026, 3, 16, 3, 10, tzinfo=UTC)
    at_once(lambda: keep_figures(principal_id, today=TODAY, at=at))
    assert ActivationRun.objects.count() == 1
    assert sum(ActivationFigure.objects.filter(day=TODAY).values_list("cases", flat=True)) == 1
    assert ActivationSpell.objects.on(TODAY).count() == 1


def test_two_reports_for_a_month_at_once_give_one_report():
    world = build_world()
    outcomes = at_once(
        lambda: report.send_report(world.assignment, FEBRUARY, by=world.staff.actor, today=TODAY)
    )
    (message,) = refusals(outcomes)
    assert message.startswith("Det finns redan en rapport för")
    assert MonthlyReport.objects.count() == 1


def test_two_reports_for_a_month_are_refused_by_the_database_also_without_the_lock(monkeypatch):
    monkeypatch.setattr(report, "locked", unlocked)
    world = build_world()
    for _ in range(3):
        outcomes = at_once(
            lambda: report.send_report(world.assignment, FEBRUARY, by=world.staff.actor, today=TODAY)
        )
        assert set(refusals(outcomes)) <= {
            "Det finns redan en rapport för den månaden.",
            "Det finns redan en rapport för februari 2026. Rätta den i stället för att skicka en ny.",
        }
    assert MonthlyReport.objects.count() == 1


def test_two_corrections_of_a_report_at_once_give_one_correction():
    world = build_world()
    sent = report.send_report(world.assignment, FEBRUARY, by=world.staff.actor, today=TODAY)
    outcomes = at_once(lambda: report.correct_report(sent, FEBRUARY, by=world.staff.actor, today=TODAY))
    assert len(refusals(outcomes)) == 1
    assert MonthlyReport.objects.filter(corrects=sent).count() == 1


def test_two_assignments_for_a_choice_at_once_give_one_assignment():
    world = build_world()
    choice = new_choice(world)
    outcomes = at_once(
        lambda: give.give_assignment(choice, ORDER, by=world.caseworker.actor, today=TODAY), times=3
    )
    assert len(refusals(outcomes)) == 2
    assert Assignment.objects.filter(choice=choice).count() == 1


def extended_at_once(world):
    return at_once(
        lambda: extending.extend(
            world.assignment, THREE_MONTHS, "Behövs.", by=world.caseworker.actor, today=TODAY
        )
    )


def test_two_caseworkers_extending_at_once_give_one_extension():
    world = build_world()
    a_meeting(world.assignment)
    (message,) = refusals(extended_at_once(world))
    assert "dagen efter nuvarande slutdatum" in message
    assert Decision.objects.filter(kind="extend").count() == 1
    world.assignment.refresh_from_db()
    assert world.assignment.period == Period(GRANTED.start, THREE_MONTHS.end)


def test_without_the_lock_both_extensions_would_be_given(monkeypatch):
    """The control: shows that the race is real and that the lock is what prevents it."""
    both_have_looked = Barrier(2)
    ask = extending.facts_of_wanted

    def ask_and_wait(*args):
        answer = ask(*args)
        both_have_looked.wait(timeout=10)
        return answer

    monkeypatch.setattr(extending, "locked", unlocked)
    monkeypatch.setattr(extending, "facts_of_wanted", ask_and_wait)
    world = build_world()
    a_meeting(world.assignment)
    assert refusals(extended_at_once(world)) == []
    assert Decision.objects.filter(kind="extend").count() == 2


def test_an_extension_waits_for_a_closing_case_and_is_then_refused():
    world = build_world()
    a_meeting(world.assignment)
    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            case = type(world.case).objects.select_for_update().get(pk=world.case.pk)
            waiting = pool.submit(at_once, lambda: extend_once(world), 1)
            case.closed_on, case.closure_reason = date(2026, 4, 1), "flyttat"
            case.save()
        assert "Ärendet är avslutat." in refusals(waiting.result(timeout=20))[0]


@pytest.mark.parametrize("more", ["extension", "change"])
def test_no_day_is_added_after_a_right_that_is_being_taken_at_the_same_moment(monkeypatch, more):
    monkeypatch.setattr(decisions, "as_pdf", lambda document: document.title.encode())
    world = build_world()
    a_meeting(world.assignment)
    chair = a_seat(Role.CHAIR, world.principal).actor
    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            suspend(world.provider, None, date(2026, 5, 1), "Fara.", by=chair, today=TODAY)
            add = {"extension": extend_once, "change": change_once}[more]
            waiting = pool.submit(at_once, lambda: add(world), 1)
            assert not wait([waiting], timeout=0.5).done
        assert "auktoriserad för insatsen till 2026-04-30" in refusals(waiting.result(timeout=20))[0]
    world.assignment.refresh_from_db()
    assert world.assignment.period == GRANTED


def change_once(world):
    Terms.objects.update(max_extensions=None)
    longer = NewContent(TODAY, date(2026, 6, 30), "", 75, "", "Behövs.")
    return change_grant(world.grant, longer, by=world.caseworker.actor, today=TODAY)


def extend_once(world):
    return extending.extend(world.assignment, THREE_MONTHS, "Behövs.", by=world.caseworker.actor, today=TODAY)


@contextmanager
def held(row):
    """The row is locked by somebody else while the block runs."""
    with transaction.atomic():
        type(row)._default_manager.select_for_update().get(pk=row.pk)
        yield


def somebody_waits() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT EXISTS (SELECT FROM pg_locks WHERE NOT granted)")
        return bool(cursor.fetchone()[0])


def verbs_of(world):
    """What is done in a case and needs a provider."""
    new, chosen = a_decision(world.case, an_intervention(world.principal, "sai")), new_choice(world)
    told = {"by": world.caseworker.actor, "today": TODAY}
    nobody = choose.NoChoice("Kom inte.", gives_up=True)
    return {
        "choose": lambda: choose.choose_provider(new, world.provider, Choice.Made.TOGETHER, **told),
        "pick": lambda: choose.choose_by_rule(new, nobody, **told),
        "give": lambda: give.give_assignment(chosen, ORDER, **told),
        "change": lambda: change_once(world),
        "extend": lambda: extend_once(world),
    }


def test_who_needs_a_provider_that_is_being_decided_about_does_not_hold_the_case_meanwhile():
    """Held in the other order, the two would wait for each other for ever."""
    for verb in ("choose", "pick", "give", "change", "extend"):
        world = build_world()
        a_meeting(world.assignment)
        does_not_hold_the_case(world, verbs_of(world)[verb])


def does_not_hold_the_case(world, act):
    with ThreadPoolExecutor(1) as pool:
        with held(world.provider):
            doing = pool.submit(at_once, act, 1)
            while not somebody_waits():
                assert not doing.done()
            with held(world.case):
                pass
        assert refusals(doing.result(timeout=20)) == []


def test_two_providers_of_the_same_persons_can_be_suspended_at_once(monkeypatch):
    monkeypatch.setattr(decisions, "as_pdf", lambda document: document.title.encode())
    world = build_world()
    other = a_provider(world.principal, "Hoppet AB")
    cases = [a_case(world.unit) for _ in range(3)]
    for case in cases:
        an_assignment(case, provider=world.provider, intervention=world.garden)
    for case in reversed(cases):
        another = an_intervention(world.principal, "sai")
        an_assignment(case, provider=other, intervention=another)
    chair = a_seat(Role.CHAIR, world.principal).actor

    def suspended(provider):
        return lambda: suspend(provider, None, TODAY, "Fara.", by=chair, today=TODAY)

    assert race(suspended(world.provider), suspended(other)) == ["done", "done"]
    assert not Assignment.objects.not_over(TODAY).exists()
