"""Grades of capacity in the database: recorded, split, and never two on a day."""

from contextlib import suppress
from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from stegvis.casework import facts
from stegvis.casework.actions.capacity import correct_grade, record_grade, remove_grade
from stegvis.casework.capacity_facts import alterations
from stegvis.casework.models import CapacityGrade, Case
from stegvis.casework.rules import capacity_timeline
from stegvis.casework.rules.capacity_timeline import Standing
from stegvis.core.answers import Forbidden, Refused, Stale
from stegvis.core.period import Period
from tests import builders
from tests.builders import TODAY

CASEWORKER = CapacityGrade.Source.CASEWORKER


def day(month, number=1):
    return date(2026, month, number)


def recorded(case, percent, start, end=None, *, by, **more):
    return record_grade(case, percent, Period(start, end), CASEWORKER, by=by, today=TODAY, **more)


def standing(case):
    rows = CapacityGrade.objects.filter(case=case).order_by("period")
    return [(row.percent, row.period.start, row.period.end) for row in rows]


def afresh(case):
    return Case.objects.get(pk=case.pk)


def test_a_recorded_grade_splits_what_stood_and_what_stood_after_goes_on(town, case):
    recorded(case, 50, day(1), by=town.worker.actor)
    recorded(case, 0, day(2), day(3), by=town.worker.actor)
    assert standing(case) == [(50, day(1), day(2)), (0, day(2), day(3)), (50, day(3), None)]


def test_the_changes_are_kept(town, case):
    first = recorded(case, 50, day(1), by=town.worker.actor)
    recorded(case, 75, day(3), by=town.worker.actor)
    recorded(case, 25, day(1), by=town.worker.actor)
    events = first.events.order_by("pgh_id").values_list("pgh_label", "period")
    assert [(label, period.end) for label, period in events] == [("changed", None), ("removed", day(3))]


def test_the_grade_of_the_day_goes_before_the_latest_assessment(town, case):
    builders.an_assessment(case, held_on=day(1, 20), capacity_percent=60)
    assert facts.capacity_on(afresh(case), TODAY) == 60
    recorded(case, 25, day(3), day(4), by=town.worker.actor)
    assert facts.capacity_on(afresh(case), TODAY) == 25
    assert facts.capacity_on(afresh(case), day(4)) == 60
    assert facts.capacity_on(afresh(case), day(1, 19)) is None


def test_the_same_grade_is_not_recorded_twice(town, case):
    recorded(case, 50, day(1), by=town.worker.actor)
    with pytest.raises(Refused, match="redan registrerad"):
        recorded(case, 50, day(1), by=town.worker.actor)


def test_a_caseworker_of_another_unit_records_nothing(town, case):
    with pytest.raises(Forbidden):
        recorded(case, 50, day(1), by=town.stranger.actor)
    assert standing(case) == []


def test_a_grade_that_begins_later_than_was_recorded_lets_the_one_before_it_last_until_then(town, case):
    recorded(case, 25, day(1), by=town.worker.actor)
    wrong = recorded(case, 50, day(2), by=town.worker.actor)
    correct_grade(wrong, 75, Period(day(3)), CASEWORKER, note="Rätt dag.", by=town.worker.actor, today=TODAY)
    assert standing(case) == [(25, day(1), day(3)), (75, day(3), None)]
    wrong.refresh_from_db()
    assert wrong.note == "Rätt dag."


def test_a_grade_that_began_earlier_than_was_recorded_takes_those_days(town, case):
    recorded(case, 25, day(1), by=town.worker.actor)
    wrong = recorded(case, 50, day(3), by=town.worker.actor)
    correct_grade(wrong, 50, Period(day(2), day(4)), CASEWORKER, by=town.worker.actor, today=TODAY)
    assert standing(case) == [(25, day(1), day(2)), (50, day(2), day(4))]


@pytest.mark.parametrize(("former_goes_on", "end"), [(True, None), (False, day(3))])
def test_a_wrong_grade_is_taken_away_and_what_was_before_it_goes_on_or_not(town, case, former_goes_on, end):
    recorded(case, 25, day(1), by=town.worker.actor)
    wrong = recorded(case, 50, day(3), by=town.worker.actor)
    remove_grade(wrong, "Fel person.", former_goes_on=former_goes_on, by=town.worker.actor, today=TODAY)
    assert standing(case) == [(25, day(1), end)]
    gone = next(each for each in alterations(case) if each.removed)
    assert (gone.percent, gone.reason) == (50, "Fel person.")


def test_taking_a_grade_away_needs_a_reason(town, case):
    wrong = recorded(case, 50, day(3), by=town.worker.actor)
    with pytest.raises(Refused, match="Skriv varför"):
        remove_grade(wrong, " ", former_goes_on=True, by=town.worker.actor, today=TODAY)


def test_what_somebody_else_took_away_meanwhile_is_not_corrected(town, case):
    wrong = recorded(case, 50, day(3), by=town.worker.actor)
    remove_grade(CapacityGrade.objects.get(), "Fel.", former_goes_on=True, by=town.worker.actor, today=TODAY)
    with pytest.raises(Stale):
        correct_grade(wrong, 75, Period(day(3)), CASEWORKER, by=town.worker.actor, today=TODAY)


def test_a_caseworker_of_another_unit_corrects_and_removes_nothing(town, case):
    grade = recorded(case, 50, day(3), by=town.worker.actor)
    with pytest.raises(Forbidden):
        correct_grade(grade, 75, Period(day(3)), CASEWORKER, by=town.stranger.actor, today=TODAY)
    with pytest.raises(Forbidden):
        remove_grade(grade, "Fel.", former_goes_on=True, by=town.stranger.actor, today=TODAY)


def test_nothing_is_recorded_in_a_closed_case(town):
    closed = builders.a_case(town.unit, closed_on=day(3))
    with pytest.raises(Refused, match="avslutat"):
        recorded(closed, 50, day(2), by=town.worker.actor)


STEPS = st.lists(
    st.tuples(
        st.sampled_from(["record", "correct", "remove"]),
        st.integers(0, 30),
        st.none() | st.integers(1, 30),
        st.integers(0, 100),
        st.booleans(),
    ),
    min_size=1,
    max_size=6,
)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(STEPS)
def test_whatever_is_recorded_corrected_and_removed_the_rows_say_what_the_rules_say(town, steps):
    case, by = builders.a_case(town.unit), town.worker.actor
    for verb, start, length, percent, flag in steps:
        first = day(2) + timedelta(days=start)
        period = Period(first, None if length is None else first + timedelta(days=length))
        rows = list(case.capacity_grades.order_by("period"))
        before = [facts.standing(row) for row in rows]
        chosen = rows[percent % len(rows)] if rows else None
        if verb == "record" or chosen is None:
            expected = capacity_timeline.recorded(before, Standing(None, percent, period))
            with suppress(Refused):
                recorded(case, percent, period.start, period.end, by=by, note=str(len(rows)))
        elif verb == "correct":
            right = Standing(None, percent, period)
            expected = capacity_timeline.corrected(before, chosen.pk, right)
            correct_grade(chosen, percent, period, CASEWORKER, by=by, today=TODAY)
        else:
            expected = capacity_timeline.removed(before, chosen.pk, former_goes_on=flag)
            remove_grade(chosen, "Fel.", former_goes_on=flag, by=by, today=TODAY)
        assert standing(case) == [(each.percent, each.period.start, each.period.end) for each in expected]
