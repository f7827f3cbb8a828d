"""The rules of a provider's accounts, without a database."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from stegvis.assignments.rules.supervising import SupervisingFacts, left_of, may_have_supervisors, may_name
from stegvis.core.actor import Duty
from stegvis.core.period import Period
from stegvis.providers.rules.staff import NOT_HERE, may_change_duties, may_end_account, may_open_account
from tests.builders import TODAY

DUTIES = st.frozensets(st.sampled_from(list(Duty)))
DAYS = st.dates(date(2026, 1, 1), date(2026, 12, 31))


@given(duties=DUTIES, last_day=st.none() | DAYS, of_principal=st.booleans(), is_here=st.booleans())
def test_an_account_has_a_duty_a_coming_last_day_and_is_for_somebody_new(
    duties, last_day, of_principal, is_here
):
    answer = may_open_account(
        duties, last_day, is_of_the_principal=of_principal, is_here=is_here, today=TODAY
    )
    lasts = last_day is None or last_day >= TODAY
    assert bool(answer) == (bool(duties) and lasts and not of_principal and not is_here)


def test_nothing_is_told_of_what_a_person_is_elsewhere():
    for is_here in (True, False):
        answer = may_open_account(
            {Duty.SUPERVISOR}, None, is_of_the_principal=True, is_here=is_here, today=TODAY
        )
        assert answer.problems.messages == [NOT_HERE]


@given(wanted=DUTIES, others=st.integers(0, 2), of_service=st.booleans())
def test_somebody_always_administers_and_a_login_services_word_is_its_own(wanted, others, of_service):
    answer = may_change_duties(wanted, other_administrators=others, of_login_service=of_service)
    assert bool(answer) == (bool(wanted) and (Duty.ADMINISTRATOR in wanted or others > 0) and not of_service)


def test_nobody_ends_his_own_account():
    assert may_end_account(own=False, other_administrators=1, of_login_service=False)
    assert not may_end_account(own=True, other_administrators=1, of_login_service=False)
    assert not may_end_account(own=False, other_administrators=0, of_login_service=False)
    assert not may_end_account(own=False, other_administrators=1, of_login_service=True)


def test_a_supervisor_is_named_once_while_the_assignment_lasts():
    assert may_have_supervisors(Period(TODAY - timedelta(days=9), TODAY + timedelta(days=1)), today=TODAY)
    assert may_have_supervisors(Period(TODAY + timedelta(days=9)), today=TODAY)
    assert not may_have_supervisors(Period(TODAY - timedelta(days=9), TODAY), today=TODAY)
    assert may_name(SupervisingFacts(is_supervisor=True, has_it_already=False))
    assert not may_name(SupervisingFacts(is_supervisor=False, has_it_already=False))
    assert not may_name(SupervisingFacts(is_supervisor=True, has_it_already=True))


@given(start=DAYS, from_day=DAYS)
def test_no_day_is_left_from_the_day_that_a_supervision_ends(start, from_day):
    left = left_of(Period(start), from_day)
    assert (left is None) == (from_day <= start)
    assert left is None or not left.contains(from_day)
