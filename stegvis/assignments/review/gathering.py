"""The facts of a month that the review's rules ask about, counted by the database where there are many.

Of each month's reports the versions in force are read. A day in a report is one row, and a large principal
has millions of them: they are never fetched, only counted.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from itertools import groupby
from typing import Any

from django.db.models import Count, Exists, F, FloatField, Min, OuterRef, Q, QuerySet, Sum
from django.db.models.functions import Cast

from stegvis.assignments.models import Assignment, FinalReport, MonthlyReport, ReportedDay
from stegvis.assignments.models.followup import MonthlyReportQuerySet
from stegvis.assignments.rules.days import MINUTES_AN_HOUR, days_of
from stegvis.assignments.rules.reporting import assigned_part, due_on
from stegvis.assignments.rules.review.change import Spread
from stegvis.assignments.rules.review.judging import Arrivals, Averages, Claim, Days, Hours, Told
from stegvis.assignments.rules.review.likeness import words_of
from stegvis.casework.models import Attachment, Case, ClosureReason, FollowUp, Hindrance
from stegvis.casework.models.cases import SELF_SUFFICIENT
from stegvis.core.period import Period, add_months
from stegvis.core.working_days import is_working_day

AT_A_TIME = 2000
"""Rows held in memory while a month is read."""

PROVES = (Attachment.Kind.EMPLOYMENT, Attachment.Kind.STUDIES)

STILL_THE_PROVIDERS = timedelta(days=90)
"""How long after an assignment a closure may be a result of it."""


def reports_of(principal_id: int, month: date) -> MonthlyReportQuerySet:
    return MonthlyReport.objects.in_force().filter(principal_id=principal_id, month=month)


def texts(principal_id: int, month: date) -> Iterator[list[Told]]:
    """The texts of the month, one provider at a time."""
    rows = (
        reports_of(principal_id, month)
        .exclude(happened="")
        .order_by("assignment__provider_id", "id")
        .values_list(
            "assignment__provider_id",
            "assignment_id",
            "id",
            "assignment__person_id",
            "assignment__person__first_name",
            "assignment__person__last_name",
            "happened",
        )
    )
    for _, of_provider in groupby(rows.iterator(AT_A_TIME), key=lambda row: row[0]):
        yield [
            Told(provider_id, assignment_id, report_id, person_id, words_of(text, (first, last)))
            for provider_id, assignment_id, report_id, person_id, first, last, text in of_provider
        ]


def hours(principal_id: int, month: date) -> Iterator[Hours]:
    """The hours of each report, and how many working days of the month the assignment had."""
    counted: dict[Period | None, int] = {}
    rows = (
        reports_of(principal_id, month)
        .filter(attended_hours__gt=0)
        .order_by("id")
        .values_list(
            "assignment__provider_id",
            "assignment_id",
            "id",
            "attended_hours",
            "assignment__period",
            "assignment__planned_hours_per_week",
        )
    )
    for provider_id, assignment_id, report_id, attended, period, planned in rows.iterator(AT_A_TIME):
        part = assigned_part(period, month)
        if part not in counted:
            counted[part] = sum(map(is_working_day, days_of(part))) if part else 0
        yield Hours(provider_id, assignment_id, report_id, attended, counted[part], planned)


def arrivals(principal_id: int, month: date) -> list[Arrivals]:
    """On which days the first versions of each provider's reports came."""
    first = MonthlyReport.objects.filter(principal_id=principal_id, month=month, corrects__isnull=True)
    rows = (
        first.values_list("assignment__provider_id", "received_on")
        .annotate(count=Count("id"))
        .order_by("assignment__provider_id", "received_on")
    )
    by_provider: dict[int, dict[date, int]] = defaultdict(dict)
    for provider_id, day, count in rows:
        by_provider[provider_id][day] = count
    return [Arrivals(provider_id, due_on(month), days) for provider_id, days in by_provider.items()]


# --- Days -------------------------------------------------------------------------------------------------


def days_on_holidays(principal_id: int, month: date) -> list[Days]:
    free = [day for day in days_of(Period.of_month(month)) if not is_working_day(day)]
    return _counted(_attended(principal_id, month).filter(day__in=free))


def days_while_sick(principal_id: int, month: date, hours_a_day: int) -> list[Days]:
    """Days of at least so long attendance, reported sick or within an illness that the case tells of."""
    sick = Hindrance.objects.filter(
        case=OuterRef("report__assignment__case"), kind=Hindrance.Kind.SICK, period__contains=OuterRef("day")
    )
    long = _attended(principal_id, month).filter(attended_minutes__gte=hours_a_day * MINUTES_AN_HOUR)
    return _counted(long.filter(Q(is_sick=True) | Exists(sick)))


def long_days(principal_id: int, month: date, hours: int) -> list[Days]:
    """Days with more attendance than `hours` in one assignment."""
    return _counted(_attended(principal_id, month).filter(attended_minutes__gt=hours * MINUTES_AN_HOUR))


def days_twice(principal_id: int, month: date, hours_a_day: int) -> list[Days]:
    """Days on which a person's assignments have more hours together than `hours_a_day`."""
    attended = _attended(principal_id, month)
    crowded = (
        attended.values("report__assignment__person_id", "day")
        .annotate(assignments=Count("report__assignment_id", distinct=True), minutes=Sum("attended_minutes"))
        .filter(assignments__gt=1, minutes__gt=hours_a_day * MINUTES_AN_HOUR)
        .order_by("report__assignment__person_id", "day")
        .values_list("report__assignment__person_id", "day")
    )
    by_person: dict[int, list[date]] = defaultdict(list)
    for person_id, day in crowded:
        by_person[person_id].append(day)
    return [
        found
        for person_id, days in by_person.items()
        for found in _counted(attended.filter(report__assignment__person_id=person_id, day__in=days))
    ]


def _attended(principal_id: int, month: date) -> QuerySet[ReportedDay]:
    reports = reports_of(principal_id, month).values("pk")
    return ReportedDay.objects.filter(report__in=reports, attended_minutes__gt=0)


def _counted(days: QuerySet[ReportedDay]) -> list[Days]:
    rows = (
        days.values_list("report__assignment__provider_id", "report__assignment_id", "report_id")
        .annotate(days=Count("id"), first=Min("day"))
        .order_by("report_id")
    )
    return [Days(*row) for row in rows]


# --- Results ----------------------------------------------------------------------------------------------


def claims(principal_id: int, month: date) -> list[Claim]:
    """The cases that were closed with a result during the month, and the final reports that were sent."""
    return [*_closures(principal_id, month), *_final_reports(principal_id, month)]


def _closures(principal_id: int, month: date) -> Iterator[Claim]:
    carried_out = Assignment.objects.filter(principal_id=principal_id).carried_out()
    later = carried_out.filter(case=OuterRef("case"), pk__gt=OuterRef("pk"))
    last = (
        carried_out.filter(
            ~Exists(later),
            case__closure_reason__in=sorted(SELF_SUFFICIENT),
            **_within("case__closed_on", month),
        )
        .filter(
            Q(period__endswith__isnull=True)
            | Q(period__endswith__gt=F("case__closed_on") - STILL_THE_PROVIDERS)
        )
        .annotate(has_proof=_proof("case"))
        .order_by("id")
    )
    for provider_id, assignment_id, reason, closed_on, has_proof in last.values_list(
        "provider_id", "id", "case__closure_reason", "case__closed_on", "has_proof"
    ):
        assert closed_on is not None  # asked for within the month
        label = str(ClosureReason(reason).label)
        yield Claim(provider_id, assignment_id, "", label, closed_on, has_proof)


def _final_reports(principal_id: int, month: date) -> Iterator[Claim]:
    sent = (
        FinalReport.objects.filter(principal_id=principal_id, **_within("sent_on", month))
        .annotate(has_proof=_proof("assignment__case"))
        .order_by("id")
    )
    for provider_id, assignment_id, summary, factors, sent_on, has_proof in sent.values_list(
        "assignment__provider_id", "assignment_id", "summary", "success_factors", "sent_on", "has_proof"
    ):
        yield Claim(provider_id, assignment_id, f"{summary}\n{factors}", "", sent_on, has_proof)


def _proof(case: str) -> Exists:
    """Does anything in the case show work or studies: at its closure, a paper, or the follow-up?"""
    papers = Attachment.objects.filter(case=OuterRef("pk"), kind__in=PROVES, withdrawal__isnull=True)
    lasting = FollowUp.objects.filter(case=OuterRef("pk"), lasting=True).exclude(evidence="")
    shown = ~Q(closure_evidence="") | Q(closure_attachment__isnull=False) | Exists(papers) | Exists(lasting)
    return Exists(Case.objects.filter(shown, pk=OuterRef(f"{case}_id")))


def _within(column: str, month: date) -> dict[str, date]:
    return {f"{column}__gte": month, f"{column}__lt": add_months(month, 1)}


# --- Averages ---------------------------------------------------------------------------------------------


def averages(principal_id: int, month: date, months: int) -> list[Averages]:
    """Each provider's attendance and progress in the month and in so many months before it."""
    before = _sums(principal_id, add_months(month, -months), month)
    now = _sums(principal_id, month, add_months(month, 1))
    return [
        Averages(
            provider_id,
            before[provider_id][0],
            now[provider_id][0],
            before[provider_id][1],
            now[provider_id][1],
        )
        for provider_id in sorted(now.keys() & before.keys())
    ]


def _sums(principal_id: int, start: date, end: date) -> Mapping[int, tuple[Spread, Spread]]:
    reported = F("attended_hours") + F("absent_hours")
    rate: Any = Cast("attended_hours", FloatField()) / Cast(reported, FloatField())
    step: Any = Cast("progress", FloatField())
    has_hours = Q(attended_hours__gt=0) | Q(absent_hours__gt=0)
    rows = (
        MonthlyReport.objects.in_force()
        .filter(has_hours, principal_id=principal_id, month__gte=start, month__lt=end)
        .values_list("assignment__provider_id")
        .annotate(
            n=Count("id"),
            rates=Sum(rate),
            squared_rates=Sum(rate * rate),
            steps=Sum(step),
            squared_steps=Sum(step * step),
        )
        .order_by("assignment__provider_id")
    )
    return {
        provider_id: (Spread.of_sums(n, rates, rates2), Spread.of_sums(n, steps, steps2))
        for provider_id, n, rates, rates2, steps, steps2 in rows
    }
