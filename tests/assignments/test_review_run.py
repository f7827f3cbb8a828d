"""Looking through a month of reports in the database."""

from __future__ import annotations

from datetime import date
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from stegvis.assignments.jobs import flags_in, review_reports
from stegvis.assignments.models import (
    FinalReport,
    FlaggedAssignment,
    MonthlyReport,
    ReportedDay,
    ReviewFlag,
    ReviewTerms,
    ReviewVerdict,
)
from stegvis.assignments.review.run import months_to_review, review_month
from stegvis.assignments.rules.review import terms
from stegvis.casework.models import ClosureReason, Hindrance
from stegvis.core import clock
from stegvis.core.period import Period
from tests.builders import (
    TODAY,
    a_case,
    a_principal,
    a_provider,
    a_report,
    a_unit,
    a_user,
    an_assignment,
    an_intervention,
)

pytestmark = pytest.mark.django_db

FEBRUARY = date(2026, 2, 1)
LONG = Period(date(2025, 1, 1), date(2026, 12, 1))
TEXT = (
    "{} har varit på praktik i ett storkök fyra dagar i veckan och övat på att planera sin dag, ringa "
    "arbetsgivare och skriva ansökningar tillsammans med handledaren."
)


@pytest.fixture
def unit(db):
    return a_unit(a_principal())


def an_assigned(unit, provider=None, **fields):
    case = a_case(unit, opened_on=date(2024, 12, 1))
    return an_assignment(case, provider=provider, period=LONG, **fields)


def days(report, *told, sick=False):
    for day, minutes in told:
        ReportedDay.objects.create(
            principal=report.principal, report=report, day=day, attended_minutes=minutes, is_sick=sick
        )


def review(unit, month=FEBRUARY, today=TODAY):
    return {flag.rule: flag for flag in review_month(unit.principal_id, month, today)}


def flagged(flag):
    return set(flag.assignments.values_list("assignment_id", flat=True))


def test_ordinary_reports_raise_no_flag(unit):
    provider = a_provider(unit.principal)
    for n in range(3):
        report = a_report(an_assigned(unit, provider), FEBRUARY, happened=f"Så gick det för nummer {n}.")
        days(report, (date(2026, 2, 3), 360), (date(2026, 2, 4), 360))
    assert review(unit) == {}


def test_the_same_text_about_three_people_is_flagged_once_and_anew_with_a_fourth(unit):
    provider = a_provider(unit.principal)
    first = [an_assigned(unit, provider) for _ in range(3)]
    for assignment in first:
        a_report(assignment, FEBRUARY, happened=TEXT.format(assignment.person.first_name))
    flag = review(unit)[terms.SAME_TEXT]
    assert flagged(flag) == {assignment.pk for assignment in first}
    assert "storkök" not in str(flag.evidence)
    assert review(unit) == {}
    a_report(an_assigned(unit, provider), FEBRUARY, happened=TEXT.format("Anna"))
    assert len(flagged(review(unit)[terms.SAME_TEXT])) == 4
    assert review(unit) == {}


def test_a_corrected_report_counts_as_it_was_corrected(unit):
    report = a_report(an_assigned(unit), FEBRUARY, attended=300)
    MonthlyReport.objects.create(
        principal=report.principal,
        assignment=report.assignment,
        month=FEBRUARY,
        attended_hours=120,
        absent_hours=8,
        progress=3,
        received_on=TODAY,
        corrects=report,
    )
    assert review(unit) == {}


def test_hours_that_cannot_be_are_flagged_and_a_later_report_gets_a_flag_of_its_own(unit):
    provider = a_provider(unit.principal)
    one = a_report(an_assigned(unit, provider), FEBRUARY, attended=300).assignment
    first = review(unit)[terms.TOO_MANY_HOURS]
    assert first.evidence["notes"] == {str(one.pk): "300 timmar, 20 arbetsdagar rymmer 180"}
    two = a_report(an_assigned(unit, provider), FEBRUARY, attended=300).assignment
    assert flagged(review(unit)[terms.TOO_MANY_HOURS]) == {two.pk}


def test_one_day_that_cannot_be_is_flagged_in_a_month_with_room_for_the_hours(unit):
    provider = a_provider(unit.principal)
    report = a_report(an_assigned(unit, provider), FEBRUARY, attended=20)
    days(report, (date(2026, 2, 3), 1200))
    ordinary = a_report(an_assigned(unit, provider), FEBRUARY, attended=12)
    days(ordinary, (date(2026, 2, 3), 720))
    flag = review(unit)[terms.LONG_DAY]
    assert flag.evidence["notes"] == {str(report.assignment_id): "Den 2026-02-03"}


def test_many_reports_on_the_last_day_are_flagged(unit):
    provider = a_provider(unit.principal)
    for _ in range(10):
        a_report(an_assigned(unit, provider), FEBRUARY, received_on=date(2026, 3, 6))
    assert review(unit)[terms.BULK].provider == provider
    assert review(unit) == {}


def test_attendance_at_the_weekend_is_flagged(unit):
    report = a_report(an_assigned(unit), FEBRUARY)
    days(report, (date(2026, 2, 7), 120), (date(2026, 2, 8), 120), (date(2026, 2, 9), 120))
    assert review(unit)[terms.FREE_DAYS].evidence["notes"] == {
        str(report.assignment_id): "2 dagar, den första 2026-02-07"
    }


def test_attendance_while_sick_in_the_report_or_in_the_case_is_flagged(unit):
    provider = a_provider(unit.principal)
    told = a_report(an_assigned(unit, provider), FEBRUARY)
    days(told, (date(2026, 2, 3), 240), sick=True)
    known = a_report(an_assigned(unit, provider), FEBRUARY)
    days(known, (date(2026, 2, 4), 240), (date(2026, 2, 12), 240))
    Hindrance.objects.create(
        principal=unit.principal,
        case=known.assignment.case,
        kind=Hindrance.Kind.SICK,
        period=Period(date(2026, 2, 10), date(2026, 2, 20)),
        recorded_by=a_user(),
    )
    flag = review(unit)[terms.PRESENT_WHILE_SICK]
    assert flag.evidence["notes"] == {
        str(told.assignment_id): "Den 2026-02-03",
        str(known.assignment_id): "Den 2026-02-12",
    }


def test_two_assignments_the_same_hours_are_flagged_at_both_providers(unit):
    one = an_assigned(unit)
    other = an_assignment(one.case, intervention=an_intervention(unit.principal, "sfi"), period=LONG)
    for assignment in (one, other):
        days(a_report(assignment, FEBRUARY), (date(2026, 2, 3), 360), (date(2026, 2, 4), 120))
    found = ReviewFlag.objects.filter(pk__in=[f.pk for f in review_month(unit.principal_id, FEBRUARY, TODAY)])
    assert {flag.provider_id for flag in found} == {one.provider_id, other.provider_id}
    assert {flag.rule for flag in found} == {terms.DOUBLE_BOOKED}


def test_a_claimed_result_without_proof_is_flagged(unit):
    reported, proven, closed = (an_assigned(unit) for _ in range(3))
    for assignment in (reported, proven):
        FinalReport.objects.create(
            principal=unit.principal,
            assignment=assignment,
            summary="Hon har fått en anställning i ett kök.",
            success_factors="Praktiken.",
            proposals="Avsluta.",
            sent_on=date(2026, 2, 20),
            sent_by=a_user(),
        )
    for assignment, evidence in ((proven, "Anställningsavtal"), (closed, "")):
        case = assignment.case
        case.closed_on, case.closure_reason, case.closure_evidence = (
            date(2026, 2, 25),
            ClosureReason.WORK,
            evidence,
        )
        case.save()
    found = review_month(unit.principal_id, FEBRUARY, TODAY)
    assert {a for flag in found for a in flagged(flag)} == {reported.pk, closed.pk}


def test_attendance_that_falls_is_flagged_with_the_figures(unit):
    provider = a_provider(unit.principal)
    for n in range(10):
        assignment = an_assigned(unit, provider)
        for month in (date(2025, 11, 1), date(2025, 12, 1)):
            a_report(assignment, month, attended=100 + n, absent=0)
        a_report(assignment, FEBRUARY, attended=50 + n, absent=50 - n)
    flag = review(unit)[terms.SUDDEN_CHANGE]
    assert "Närvaron sjönk" in flag.explanation
    assert ["Rapporter före", "20"] in flag.evidence["facts"]


def test_a_rule_that_is_switched_off_does_not_look_and_limits_of_the_day_hold(unit):
    a_report(an_assigned(unit), FEBRUARY, attended=190)
    ReviewTerms.objects.create(
        principal=unit.principal,
        period=Period(date(2026, 3, 1), date(2026, 3, 16)),
        off=[terms.TOO_MANY_HOURS],
    )
    ReviewTerms.objects.create(
        principal=unit.principal,
        period=Period(date(2026, 3, 16)),
        limits={terms.TOO_MANY_HOURS: {"hours_a_day": 10, "over_plan_percent": 50}},
    )
    assert review(unit, today=date(2026, 3, 10)) == {}
    assert review(unit) == {}
    assert terms.TOO_MANY_HOURS in review(unit, today=date(2026, 2, 20))


def test_the_number_of_questions_does_not_grow_with_the_reports(unit):
    provider = a_provider(unit.principal)

    def questions():
        with CaptureQueriesContext(
            connection,
        ) as asked:
            review_month(unit.principal_id, FEBRUARY, TODAY)
        return len(asked)

    a_report(an_assigned(unit, provider), FEBRUARY)
    before = questions()
    for _ in range(4):
        a_report(an_assigned(unit, provider), FEBRUARY)
    assert questions() == before


def corrected(report, **changed):
    told = {"attended_hours": report.attended_hours, "happened": report.happened} | changed
    return MonthlyReport.objects.create(
        principal=report.principal,
        assignment=report.assignment,
        month=report.month,
        absent_hours=8,
        progress=3,
        received_on=TODAY,
        corrects=report,
        **told,
    )


def test_what_is_judged_does_not_come_back_with_a_new_version_that_tells_the_same(unit):
    first = a_report(an_assigned(unit), FEBRUARY, attended=300)
    dismissed = review(unit)[terms.TOO_MANY_HOURS]
    ReviewVerdict.objects.create(
        principal=unit.principal,
        flag=dismissed,
        kind=ReviewVerdict.Kind.DISMISSED,
        reason="Skrivfel.",
        given_on=TODAY,
        given_by=a_user(),
    )
    second = corrected(first, attended_hours=310)
    assert review(unit) == {}
    corrected(second, attended_hours=450)
    assert set(review(unit)) == {terms.TOO_MANY_HOURS}
    assert review(unit) == {}


def test_a_text_that_is_corrected_to_that_of_others_is_found_within_the_months_looked_at(unit):
    provider = a_provider(unit.principal)
    reports = [a_report(an_assigned(unit, provider), date(2025, 12, 1), happened=f"{n}") for n in range(3)]
    assert flags_in(unit.principal_id, [date(2025, 12, 1)]) == 0
    for report in reports:
        corrected(report, happened=TEXT.format("Hon"))
    ReviewTerms.objects.create(principal=unit.principal, period=Period(date(2026, 3, 1)), months_back=2)
    with clock.frozen(TODAY):
        assert review_reports(unit.principal_id) == "0 nya flaggor."
        ReviewTerms.objects.update(months_back=3)
        assert review_reports(unit.principal_id) == "1 nya flaggor."


def test_the_months_of_the_terms_are_looked_through_back_from_the_latest_due(unit):
    months = [date(2025, 12, 1), date(2026, 1, 1), FEBRUARY]
    assert months_to_review(unit.principal_id, date(2026, 3, 16)) == months
    assert months_to_review(unit.principal_id, date(2026, 3, 6)) == [date(2025, 11, 1), *months[:2]]


def test_a_long_time_to_prove_a_result_reaches_behind_the_reports_looked_at(unit):
    ReviewTerms.objects.create(
        principal=unit.principal,
        period=Period(date(2026, 3, 1)),
        limits={terms.UNPROVEN_RESULT: {"days_to_prove": 180}},
    )
    case = an_assigned(unit).case
    case.closed_on, case.closure_reason = date(2025, 9, 10), ClosureReason.WORK
    case.save()
    a_report(an_assigned(unit), date(2025, 9, 1), attended=300)  # too long ago for the rule of hours
    with clock.frozen(TODAY):
        assert review_reports(unit.principal_id) == "1 nya flaggor."


def test_the_command_looks_at_each_principal_apart_and_again_finds_nothing(unit):
    a_report(an_assigned(unit), FEBRUARY, attended=300)
    a_report(an_assigned(a_unit(a_principal())), FEBRUARY, attended=300)
    told = [StringIO(), StringIO()]
    with clock.frozen(TODAY):
        for out in told:
            call_command("review_reports", stdout=out)
    assert [out.getvalue().count(": 1 nya flaggor.") for out in told] == [2, 0]
    assert FlaggedAssignment.objects.count() == 2
