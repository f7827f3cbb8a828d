"""Grades of capacity in the database: recorded, split, and never two on a day."""

from datetime import date

import pytest

from stegvis.casework import facts
from stegvis.casework.actions.capacity import record_grade
from stegvis.casework.models import CapacityGrade, Case
from stegvis.core.answers import Forbidden, Refused
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
