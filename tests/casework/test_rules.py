"""The rules of casework, without a database."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stegvis.casework.rules.assessment import Findings, may_sign
from stegvis.casework.rules.capacity import capacity_in_words, capacity_word
from stegvis.casework.rules.choice import (
    ChoiceFacts,
    OfferFacts,
    may_choose,
    may_take,
    neutral_order,
)
from stegvis.casework.rules.follow_up import may_follow_up, may_record
from stegvis.casework.rules.opening import ClosingFacts, OpeningFacts, may_close, may_open
from stegvis.casework.rules.vouchers import VoucherFacts, may_give_amount
from stegvis.core.answers import Check
from stegvis.core.period import Period
from tests.builders import TODAY

DAYS = st.dates(date(2020, 1, 1), date(2030, 12, 31))
OPENED = date(2026, 1, 12)
HALF_YEAR = Period(date(2026, 3, 23), date(2026, 9, 23))


def fields(answer):
    return [problem.field for problem in answer.problems]


# Capacity


def test_under_a_quarter_the_word_is_activity_capacity():
    assert [capacity_word(24), capacity_word(25)] == ["aktivitetsförmåga", "arbetsförmåga"]
    assert capacity_in_words(None) == ""


# Opening, assessing, closing


def test_a_case_is_opened_once_and_not_before_birth_or_in_the_future():
    nobody = OpeningFacts(birth_date=date(1990, 5, 17), open_elsewhere="", caseworker_in_unit=True)
    assert may_open(nobody, TODAY, today=TODAY)
    assert fields(may_open(nobody, TODAY + timedelta(1), today=TODAY)) == ["opened_on"]
    assert fields(may_open(nobody, date(1990, 5, 16), today=TODAY)) == ["opened_on"]
    busy = OpeningFacts(date(1990, 5, 17), "Personen har redan ett öppet ärende.", caseworker_in_unit=False)
    assert fields(may_open(busy, TODAY, today=TODAY)) == ["personal_number", "caseworker"]


@pytest.mark.parametrize("held_on", [OPENED - timedelta(1), TODAY + timedelta(1)])
def test_a_meeting_is_held_within_the_case(held_on):
    findings = Findings(
        held_on,
        "Arbete i kök",
        75,
        state_could_serve=False,
        state_note="Behöver mer.",
        state_checked_on=TODAY,
    )
    assert fields(may_sign(findings, opened_on=OPENED, is_open=True, today=TODAY)) == ["held_on"]


def test_an_assessment_answers_whether_the_state_could_serve():
    findings = Findings(TODAY, "Arbete i kök", 75, state_could_serve=False)
    answer = may_sign(findings, opened_on=OPENED, is_open=True, today=TODAY)
    assert fields(answer) == ["state_note", "state_checked_on"]


@given(opened=DAYS, last_event=DAYS, closed=DAYS, today=DAYS)
def test_a_case_closes_between_its_last_event_and_today(opened, last_event, closed, today):
    facts = ClosingFacts(opened, is_open=True, last_event=max(opened, last_event))
    answer = may_close(facts, closed, note_needed=False, note="", today=today)
    assert bool(answer) == (max(opened, last_event) <= closed <= today)


def test_what_runs_elsewhere_keeps_a_case_open():
    facts = ClosingFacts(OPENED, True, OPENED, elsewhere=[Check(False, "Ett uppdrag pågår.")])
    answer = may_close(facts, TODAY, note_needed=False, note="", today=TODAY)
    assert answer.problems.messages == ["Ett uppdrag pågår."]


def test_another_reason_is_explained():
    facts = ClosingFacts(OPENED, True, OPENED)
    assert fields(may_close(facts, TODAY, note_needed=True, note="", today=TODAY)) == ["note"]


# Choice


def choosable(**known):
    return ChoiceFacts(
        **{
            "is_grant": True,
            "in_force": True,
            "period": HALF_YEAR,
            "is_chosen_by_person": True,
            "is_chosen_already": False,
            "has_assignment": False,
            "case_is_open": True,
            **known,
        }
    )


def test_a_provider_is_chosen_for_a_grant_in_force():
    assert may_choose(choosable(), today=TODAY)


@pytest.mark.parametrize(
    "changed",
    [
        {"is_grant": False},
        {"in_force": False},
        {"is_chosen_by_person": False},
        {"is_chosen_already": True},
        {"has_assignment": True},
        {"case_is_open": False},
        {"period": Period(date(2025, 1, 1), TODAY)},
    ],
)
def test_nothing_is_chosen_otherwise(changed):
    assert len(may_choose(choosable(**changed), today=TODAY).problems) == 1


@given(places=st.integers(0, 50), taken=st.integers(0, 60))
def test_a_provider_takes_one_more_only_when_there_is_room(places, taken):
    assert bool(may_take(OfferFacts(True, False, places, taken))) == (taken < places)
    assert may_take(OfferFacts(True, False, None, taken))


def test_a_paused_or_unauthorised_provider_takes_nobody():
    assert len(may_take(OfferFacts(False, True, None, 0)).problems) == 2


@given(st.sets(st.integers(1, 10_000)), st.text(min_size=1))
def test_the_order_is_the_same_each_time_and_loses_nobody(providers, case_number):
    order = neutral_order(case_number, providers)
    assert sorted(order) == sorted(providers)
    assert order == neutral_order(case_number, sorted(providers, reverse=True))


def test_over_many_cases_each_provider_stands_first_about_equally_often():
    first = [neutral_order(f"2026-{n:05}", [11, 12, 13, 14])[0] for n in range(4000)]
    assert all(900 < first.count(provider) < 1100 for provider in (11, 12, 13, 14))


# Vouchers and follow-up


def test_a_voucher_has_one_of_the_amounts_of_the_terms_once_a_day():
    facts = VoucherFacts(True, True, HALF_YEAR, amounts=(500_000, 1_000_000), given_today=(500_000,))
    assert may_give_amount(facts, 1_000_000, today=TODAY)
    assert not may_give_amount(facts, 500_000, today=TODAY)
    assert not may_give_amount(facts, 700_000, today=TODAY)
    assert not may_give_amount(facts, 1_000_000, today=HALF_YEAR.end)


@given(due=DAYS, today=DAYS)
def test_a_follow_up_is_never_early(due, today):
    assert bool(may_follow_up(due_on=due, held_on=None, today=today)) == (today >= due)


def test_lasting_self_sufficiency_is_shown_by_a_certificate_and_only_that():
    assert not may_record(lasting=True, evidence="")
    assert not may_record(lasting=False, evidence="contract")
    assert may_record(lasting=True, evidence="contract")
    assert may_record(lasting=False, evidence="")
