"""What the person does beside the provider's plan, and what stands in the way of full time."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stegvis.casework.actions.activities import (
    add_activity,
    add_hindrance,
    end_activity,
    end_hindrance,
    remove_mistake,
)
from stegvis.casework.models import CaseActivity, Hindrance
from stegvis.casework.rules import activities as rules
from stegvis.casework.rules.activities import Days, OwnFacts, Weekly
from stegvis.core.actor import Role
from stegvis.core.answers import Forbidden, Refused
from stegvis.core.period import Period
from tests import builders
from tests.builders import TODAY

JANUARY = date(2026, 1, 12)
FACTS = OwnFacts(is_open=True, opened_on=JANUARY)
KINDS = CaseActivity.Kind.values


def may_add(facts=FACTS, kind="sfi", hours=15, first=JANUARY, last=None):
    return rules.may_add_activity(facts, kind, hours, Days(first, last), kinds=KINDS, today=TODAY)


# --- Rules


def test_every_fault_is_told_at_once_at_its_field():
    answer = may_add(kind="golf", hours=61, first=date(2025, 1, 1), last=date(2024, 1, 1))
    assert set(answer.problems.by_field()) == {"kind", "hours_per_week", "first_day", "last_day"}


@pytest.mark.parametrize(("hours", "allowed"), [(0, False), (1, True), (60, True), (61, False)])
def test_an_activity_has_between_one_and_sixty_hours(hours, allowed):
    assert may_add(hours=hours).ok is allowed


def test_nothing_is_recorded_in_a_closed_case():
    assert not may_add(OwnFacts(is_open=False, opened_on=JANUARY))


def test_an_activity_begins_when_the_case_is_open_and_within_a_year():
    assert not may_add(first=JANUARY - timedelta(1))
    assert may_add(first=date(2027, 3, 16))
    assert not may_add(first=date(2027, 3, 17))


def test_the_same_kind_is_not_recorded_twice_for_a_day_but_may_follow_on():
    facts = OwnFacts(True, JANUARY, (Weekly("sfi", 15, Period(JANUARY, date(2026, 3, 1))),))
    assert not may_add(facts, first=date(2026, 2, 28))
    assert may_add(facts, first=date(2026, 3, 1))
    assert may_add(facts, kind="care", first=date(2026, 2, 28))


def test_all_together_is_never_more_than_sixty_hours_in_any_week():
    facts = OwnFacts(
        True,
        JANUARY,
        (
            Weekly("studies", 30, Period(JANUARY, date(2026, 3, 1))),
            Weekly("work", 30, Period(date(2026, 3, 1))),
        ),
    )
    assert may_add(facts, hours=30)
    assert not may_add(facts, hours=31)


def test_another_reason_says_which_one_it_is():
    def may(note):
        return rules.may_add_hindrance(
            FACTS, "other", Days(JANUARY), note, kinds=Hindrance.Kind.values, today=TODAY
        )

    assert not may("  ")
    assert may("Flyttar.")


def test_a_day_has_one_reason():
    facts = OwnFacts(True, JANUARY, hindrances=(Period(JANUARY, date(2026, 2, 1)),))

    def may(first):
        kinds = Hindrance.Kind.values
        return rules.may_add_hindrance(facts, "sick", Days(first), "", kinds=kinds, today=TODAY)

    assert not may(date(2026, 1, 31))
    assert may(date(2026, 2, 1))


periods = st.builds(
    lambda start, length: Period.inclusive(
        JANUARY + timedelta(start), None if length is None else JANUARY + timedelta(start + length)
    ),
    st.integers(0, 60),
    st.none() | st.integers(0, 40),
)
weeklies = st.lists(st.builds(Weekly, st.sampled_from(KINDS), st.integers(1, 30), periods), max_size=6)


@given(weeklies, periods)
def test_the_most_hours_at_once_are_those_of_some_day_and_no_day_has_more(activities, within):
    most = rules.most_hours_at_once(activities, within)
    days = [within.start + timedelta(n) for n in range(120)]
    per_day = [
        sum(each.hours for each in activities if each.period.contains(day))
        for day in days
        if within.contains(day)
    ]
    assert most == max(per_day)


# --- Actions


@pytest.fixture
def sfi(case, town):
    return add_activity(case, "sfi", 15, JANUARY, by=town.worker.actor, today=TODAY)


def test_what_is_recorded_stands_in_the_case_with_who_wrote_it(case, town, sfi):
    assert list(case.activities.all()) == [sfi]
    assert (sfi.hours_per_week, sfi.period, sfi.recorded_by) == (15, Period(JANUARY), town.worker.user)


def test_a_refused_activity_leaves_nothing(case, town, sfi):
    with pytest.raises(Refused):
        add_activity(case, "sfi", 10, TODAY, by=town.worker.actor, today=TODAY)
    assert case.activities.count() == 1


def test_a_new_last_day_is_set_and_what_stood_before_is_kept(case, town, sfi):
    end_activity(sfi, date(2026, 3, 31), by=town.worker.actor)
    sfi.refresh_from_db()
    assert sfi.period.last_day == date(2026, 3, 31)
    kept = CaseActivity.pgh_event_model.objects.get()
    assert kept.period == Period(JANUARY)


def test_an_end_is_not_moved_into_the_next_of_the_same_kind(case, town, sfi):
    end_activity(sfi, date(2026, 2, 28), by=town.worker.actor)
    add_activity(case, "sfi", 20, date(2026, 3, 1), by=town.worker.actor, today=TODAY)
    with pytest.raises(Refused) as refused:
        end_activity(sfi, date(2026, 3, 1), by=town.worker.actor)
    assert "last_day" in refused.value.problems.by_field()


def test_an_end_before_the_start_is_refused(town, sfi):
    with pytest.raises(Refused):
        end_activity(sfi, JANUARY - timedelta(1), by=town.worker.actor)


def test_a_mistake_is_taken_away_and_kept_in_the_history(case, town, sfi):
    remove_mistake(sfi, by=town.worker.actor)
    assert not case.activities.exists()
    assert CaseActivity.pgh_event_model.objects.filter(pgh_label="removed").count() == 1


def test_a_hindrance_is_recorded_ended_and_taken_away(case, town):
    sick = add_hindrance(case, "sick", JANUARY, by=town.worker.actor, today=TODAY)
    end_hindrance(sick, date(2026, 1, 31), by=town.worker.actor)
    then = add_hindrance(case, "parental", date(2026, 2, 1), by=town.worker.actor, today=TODAY)
    with pytest.raises(Refused):
        end_hindrance(sick, date(2026, 2, 1), by=town.worker.actor)
    remove_mistake(then, by=town.worker.actor)
    assert [(each.kind, each.period.last_day) for each in case.hindrances.all()] == [
        ("sick", date(2026, 1, 31))
    ]


def test_a_closed_case_is_left_as_it_is(town):
    case = builders.a_case(town.unit, closed_on=date(2026, 3, 1))
    with pytest.raises(Refused):
        add_hindrance(case, "sick", JANUARY, by=town.worker.actor, today=TODAY)


def test_a_stranger_with_a_case_of_his_own_records_nothing_here(case, town, sfi):
    for act in (
        lambda: add_activity(case, "care", 2, JANUARY, by=town.stranger.actor, today=TODAY),
        lambda: add_hindrance(case, "sick", JANUARY, by=town.stranger.actor, today=TODAY),
        lambda: end_activity(sfi, TODAY, by=town.stranger.actor),
        lambda: remove_mistake(sfi, by=town.stranger.actor),
    ):
        with pytest.raises(Forbidden):
            act()
    assert not CaseActivity.objects.visible_to(town.stranger.actor).exists()


def test_another_principal_records_nothing_here(case):
    other = builders.a_seat(Role.CASEWORKER, builders.a_principal())
    with pytest.raises(Forbidden):
        add_activity(case, "care", 2, JANUARY, by=other.actor, today=TODAY)


def test_who_is_not_named_records_nothing_about_a_protected_person(case, town):
    builders.protect(case.person)
    case.refresh_from_db()
    with pytest.raises(Forbidden):
        add_hindrance(case, "sick", JANUARY, by=town.worker.actor, today=TODAY)
