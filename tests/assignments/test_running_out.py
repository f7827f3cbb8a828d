"""Rights that run out by their own day: the assignments under them, and who is told before."""

from __future__ import annotations

from datetime import date, timedelta
from types import SimpleNamespace

import pytest

from stegvis.assignments.facts import facts_of_wanted
from stegvis.assignments.running_out import KIND, left_to_choose_anew, let_those_left_choose_anew
from stegvis.casework.models import Choice, ChoiceTerms, Decision, ProviderChange
from stegvis.core.actor import Role
from stegvis.core.period import ONE_DAY, Period
from stegvis.providers.actions import decisions
from stegvis.providers.actions.authorise import end_authorisation
from stegvis.providers.actions.end_on_request import end_on_request
from stegvis.providers.jobs import tend_providers
from stegvis.providers.models import Authorisation
from tests import builders
from tests.builders import TODAY

pytestmark = pytest.mark.django_db

LAST_DAY = TODAY - ONE_DAY
DAYS = Period(date(2026, 2, 2), date(2026, 8, 1))


@pytest.fixture
def town():
    principal = builders.a_principal()
    unit = builders.a_unit(principal)
    seat = builders.a_seat(Role.CASEWORKER, principal, unit=unit)
    case = builders.a_case(unit, caseworker=seat.user)
    intervention = builders.an_intervention(principal)
    decision = builders.a_decision(case, intervention, period=DAYS)
    provider = builders.a_provider(principal, "Nord AB")
    choice = builders.a_choice(decision, provider)
    assignment = builders.an_assignment(
        case, provider=provider, decision=decision, choice=choice, period=DAYS
    )
    officer = builders.a_seat(Role.QUALITY_OFFICER, principal).actor
    return SimpleNamespace(**locals())


def right_until(town, last_day: date) -> Authorisation:
    """The right as it was given: nobody has shortened it since."""
    Authorisation.objects.all().delete()
    return Authorisation.objects.create(
        principal=town.principal, provider=town.provider, period=Period.inclusive(date(2020, 1, 1), last_day)
    )


def anew(town, period=builders.ALWAYS) -> None:
    ChoiceTerms.objects.create(principal=town.principal, period=period, when_right_ends="anew")


def ran(town, today=TODAY) -> int:
    found = left_to_choose_anew(town.principal.pk, today)
    seen_to = sum(let_those_left_choose_anew(each, today) for each in found)
    town.assignment.refresh_from_db()
    return seen_to


def test_by_the_terms_everybody_chooses_anew_on_the_day_after_once(town):
    anew(town)
    right_until(town, LAST_DAY)
    waiting = builders.a_choice(
        builders.a_decision(builders.a_case(town.unit), town.intervention, period=DAYS), town.provider
    )
    assert ran(town, LAST_DAY) == 0
    assert ran(town) == 1
    assert town.assignment.period.last_day == LAST_DAY
    assert set(Decision.objects.awaiting_choice(TODAY)) == {town.decision, waiting.decision}
    asked = ProviderChange.objects.get(choice=town.choice)
    assert (asked.asked_by, asked.asked_by_whom) == (None, "Stegvis, på dagen")
    assert "löpt ut" in asked.reason and asked.answer.answered_by_whom == "Stegvis, på dagen"
    assert ran(town) == 0
    assert ran(town, TODAY + ONE_DAY) == 0


@pytest.mark.usefixtures("the_day_of_the_builders")
def test_it_is_done_every_night_within_the_principals_own_rows(town):
    anew(town)
    right_until(town, LAST_DAY)
    assert "1 auktorisationer som har löpt ut" in tend_providers(town.principal.pk)
    assert "0 auktorisationer som har löpt ut" in tend_providers(town.principal.pk)


def test_late_at_night_nobody_loses_days_that_have_gone(town):
    anew(town)
    right_until(town, LAST_DAY - timedelta(days=5))
    assert ran(town) == 1
    assert town.assignment.period.last_day == LAST_DAY


def test_one_taken_over_from_an_older_system_gets_its_choice(town):
    anew(town)
    right_until(town, LAST_DAY)
    older = builders.an_assignment(
        builders.a_case(town.unit), provider=town.provider, intervention=town.intervention
    )
    assert older.choice is None and ran(town) == 1
    older.refresh_from_db()
    assert older.choice.made == Choice.Made.TAKEN_OVER


@pytest.mark.parametrize("terms", ["none", "go on", "later"])
def test_otherwise_assignments_go_on_to_their_last_day(town, terms):
    if terms == "go on":
        ChoiceTerms.objects.create(principal=town.principal, period=builders.ALWAYS)
    elif terms == "later":
        anew(town, Period(TODAY))
    right_until(town, LAST_DAY)
    assert ran(town) == 0
    assert town.assignment.period == DAYS


def test_who_is_there_stays_when_the_register_ends_the_right_for_new_customers(town):
    anew(town)
    right = right_until(town, date(2027, 1, 1))
    end_authorisation(right, TODAY, "Slut.", by=town.officer, today=TODAY)
    assert ran(town, TODAY + ONE_DAY) == 0
    assert town.assignment.period == DAYS


def test_a_right_that_goes_on_under_another_has_not_run_out(town):
    anew(town)
    right_until(town, LAST_DAY)
    Authorisation.objects.create(
        principal=town.principal, provider=town.provider, intervention=town.intervention, period=Period(TODAY)
    )
    assert ran(town) == 0


@pytest.mark.parametrize(("level", "last_day"), [("a", LAST_DAY), ("b", DAYS.last_day)])
def test_only_who_is_at_the_level_whose_right_has_run_out_chooses_anew(town, level, last_day):
    anew(town)
    Authorisation.objects.all().delete()
    for each, end in (("a", TODAY), ("b", None)):
        Authorisation.objects.create(
            principal=town.principal,
            provider=town.provider,
            intervention=town.intervention,
            levels=[each],
            period=Period(date(2020, 1, 1), end),
        )
    case = builders.a_case(town.unit)
    decision = builders.a_decision(case, town.intervention, period=DAYS, level=level)
    choice = builders.a_choice(decision, town.provider)
    assignment = builders.an_assignment(
        case, provider=town.provider, decision=decision, choice=choice, period=DAYS
    )
    assert ran(town) == (level == "a")
    assignment.refresh_from_db()
    assert (assignment.period.last_day, town.assignment.period) == (last_day, DAYS)


def test_what_a_decision_took_is_not_taken_again(town, monkeypatch):
    monkeypatch.setattr(decisions, "as_pdf", lambda document: document.title.encode())
    anew(town)
    right_until(town, date(2027, 1, 1))
    end_on_request(town.provider, None, TODAY, "Läggs ner.", by=town.officer, today=TODAY)
    assert ran(town, TODAY + ONE_DAY) == 0
    assert town.assignment.period.last_day == TODAY


def test_a_coming_right_that_was_taken_meanwhile_does_not_hide_that_the_former_has_run_out(town, monkeypatch):
    """The days between the two were nobody's."""
    monkeypatch.setattr(decisions, "as_pdf", lambda document: document.title.encode())
    anew(town)
    former = right_until(town, LAST_DAY)
    coming = Period(TODAY + timedelta(days=20))
    Authorisation.objects.create(principal=town.principal, provider=town.provider, period=coming)
    end_on_request(
        town.provider, None, coming.start - ONE_DAY, "Läggs ner.", by=town.officer, today=former.period.start
    )
    assert ran(town) == 1
    assert town.assignment.period.end == TODAY


def test_nothing_is_extended_past_the_right(town):
    wanted = Period(DAYS.end, date(2026, 11, 1))
    right_until(town, date(2026, 9, 30))
    assert facts_of_wanted(town.assignment, wanted).right_ends == date(2026, 9, 30)
    Authorisation.objects.create(
        principal=town.principal,
        provider=town.provider,
        intervention=town.intervention,
        period=Period(date(2026, 10, 1)),
    )
    assert facts_of_wanted(town.assignment, wanted).right_ends is None


@pytest.mark.parametrize(("days", "told"), [(0, True), (90, True), (91, False), (-1, False), (200, False)])
def test_the_caseworker_is_told_from_ninety_days_before(town, days, told):
    right_until(town, TODAY + timedelta(days=days))
    found = list(KIND.find(town.seat.actor, TODAY))
    assert found == ([town.assignment] if told else [])
    for each in found:
        line = KIND.line(each, TODAY)
        assert line.due == TODAY + timedelta(days=days) and line.since <= TODAY
        assert "Går inte att förlänga" in line.note


def test_the_caseworker_is_told_what_happens_then(town):
    anew(town)
    right_until(town, TODAY + timedelta(days=30))
    (found,) = KIND.find(town.seat.actor, TODAY)
    assert "väljer på nytt dagen efter" in KIND.line(found, TODAY).note


def test_nobody_is_told_of_what_ends_before_or_goes_on_or_is_anothers(town):
    another = builders.a_seat(Role.CASEWORKER, town.principal)
    right_until(town, TODAY + timedelta(days=30))
    assert not KIND.find(another.actor, TODAY).exists()
    town.assignment.period = Period.inclusive(DAYS.start, TODAY + timedelta(days=30))
    town.assignment.save()
    assert not KIND.find(town.seat.actor, TODAY).exists()
