"""Attendance told day by day in the monthly report."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse

from stegvis.assignments.actions.report import send_report
from stegvis.assignments.models import MonthlyReport, ReportedDay
from stegvis.assignments.rules.days import NewDay
from stegvis.assignments.rules.reporting import NewReport
from stegvis.core import clock
from stegvis.core.answers import Refused
from tests.builders import TODAY

pytestmark = pytest.mark.django_db

JANUARY = date(2026, 1, 1)
WORDS = {"progress": "3", "happened": "Praktik i kök.", "next_month": ""}


@pytest.fixture(autouse=True)
def _today(settings):
    settings.REQUIRE_SECOND_FACTOR = False
    with clock.frozen(TODAY):
        yield


@pytest.fixture
def as_staff(client, world):
    client.force_login(world.staff.user)
    return client


def address(world):
    return reverse("send_report", args=[world.assignment.pk]) + "?dagar=2026-01-01"


def sent(**days):
    return {"month": "2026-01-01", **WORDS, **days}


def test_the_days_of_the_month_are_filled_in_and_make_the_totals(as_staff, world):
    page = as_staff.get(address(world))
    rows = page.context["form"].day_rows
    assert len(rows) == 31
    assert [row.name for row in rows if row.is_free][:2] == ["torsdag 1", "lördag 3"]
    filled = sent(d02_attended="7,5", d05_attended="6:45", d05_absent="1", d07_sick="on")
    assert as_staff.post(address(world), filled).status_code == 302
    report = MonthlyReport.objects.get()
    assert (report.attended_hours, report.absent_hours) == (14, 1)
    assert list(report.days.values_list("day__day", "attended_minutes", "absent_minutes", "is_sick")) == [
        (2, 450, 0, False),
        (5, 405, 60, False),
        (7, 0, 0, True),
    ]
    shown = as_staff.get(report.get_absolute_url()).content.decode()
    assert "Måndag 5" in shown
    assert "6,75" in shown


def test_a_wrong_day_is_told_at_its_place_and_the_rest_is_kept(as_staff, world):
    page = as_staff.post(address(world), sent(d02_attended="sju", d05_attended="6:45"))
    text = page.content.decode()
    assert "Skriv timmar, till exempel" in text
    assert 'value="6:45"' in text
    assert not MonthlyReport.objects.exists()


@pytest.mark.parametrize(
    ("filled", "told"),
    [
        ({}, "Fyll i dagarna eller månadens timmar."),
        ({"d02_attended": "8", "attended_hours": "9"}, "Timmarna stämmer inte med dagarna."),
        ({"d02_attended": "25"}, "En dag har 24 timmar."),
        ({"d02_attended": "20", "d02_absent": "8"}, "högst 24 timmar"),
    ],
)
def test_days_that_do_not_make_sense_are_refused(as_staff, world, filled, told):
    assert told in as_staff.post(address(world), sent(**filled)).content.decode()
    assert not ReportedDay.objects.exists()


def test_a_report_without_days_is_sent_as_before(as_staff, world):
    plain = sent(attended_hours="120", absent_hours="8")
    assert as_staff.post(reverse("send_report", args=[world.assignment.pk]), plain).status_code == 302
    assert not ReportedDay.objects.exists()


def test_a_correction_starts_from_the_days_that_were_sent(as_staff, world):
    as_staff.post(address(world), sent(d02_attended="8", d05_attended="8"))
    report = MonthlyReport.objects.get()
    correct = reverse("correct_report", args=[report.pk])
    form = as_staff.get(correct).context["form"]
    assert 'value="8"' in str(form["d02_attended"])
    changed = {**WORDS, "d02_attended": "8", "d05_attended": "4"}
    assert as_staff.post(correct, changed).status_code == 302
    latest = MonthlyReport.objects.in_force().get()
    assert (latest.attended_hours, latest.days.count()) == (12, 2)
    assert report.days.count() == 2


def test_a_day_outside_the_assignment_is_refused_by_the_action(world):
    outside = NewReport(JANUARY, 8, 0, 3, "", "", (NewDay(date(2026, 2, 2), 480),))
    with pytest.raises(Refused, match="utanför"):
        send_report(world.assignment, outside, by=world.staff.actor, today=TODAY)
