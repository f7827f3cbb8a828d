"""The rules of assignments, without a database."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stegvis.assignments.rules import ending, extending, giving, meetings, planning, reporting
from stegvis.assignments.rules.extending import ExtensionFacts, Limits, WantedFacts
from stegvis.assignments.rules.giving import ChoiceFacts, GivingFacts, GoalText, NewAssignment
from stegvis.assignments.rules.hours import expected_hours
from stegvis.assignments.rules.planning import NewPlan, PlanFacts
from stegvis.assignments.rules.reporting import NewReport, ReportFacts
from stegvis.core.period import ONE_DAY, Period, add_months
from tests.builders import TODAY

SPRING = Period.inclusive(date(2026, 2, 2), date(2026, 5, 31))


def reasons(answer):
    return {problem.field: problem.message for problem in answer.problems}


# --- Hours


@pytest.mark.parametrize(
    ("capacity", "hours"), [(100, 40), (75, 30), (50, 20), (25, 10), (0, 0), (33, 13), (None, 40)]
)
def test_expected_hours_follow_the_capacity(capacity, hours):
    assert expected_hours(capacity, 40) == hours


# --- Giving

CHOICE = ChoiceFacts(grant=SPRING, grant_in_force=True, case_open=True, already_given=None)
GIVING = GivingFacts(
    CHOICE,
    provider="Steget AB",
    provider_authorised=True,
    overlapping=None,
    expected_hours=30,
    full_time=40,
)
WANTED = NewAssignment(
    starts_on=TODAY,
    hours_per_week=30,
    coordination="caseworker",
    description="Arbetsträning i kök.",
    goals=(GoalText("Klara ett dagspass", "Handledaren intygar fem hela dagar"),),
)


def test_an_assignment_within_the_grant_to_an_authorised_provider_may_be_given():
    assert giving.may_give(GIVING, WANTED, TODAY)


def test_all_reasons_against_an_assignment_come_at_once():
    choice = ChoiceFacts(SPRING, grant_in_force=False, case_open=False, already_given="U2026-00001")
    facts = replace(GIVING, choice=choice, provider_authorised=False, overlapping="U2026-00002")
    answer = giving.may_give(facts, replace(WANTED, hours_per_week=0, goals=()), TODAY)
    assert len(answer.problems) == 8
    assert {"starts_on", "hours_per_week", "fewer_hours_because", "goal_1", None} == set(reasons(answer))


def test_an_assignment_starts_within_the_grant():
    assert giving.may_give(GIVING, replace(WANTED, starts_on=SPRING.last_day), TODAY)
    for day in (SPRING.start - ONE_DAY, SPRING.end):
        assert "starts_on" in reasons(giving.may_give(GIVING, replace(WANTED, starts_on=day), TODAY))


def test_fewer_hours_than_the_capacity_need_a_reason():
    few = replace(WANTED, hours_per_week=20)
    assert "fewer_hours_because" in reasons(giving.may_give(GIVING, few, TODAY))
    assert giving.may_give(GIVING, replace(few, fewer_hours_because="Läser sfi på kvällen."), TODAY)


def test_nobody_is_asked_for_more_than_full_time():
    assert "hours_per_week" in reasons(giving.may_give(GIVING, replace(WANTED, hours_per_week=41), TODAY))


def test_a_goal_says_how_it_is_measured():
    half = (*WANTED.goals, GoalText("Skriva ett cv", ""))
    assert set(reasons(giving.may_give(GIVING, replace(WANTED, goals=half), TODAY))) == {"goal_2"}


def test_no_assignment_is_given_after_the_grant_is_over():
    assert giving.can_give(CHOICE, SPRING.last_day)
    assert not giving.can_give(CHOICE, SPRING.end)


def test_the_suggested_start_is_today_within_the_grant_and_else_its_first_day():
    assert giving.suggested_start(SPRING, TODAY) == TODAY
    assert giving.suggested_start(SPRING, date(2026, 1, 7)) == SPRING.start


# --- Planning

PLANNING = PlanFacts(assignment=SPRING, latest_from=None, expected_hours=40)
PLAN = NewPlan(
    starts_on=TODAY, how="Praktik och sfi.", hours={"practice": 20, "sfi": 20}, agreed_with_person=True
)


def test_a_full_time_plan_agreed_with_the_person_may_apply():
    assert planning.may_plan(PLANNING, PLAN, TODAY)


def test_a_plan_below_the_expected_hours_needs_a_reason():
    part = replace(PLAN, hours={"practice": 20})
    assert set(reasons(planning.may_plan(PLANNING, part, TODAY))) == {"fewer_hours_because"}
    assert planning.may_plan(PLANNING, replace(part, fewer_hours_because="Vård på förmiddagarna."), TODAY)


def test_a_new_version_starts_later_than_the_one_before():
    facts = replace(PLANNING, latest_from=TODAY)
    assert set(reasons(planning.may_plan(facts, PLAN, TODAY))) == {"starts_on"}
    assert planning.may_plan(facts, replace(PLAN, starts_on=TODAY + ONE_DAY), TODAY)


def test_a_plan_is_made_together_with_the_person():
    alone = replace(PLAN, agreed_with_person=False)
    assert set(reasons(planning.may_plan(PLANNING, alone, TODAY))) == {"agreed_with_person"}


def test_an_empty_plan_is_refused():
    assert set(reasons(planning.may_plan(PLANNING, replace(PLAN, hours={}), TODAY))) == {"hours_intervention"}


def test_nothing_is_planned_when_the_assignment_is_over():
    assert planning.can_plan(SPRING, SPRING.last_day)
    assert not planning.can_plan(SPRING, SPRING.end)


@given(practice=st.integers(0, 40), sfi=st.integers(0, 40), share=st.integers(0, 100))
def test_the_share_of_time_at_a_workplace_is_never_below_the_terms(practice, sfi, share):
    facts = replace(PLANNING, expected_hours=0, min_workplace_percent=share)
    plan = replace(PLAN, hours={"practice": practice, "sfi": sfi})
    total = practice + sfi
    allowed = 0 < total <= 60 and practice * 100 >= share * total
    assert bool(planning.may_plan(facts, plan, TODAY)) == allowed


# --- Reporting

REPORT = NewReport(
    date(2026, 2, 1), attended_hours=100, absent_hours=8, progress=3, happened="Bra start.", next_month=""
)


def test_a_report_is_due_the_fifth_working_day_of_the_next_month():
    assert reporting.due_on(date(2026, 2, 1)) == date(2026, 3, 6)
    assert reporting.due_on(date(2025, 12, 1)) == date(2026, 1, 9), "new year's day and epiphany are free"


def test_the_months_that_are_over_and_not_reported_are_missing():
    facts = ReportFacts(SPRING, frozenset({date(2026, 2, 1)}))
    assert reporting.missing_months(facts, TODAY) == []
    assert reporting.missing_months(facts, date(2026, 5, 15)) == [date(2026, 3, 1), date(2026, 4, 1)]
    assert reporting.missing_months(facts, SPRING.last_day)[-1] == date(2026, 5, 1)


def test_nothing_to_report_says_when_the_next_report_can_be_sent():
    facts = ReportFacts(SPRING, frozenset({date(2026, 2, 1)}))
    assert "mars 2026" in str(reporting.can_report(facts, TODAY).problems)
    assert "2026-03-31" in str(reporting.can_report(facts, TODAY).problems)


def test_a_month_has_one_report():
    facts = ReportFacts(SPRING, frozenset({date(2026, 2, 1)}))
    assert "redan en rapport" in reasons(reporting.may_report(facts, REPORT, TODAY))["month"]


@pytest.mark.parametrize("month", [date(2026, 1, 1), date(2026, 6, 1)])
def test_a_month_outside_the_assignment_is_refused(month):
    facts = ReportFacts(SPRING, frozenset())
    assert "pågick inte" in reasons(reporting.may_report(facts, replace(REPORT, month=month), TODAY))["month"]


def test_a_month_that_is_not_over_is_refused():
    facts = ReportFacts(SPRING, frozenset())
    answer = reporting.may_report(facts, replace(REPORT, month=date(2026, 3, 1)), TODAY)
    assert "inte slut än" in reasons(answer)["month"]


def test_hours_are_limited_by_the_assigned_days_of_the_month():
    facts = ReportFacts(Period.inclusive(date(2026, 2, 23), date(2026, 5, 31)), frozenset())
    most = 6 * reporting.MOST_HOURS_A_DAY
    assert reporting.may_report(facts, replace(REPORT, attended_hours=most, absent_hours=0), TODAY)
    too_many = replace(REPORT, attended_hours=most, absent_hours=1)
    assert "6 dagar" in reasons(reporting.may_report(facts, too_many, TODAY))["attended_hours"]


@pytest.mark.parametrize("progress", [0, 6])
def test_progress_is_a_step_between_one_and_five(progress):
    answer = reporting.may_correct(SPRING, replace(REPORT, progress=progress), is_latest=True)
    assert set(reasons(answer)) == {"progress"}


def test_a_corrected_report_is_not_corrected_again():
    assert not reporting.may_correct(SPRING, REPORT, is_latest=False)


@given(
    start=st.dates(date(2024, 1, 1), date(2026, 1, 1)),
    days=st.integers(1, 500),
    today=st.dates(date(2024, 1, 1), date(2027, 12, 31)),
)
def test_every_month_that_is_missing_may_be_reported_and_no_other(start, days, today):
    facts = ReportFacts(Period(start, start + timedelta(days=days)), frozenset())
    missing = reporting.missing_months(facts, today)
    report = replace(REPORT, attended_hours=1, absent_hours=0)
    for month in (add_months(start.replace(day=1), n) for n in range(-1, 20)):
        assert bool(reporting.may_report(facts, replace(report, month=month), today)) == (month in missing)


# --- Meetings

MEETING = meetings.HeldMeeting(TODAY, "Vi gick igenom målen.", person_present=True, provider_present=True)


def test_a_meeting_held_today_may_be_recorded():
    assert meetings.may_record_meeting(meetings.MeetingFacts(SPRING, frozenset()), MEETING, TODAY)


@pytest.mark.parametrize("day", [TODAY + ONE_DAY, SPRING.start - ONE_DAY])
def test_a_meeting_is_held_during_the_assignment_and_not_in_the_future(day):
    facts = meetings.MeetingFacts(SPRING, frozenset())
    answer = meetings.may_record_meeting(facts, replace(MEETING, held_on=day), TODAY)
    assert set(reasons(answer)) == {"held_on"}


def test_two_meetings_are_not_held_on_one_day():
    facts = meetings.MeetingFacts(SPRING, frozenset({TODAY}))
    assert set(reasons(meetings.may_record_meeting(facts, MEETING, TODAY))) == {"held_on"}


def test_a_meeting_with_nobody_is_no_meeting():
    alone = replace(MEETING, person_present=False, provider_present=False)
    facts = meetings.MeetingFacts(SPRING, frozenset())
    assert set(reasons(meetings.may_record_meeting(facts, alone, TODAY))) == {"person_present"}


# --- Extending

GARDEN = Limits(max_months=6, max_extensions=1, extension_months=3)
"""Hälsoträdgården: three months, one extension of three."""
GRANTED = Period(date(2026, 1, 1), date(2026, 4, 1))
EXTENSION = ExtensionFacts(
    granted=GRANTED, extensions=0, last_meeting=date(2026, 3, 10), case_open=True, ended_early=False
)
SOON = TODAY
FREE = WantedFacts("Steget AB", provider_authorised=True, overlapping=None)
THREE_MONTHS = Period(date(2026, 4, 1), date(2026, 7, 1))


def test_health_garden_is_extended_once_and_no_more():
    assert extending.may_extend(EXTENSION, GARDEN, THREE_MONTHS, FREE, SOON)
    extended = replace(EXTENSION, granted=GRANTED.join(THREE_MONTHS), extensions=1)
    again = Period(date(2026, 7, 1), date(2026, 8, 1))
    answer = extending.may_extend(
        replace(extended, last_meeting=date(2026, 6, 10)), GARDEN, again, FREE, SOON
    )
    assert "en gång" in str(answer.problems)
    assert "högst 6 månader" in str(answer.problems)


def test_an_extension_starts_the_day_after_the_current_end():
    late = Period(date(2026, 4, 2), date(2026, 5, 1))
    assert set(reasons(extending.may_extend(EXTENSION, GARDEN, late, FREE, SOON))) == {"last_day"}


def test_an_extension_is_no_longer_than_the_terms_allow():
    too_long = Period(date(2026, 4, 1), date(2026, 7, 2))
    assert "högst 3 månader" in str(extending.may_extend(EXTENSION, GARDEN, too_long, FREE, SOON).problems)


def test_an_extension_without_a_three_party_meeting_is_refused_with_the_reason():
    for meeting in (None, date(2026, 2, 17)):
        answer = extending.may_extend(
            replace(EXTENSION, last_meeting=meeting), GARDEN, THREE_MONTHS, FREE, SOON
        )
        assert "trepartsmöte" in str(answer.problems)
    assert extending.may_extend(
        replace(EXTENSION, last_meeting=date(2026, 2, 18)), GARDEN, THREE_MONTHS, FREE, SOON
    )


@pytest.mark.parametrize("facts", [replace(EXTENSION, case_open=False), replace(EXTENSION, ended_early=True)])
def test_what_is_closed_or_ended_is_not_extended(facts):
    assert not extending.may_extend(facts, GARDEN, THREE_MONTHS, FREE, SOON)


@pytest.mark.parametrize(
    "about", [replace(FREE, provider_authorised=False), replace(FREE, overlapping="U2026-00009")]
)
def test_the_provider_is_authorised_and_the_days_are_free(about):
    assert not extending.may_extend(EXTENSION, GARDEN, THREE_MONTHS, about, SOON)


def test_an_extension_reaches_no_longer_than_the_providers_right():
    about = replace(FREE, right_ends=date(2026, 5, 31))
    answer = extending.may_extend(EXTENSION, GARDEN, THREE_MONTHS, about, SOON)
    assert "auktoriserad för insatsen till 2026-05-31" in str(answer.problems)


def test_an_extension_is_given_at_latest_four_weeks_after_the_end():
    last, too_late = date(2026, 4, 28), date(2026, 4, 29)
    assert extending.may_extend(EXTENSION, GARDEN, THREE_MONTHS, FREE, last)
    assert "mer än 4 veckor" in str(
        extending.may_extend(EXTENSION, GARDEN, THREE_MONTHS, FREE, too_late).problems
    )


def test_what_the_provider_has_reported_finally_is_not_extended():
    facts = replace(EXTENSION, finally_reported=date(2026, 3, 12))
    assert "Slutrapporten skickades" in str(extending.can_extend(facts, GARDEN, SOON).problems)


def test_an_extension_does_not_reach_back_over_days_when_the_case_was_closed():
    facts = replace(EXTENSION, open_since=date(2026, 4, 10))
    answer = extending.can_extend(facts, GARDEN, date(2026, 4, 12))
    assert "togs upp igen" in str(answer.problems)
    assert extending.can_extend(replace(EXTENSION, open_since=GRANTED.end), GARDEN, SOON)


def test_the_latest_end_keeps_within_both_limits():
    assert extending.latest_end(EXTENSION, GARDEN) == date(2026, 7, 1)
    assert extending.latest_end(EXTENSION, replace(GARDEN, max_months=4)) == date(2026, 5, 1)
    assert extending.latest_end(EXTENSION, Limits()) is None


wishes = st.lists(st.tuples(st.integers(-40, 400), st.integers(-90, 10)), max_size=12)
some_limits = st.builds(
    Limits,
    max_months=st.integers(1, 24),
    max_extensions=st.integers(0, 4),
    extension_months=st.none() | st.integers(1, 12),
)


@given(limits=some_limits, start=st.dates(date(2020, 1, 1), date(2030, 1, 1)), wanted=wishes)
def test_granted_months_never_exceed_the_terms(limits, start, wanted):
    """Whatever is asked for and in whatever order: what is granted stays within the terms."""
    facts = replace(EXTENSION, granted=Period(start, add_months(start, 1)))
    for days, meeting in wanted:
        end = facts.granted.end
        if days < 1:
            continue
        wish = Period(end, end + timedelta(days=days))
        asked = replace(facts, last_meeting=end + timedelta(days=meeting))
        if extending.may_extend(asked, limits, wish, FREE, end):
            facts = replace(asked, granted=facts.granted.join(wish), extensions=facts.extensions + 1)
        assert facts.granted.whole_months <= limits.max_months
        assert facts.extensions <= limits.max_extensions


@given(limits=some_limits, start=st.dates(date(2020, 1, 1), date(2030, 1, 1)))
def test_the_latest_end_is_granted_and_a_day_more_is_not(limits, start):
    end = add_months(start, 1)
    facts = replace(EXTENSION, granted=Period(start, end), last_meeting=end)
    latest = extending.latest_end(facts, limits)
    if extending.can_extend(facts, limits, end):
        assert extending.may_extend(facts, limits, Period(end, latest), FREE, end)
    assert not extending.may_extend(facts, limits, Period(end, latest + ONE_DAY), FREE, end)


# --- Ending

ENDING = ending.EndingFacts(SPRING, case_open=True, latest_report=date(2026, 3, 1))


def test_an_assignment_ends_early_on_a_day_that_keeps_its_reports():
    assert ending.may_end(ENDING, date(2026, 3, 20), TODAY)
    assert ending.may_end(ENDING, date(2026, 3, 1), TODAY)
    assert "mars 2026" in str(ending.may_end(ENDING, date(2026, 2, 28), TODAY).problems)


def test_an_assignment_is_not_ended_later_than_it_ends_or_before_it_began():
    free = replace(ENDING, latest_report=None)
    assert not ending.may_end(free, SPRING.last_day, TODAY)
    assert not ending.may_end(free, SPRING.start - ONE_DAY, TODAY)
    assert ending.may_end(free, SPRING.start, TODAY)


def test_what_is_over_is_not_ended():
    assert ending.can_end(ENDING, SPRING.last_day)
    assert not ending.can_end(ENDING, SPRING.end)
    assert not ending.can_end(replace(ENDING, case_open=False), TODAY)


def test_the_final_report_may_be_sent_once_from_two_weeks_before_the_end():
    facts = ending.FinalReportFacts(SPRING, sent_on=None)
    assert ending.opens_on(SPRING.end) == date(2026, 5, 18)
    assert not ending.may_report_finally(facts, date(2026, 5, 17))
    assert ending.may_report_finally(facts, date(2026, 5, 18))
    assert ending.may_report_finally(facts, date(2026, 7, 1))
    assert not ending.may_report_finally(replace(facts, sent_on=date(2026, 5, 20)), date(2026, 5, 21))


def test_an_assignment_without_an_end_has_no_final_report():
    facts = ending.FinalReportFacts(Period(date(2026, 1, 1)), sent_on=None)
    assert not ending.may_report_finally(facts, TODAY)
