"""The rules of the journal, without a database."""

from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from stegvis.casework.rules.journal import (
    NoteFacts,
    is_locked,
    may_add,
    may_be_dated,
    may_change,
    may_sign,
)
from stegvis.core.clock import SWEDEN
from tests.builders import TODAY

WRITTEN = datetime(2026, 3, 16, 9, 30, tzinfo=SWEDEN)
DAY = timedelta(hours=24)
moments = st.timedeltas(timedelta(), timedelta(days=30)).map(lambda passed: WRITTEN + passed)


def a_note(*, signed_at=None, is_own=True, has_addenda=False):
    return NoteFacts(WRITTEN, signed_at, is_own, has_addenda)


def test_a_note_is_open_for_a_day_and_locked_from_the_very_moment_after():
    assert not is_locked(WRITTEN, None, WRITTEN + DAY - timedelta(seconds=1))
    assert is_locked(WRITTEN, None, WRITTEN + DAY)


@given(moments, moments)
def test_a_signed_note_is_locked_whenever_it_is_asked_about(signed_at, now):
    assert is_locked(WRITTEN, signed_at, now)


@given(moments, moments)
def test_what_has_been_locked_is_never_open_again(earlier, later):
    if earlier <= later and is_locked(WRITTEN, None, earlier):
        assert is_locked(WRITTEN, None, later)


@given(moments, st.booleans(), st.booleans(), st.booleans())
def test_the_writer_can_always_either_change_or_add_and_others_can_always_add(now, signed, own, added):
    note = a_note(signed_at=WRITTEN if signed else None, is_own=own, has_addenda=added)
    assert may_change(note, now=now).ok != may_add(note, now=now).ok
    assert own or may_add(note, now=now)


def test_a_note_that_somebody_has_added_to_is_not_changed_but_may_be_signed():
    note = a_note(has_addenda=True)
    assert not may_change(note, now=WRITTEN)
    assert may_sign(note, now=WRITTEN)


def test_another_neither_changes_nor_signs():
    note = a_note(is_own=False)
    assert "Bara den som skrev" in str(may_change(note, now=WRITTEN).problems)
    assert not may_sign(note, now=WRITTEN)


def test_a_note_is_dated_within_the_case_and_not_ahead():
    opened = TODAY - timedelta(30)
    assert may_be_dated(opened, opened_on=opened, today=TODAY)
    assert may_be_dated(TODAY, opened_on=opened, today=TODAY)
    early = may_be_dated(opened - timedelta(1), opened_on=opened, today=TODAY)
    assert str(opened) in str(early.problems)
    assert "framtiden" in str(may_be_dated(TODAY + timedelta(1), opened_on=opened, today=TODAY).problems)
