"""The rules of the register of providers, without a database."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from stegvis.core.period import Period
from stegvis.providers.rules.pausing import Paused, left_of, may_open, may_pause
from stegvis.providers.rules.register import Identity, is_whole_position, may_change_owner, may_close_site
from tests.builders import TODAY

DAYS = st.dates(date(2025, 1, 1), date(2027, 12, 31))
PERIODS = st.builds(
    lambda start, length: Period(start, length and start + timedelta(days=length)),
    DAYS,
    st.none() | st.integers(1, 400),
)
PAUSES = st.builds(Paused, PERIODS, st.none() | st.integers(1, 3))
BEFORE, AFTER = Identity("Norrsken AB", "5560360793"), Identity("Norrsken Omsorg AB", "5560125790")


@given(PAUSES, st.lists(PAUSES, max_size=4))
def test_no_day_is_paused_that_was_paused_already_for_the_same_intervention_or_for_all(wanted, held):
    answer = may_pause(wanted, held, today=date(2025, 1, 1))
    clashes = [
        pause
        for pause in held
        if pause.period.overlaps(wanted.period) and pause.intervention_id in (None, wanted.intervention_id)
    ]
    assert bool(answer) == (not clashes)


def test_a_pause_begins_today_at_the_earliest():
    assert may_pause(Paused(Period(TODAY)), [], today=TODAY)
    assert not may_pause(Paused(Period(TODAY - timedelta(days=1))), [], today=TODAY)


@given(PERIODS, DAYS, DAYS)
def test_the_intake_opens_on_a_coming_day_of_the_pause_and_no_paused_day_is_added(period, opens_on, today):
    if may_open(period, opens_on, today=today):
        left = left_of(period, opens_on)
        assert opens_on >= today
        assert left is None or (period.covers(left) and not left.contains(opens_on))
        assert (left is None) == (opens_on <= period.start)
    else:
        assert opens_on < today or (period.end is not None and opens_on >= period.end)


@given(changed_on=DAYS, latest=st.none() | DAYS, today=DAYS)
def test_changes_of_owner_are_written_down_in_the_order_they_happened(changed_on, latest, today):
    answer = may_change_owner(BEFORE, AFTER, changed_on, latest_change=latest, today=today)
    assert bool(answer) == (changed_on <= today and (latest is None or changed_on >= latest))


def test_shares_are_sold_without_a_new_name_or_number():
    assert may_change_owner(BEFORE, BEFORE, TODAY, latest_change=None, today=TODAY)


@given(PERIODS, DAYS)
def test_a_place_is_left_after_it_was_taken_and_before_it_ends(used, last_day):
    answer = may_close_site(used, last_day)
    assert bool(answer) == (used.contains(last_day) and last_day != used.last_day)


def test_a_place_on_the_map_needs_both_numbers():
    assert is_whole_position(None, None)
    assert is_whole_position(59.3, 18.1)
    assert not is_whole_position(59.3, None)
    assert not is_whole_position(None, 18.1)
