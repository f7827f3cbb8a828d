"""When reports are due, and which period each is about."""

from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from stegvis.core.period import Period
from stegvis.statistics.rules import STANDARD_SCHEDULES, Schedule, latest_reports, report_of

SCHEDULES = st.builds(Schedule, st.integers(1, 12), st.integers(1, 12), st.integers(1, 12))


def test_the_report_of_june_is_about_september_to_april():
    june = report_of(Schedule(reported_in=6, first_month=9, months=8), 2022)

    assert june.period == Period(date(2021, 9, 1), date(2022, 5, 1))


def test_after_the_turn_of_april_the_report_of_june_is_the_latest():
    latest, *_ = latest_reports(STANDARD_SCHEDULES, date(2022, 5, 2))

    assert latest.reported_in == date(2022, 6, 1)
    assert latest.period == Period(date(2021, 9, 1), date(2022, 5, 1))


def test_a_period_that_is_not_over_is_not_suggested():
    latest, *_ = latest_reports(STANDARD_SCHEDULES, date(2022, 4, 30))

    assert latest.reported_in == date(2022, 3, 1)


@given(SCHEDULES, st.integers(2000, 2090))
def test_a_report_is_about_a_period_that_is_over_and_less_than_a_year_old(schedule, year):
    report = report_of(schedule, year)

    assert report.period.whole_months == schedule.months
    assert report.period.start.month == schedule.first_month
    assert report.period.end <= report.reported_in
    assert (report.reported_in - report.period.end).days < 366


@given(st.lists(SCHEDULES, min_size=1, max_size=4), st.dates(date(2010, 1, 1), date(2080, 1, 1)))
def test_there_is_always_a_report_to_suggest(schedules, today):
    suggested = latest_reports(schedules, today)

    assert suggested
    assert all(report.period.end <= today for report in suggested)
    assert suggested == sorted(suggested, key=lambda report: report.reported_in, reverse=True)
