"""Sending a monthly report, and correcting one that has been sent."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from stegvis.assignments import permissions
from stegvis.assignments.facts import facts_of_reports
from stegvis.assignments.models import Assignment, MonthlyReport, ReportedDay
from stegvis.assignments.rules import reporting
from stegvis.assignments.rules.calling_off import may_go_on
from stegvis.assignments.rules.days import NewDay
from stegvis.assignments.rules.reporting import NewReport
from stegvis.core.actor import Actor
from stegvis.core.answers import Answer
from stegvis.core.locking import locked
from stegvis.core.refusals import database_refusals


def can_report(assignment: Assignment, actor: Actor, today: date) -> Answer:
    """May the actor report a month now?"""
    return (
        permissions.may_report(actor, assignment)
        and may_go_on(is_called_off=assignment.is_called_off)
        and reporting.can_report(facts_of_reports(assignment), today)
    )


def can_correct(report: MonthlyReport, actor: Actor) -> Answer:
    """May the actor correct this version of the report?"""
    return permissions.may_report(actor, report.assignment) and reporting.can_correct(
        is_latest=_is_latest(report)
    )


def send_report(assignment: Assignment, wanted: NewReport, *, by: Actor, today: date) -> MonthlyReport:
    """Send the report of a month; it is never changed. Raises Refused with every reason."""
    permissions.may_report(by, assignment).or_refuse()
    with locked(assignment) as current:
        may_go_on(is_called_off=current.is_called_off).or_refuse()
        reporting.may_report(facts_of_reports(current), wanted, today).or_refuse()
        return _written(current, wanted, by=by, today=today)


def correct_report(old: MonthlyReport, wanted: NewReport, *, by: Actor, today: date) -> MonthlyReport:
    """Send a report in place of `old`, for the same month. Raises Refused when `old` is corrected already."""
    permissions.may_report(by, old.assignment).or_refuse()
    with locked(old.assignment) as current:
        reporting.may_correct(current.period, wanted, is_latest=_is_latest(old)).or_refuse()
        return _written(current, wanted, by=by, today=today, corrects=old)


def _is_latest(report: MonthlyReport) -> bool:
    return MonthlyReport.objects.in_force().filter(pk=report.pk).exists()


def _written(
    assignment: Assignment,
    wanted: NewReport,
    *,
    by: Actor,
    today: date,
    corrects: MonthlyReport | None = None,
) -> MonthlyReport:
    with database_refusals():
        report = MonthlyReport.objects.create(
            principal_id=assignment.principal_id,
            assignment=assignment,
            month=corrects.month if corrects else wanted.month,
            attended_hours=wanted.attended_hours,
            absent_hours=wanted.absent_hours,
            progress=wanted.progress,
            happened=wanted.happened,
            next_month=wanted.next_month,
            received_on=today,
            sent_by_id=by.user_id,
            corrects=corrects,
        )
        ReportedDay.objects.bulk_create(_days_of(report, wanted.days))
    return report


def _days_of(report: MonthlyReport, days: Iterable[NewDay]) -> list[ReportedDay]:
    return [
        ReportedDay(
            principal_id=report.principal_id,
            report=report,
            day=each.day,
            attended_minutes=each.attended,
            absent_minutes=each.absent,
            is_sick=each.is_sick,
        )
        for each in days
        if each.says_something
    ]
