"""The rules about providers' authorisation, without a database."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from stegvis.core.period import Period
from stegvis.providers.rules.authorising import may_authorise, may_end, may_take_over
from tests.builders import TODAY

DAYS = st.dates(date(2020, 1, 1), date(2030, 12, 31))
LENGTHS = st.integers(1, 500)


@given(DAYS, LENGTHS, DAYS, LENGTHS)
def test_a_provider_is_never_authorised_twice_for_a_day(one, length, other, other_length):
    held = Period(one, one + timedelta(days=length))
    wanted = Period(other, other + timedelta(days=other_length))
    assert bool(may_authorise(wanted, [held])) == (not held.overlaps(wanted))


@given(DAYS, DAYS, st.sampled_from(["", " ", "AN 2019/14"]), st.lists(st.just("BA2026-00001"), max_size=2))
def test_only_what_holds_already_and_is_decided_elsewhere_is_taken_over(start, today, older, decided_here):
    answer = may_take_over(Period(start), older, decided_here, today=today)
    assert answer.ok == (start <= today and older == "AN 2019/14" and not decided_here)


@given(start=DAYS, last_day=DAYS, today=DAYS)
def test_an_authorisation_without_end_ends_today_or_later_and_after_it_began(start, last_day, today):
    assert bool(may_end(Period(start), last_day, today=today)) == (last_day >= max(start, today))


def test_an_end_is_moved_only_nearer():
    authorised = Period(date(2026, 1, 1), date(2026, 7, 1))
    assert may_end(authorised, date(2026, 6, 29), today=TODAY)
    assert not may_end(authorised, date(2026, 6, 30), today=TODAY)
