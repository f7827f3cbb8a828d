"""Two who act at the same moment: one does it, the other is told why not."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import date
from threading import Barrier

import pytest
from django.db import connection, transaction

from stegvis.casework import holding
from stegvis.casework.actions import assess, choose, close, decide
from stegvis.casework.actions import open as opening
from stegvis.casework.actions.open import Opening
from stegvis.casework.models import Case, Choice, ChoiceTerms, ClosureReason, Decision, TargetGroup
from stegvis.casework.rules import non_choice as rules_of_non_choice
from stegvis.casework.rules.entry import Wanted
from stegvis.core.actor import Role
from stegvis.core.answers import Refused
from stegvis.core.database import scope
from stegvis.core.period import Period
from stegvis.providers.models import Provider
from tests import builders
from tests.builders import TODAY
from tests.casework.conftest import build_town

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*acts):
    """Runs all in threads let go together; gives what each returned or was refused with."""
    start = Barrier(len(acts))

    def runner(act):
        try:
            start.wait(timeout=20)
            return act()
        except Refused as refused:
            return refused
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return [future.result() for future in [pool.submit(runner, act) for act in acts]]


def refusals(outcomes):
    return [str(outcome) for outcome in outcomes if isinstance(outcome, Refused)]


def meet_before_writing(monkeypatch, module, *, of=object):
    """Takes the lock on rows of `of` away, and lets both have checked their facts before either writes."""
    locked, together = module.locked, Barrier(2)

    @contextmanager
    def unlocked(row):
        if not isinstance(row, of):
            with locked(row) as current:
                yield current
            return
        with transaction.atomic():
            yield type(row)._default_manager.get(pk=row.pk)

    refusals_of = module.database_refusals

    @contextmanager
    def waiting():
        together.wait(timeout=20)
        with refusals_of():
            yield

    monkeypatch.setattr(module, "locked", unlocked)
    monkeypatch.setattr(holding, "locked", unlocked)
    monkeypatch.setattr(module, "database_refusals", waiting)


def choice_of(decision, provider, seat):
    made = Choice.Made.TOGETHER
    return lambda: choose.choose_provider(decision, provider, made, by=seat.actor, today=TODAY)


def two_choices_for_one_decision():
    town = build_town()
    decision = builders.a_decision(builders.a_case(town.unit))
    one, other = builders.a_provider(town.principal), builders.a_provider(town.principal)
    return [choice_of(decision, one, town.worker), choice_of(decision, other, town.head)]


def test_two_choices_for_one_decision_at_once_give_one_choice():
    (message,) = refusals(at_once(*two_choices_for_one_decision()))
    assert "redan vald" in message
    assert Choice.objects.count() == 1


def test_two_choices_are_refused_by_the_database_also_without_the_lock(monkeypatch):
    meet_before_writing(monkeypatch, choose)
    (message,) = refusals(at_once(*two_choices_for_one_decision()))
    assert "redan vald" in message
    assert Choice.objects.count() == 1


def two_choices_of_the_last_place():
    town = build_town()
    provider = builders.a_provider(town.principal, places=1)
    intervention = builders.an_intervention(town.principal)
    decisions = [builders.a_decision(builders.a_case(town.unit), intervention) for _ in range(2)]
    return [choice_of(decision, provider, town.worker) for decision in decisions]


def test_the_last_place_is_given_once():
    (message,) = refusals(at_once(*two_choices_of_the_last_place()))
    assert "inga lediga platser" in message
    assert Choice.objects.count() == 1


def test_without_the_lock_on_the_provider_the_last_place_would_be_given_twice(monkeypatch):
    meet_before_writing(monkeypatch, choose, of=Provider)
    assert refusals(at_once(*two_choices_of_the_last_place())) == []
    assert Choice.objects.count() == 2


def test_two_residents_who_reach_their_own_rows_alone_get_the_last_place_once():
    town = build_town()
    provider = builders.a_provider(town.principal, places=1)
    intervention = builders.an_intervention(town.principal)

    def choosing(case):
        decision = builders.a_decision(case, intervention)
        seat = builders.a_seat(Role.RESIDENT, town.principal, person=case.person)
        own = scope.Scope(town.principal.pk, person_id=case.person_id, user_id=seat.user.pk)

        def choose_it():
            with scope.within(own):
                return choose.choose_provider(
                    decision, provider, Choice.Made.RESIDENT, by=seat.actor, today=TODAY
                )

        return choose_it

    (message,) = refusals(at_once(*(choosing(builders.a_case(town.unit)) for _ in range(2))))
    assert "inga lediga platser" in message
    assert Choice.objects.count() == 1


def two_who_do_not_choose():
    town = build_town()
    for _ in range(2):
        builders.a_provider(town.principal)
    ChoiceTerms.objects.create(principal=town.principal, period=builders.ALWAYS, non_choice="rota")
    intervention = builders.an_intervention(town.principal)
    decisions = [builders.a_decision(builders.a_case(town.unit), intervention) for _ in range(2)]
    reason = choose.NoChoice("Kom inte.")
    return [
        lambda each=each: choose.choose_by_rule(each, reason, by=town.worker.actor, today=TODAY)
        for each in decisions
    ]


def test_two_who_do_not_choose_at_once_get_two_turns_of_the_rota():
    assert refusals(at_once(*two_who_do_not_choose())) == []
    assert Choice.objects.values("provider").distinct().count() == 2


def test_without_the_lock_on_the_terms_both_would_get_the_same_turn(monkeypatch):
    monkeypatch.setattr(rules_of_non_choice, "neutral_order", lambda _lot, providers: sorted(providers))
    meet_before_writing(monkeypatch, choose, of=(ChoiceTerms, Provider))
    at_once(*two_who_do_not_choose())
    assert Choice.objects.values("provider").distinct().count() == 1


def two_grants_of_the_same_days():
    town = build_town()
    case = builders.a_case(town.unit)
    builders.an_assessment(case)
    intervention = builders.an_intervention(town.principal)
    wanted = Wanted(Period(date(2026, 3, 23), date(2026, 9, 23)), "Leder snabbast till arbete.")

    def grant(seat):
        return lambda: decide.grant_intervention(case, intervention, wanted, by=seat.actor, today=TODAY)

    return [grant(town.worker), grant(town.head)]


def test_two_who_grant_the_same_days_at_once_give_one_grant():
    (message,) = refusals(at_once(*two_grants_of_the_same_days()))
    assert "redan beviljad" in message
    assert Decision.objects.count() == 1


def test_without_the_lock_on_the_case_the_same_days_would_be_granted_twice(monkeypatch):
    meet_before_writing(monkeypatch, decide, of=Case)
    assert refusals(at_once(*two_grants_of_the_same_days())) == []
    assert Decision.objects.count() == 2


def test_two_who_open_a_case_for_the_same_person_at_once_give_one_case():
    town = build_town()
    number = builders.a_personal_number(date(1999, 9, 9))
    known = Opening(number, town.unit, TargetGroup.LANGUAGE, TODAY, None, "", "Örjan", "Ny")

    def open_it(seat):
        return lambda: opening.open_case(known, by=seat.actor, today=TODAY)

    assert len(refusals(at_once(open_it(town.worker), open_it(town.head)))) == 1
    assert Case.objects.filter(person__last_name="Ny").count() == 1


def test_a_case_being_closed_takes_no_assessment_at_the_same_time():
    from tests.casework.test_actions import FINDINGS

    town = build_town()
    case = builders.a_case(town.unit)
    named = {"by": town.worker.actor, "today": TODAY}
    outcomes = at_once(
        lambda: close.close_case(case, ClosureReason.MOVED, TODAY, **named),
        lambda: assess.sign_assessment(case, FINDINGS, **named),
    )
    case.refresh_from_db()
    assert not case.is_open
    # Either order is right; an assessment signed after the closing is not.
    assert case.assessments.count() == 1 - len(refusals(outcomes))
