"""What the review of reports has found: a few reports of the other months, told so that the rules see them.

Several reports have the same text, one tells of weekends, one of days that are too long, one of a single very
long day, one of attendance while the person was reported sick, and two providers tell of the same hours; all
are ordinary enough to happen. An officer has judged enough of it for the rules' precision to say something:
the rule that found the most has mostly disturbed, the others have mostly been right.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date

from stegvis.assignments.actions.judge import Shortcoming, act_on_flag, dismiss_flag
from stegvis.assignments.actions.report import correct_report
from stegvis.assignments.models import MonthlyReport, ReviewFlag
from stegvis.assignments.review.run import months_to_review, review_month
from stegvis.assignments.rules.days import NewDay, days_of, hours_of
from stegvis.assignments.rules.reporting import NewReport, assigned_part
from stegvis.core.actor import Actor, Role
from stegvis.core.period import Period
from stegvis.core.working_days import is_working_day
from stegvis.demo.municipality.cast import Cast, actor_of
from stegvis.demo.municipality.facts import Authority
from stegvis.providers.models import Deficiency
from stegvis.registry.models import Person

SAME_TEXT = (
    "Deltagaren har varit på praktik fyra dagar i veckan och övat på att passa tider, samarbeta med kollegor "
    "och be om hjälp. Vi har gått igenom meritförteckningen och skickat tre ansökningar."
)
WITH_SAME_TEXT = 4
HALF_A_DAY = 240
TEN_HOURS = 600
FOURTEEN_HOURS = 840
SIX_HOURS = 360
DAYS_TOLD_TWICE = 3
SICK_DAYS = 2
SATURDAY = 5
JUDGED_OF_THE_MOST = 11
JUDGED_OF_OTHERS = 2
LEFT_TO_JUDGE = 1
"""Of each rule at least so many flags still await a verdict."""


def tell(cast: Cast, authority: Authority, today: date) -> None:
    reports = _latest_reports(cast)
    for report in reports[:WITH_SAME_TEXT]:
        _correct(report, replace(_as_sent(report), happened=SAME_TEXT), cast.provider_staff, today)
    for report in reports[WITH_SAME_TEXT : WITH_SAME_TEXT + 1]:
        _correct(report, _with_weekends(report), cast.provider_staff, today)
    for report in reports[WITH_SAME_TEXT + 1 : WITH_SAME_TEXT + 2]:
        _correct(report, _with_long_days(report), cast.provider_staff, today)
    for report in reports[WITH_SAME_TEXT + 2 : WITH_SAME_TEXT + 3]:
        _correct(report, _with_one_long_day(report), cast.provider_staff, today)
    for report in reports[WITH_SAME_TEXT + 3 : WITH_SAME_TEXT + 4]:
        _correct(report, _with_sick_days(report), cast.provider_staff, today)
    for report in _told_by_two_providers(cast):
        _correct(
            report, _with_days_told_twice(report), cast.at_provider(report.assignment.provider_id), today
        )
    for month in months_to_review(cast.principal.pk, today):
        review_month(cast.principal.pk, month, today)
    _judge(cast, authority, today)


def _latest_reports(cast: Cast) -> list[MonthlyReport]:
    """The reports in force of the latest month, of people whom the provider's staff may know."""
    sent = MonthlyReport.objects.in_force().filter(
        assignment__provider=cast.provider,
        assignment__person__protection=Person.Protection.NONE,
        sent_by__isnull=False,
    )
    latest = sent.order_by("-month").first()
    if latest is None:
        return []
    return list(sent.filter(month=latest.month).select_related("assignment__person").order_by("id"))


def _told_by_two_providers(cast: Cast) -> list[MonthlyReport]:
    """The latest reports about the first person who was with two providers all the month."""
    sent = MonthlyReport.objects.in_force().filter(
        assignment__principal=cast.principal,
        assignment__person__protection=Person.Protection.NONE,
        sent_by__isnull=False,
    )
    latest = sent.order_by("-month").first()
    if latest is None:
        return []
    by_person: dict[int, list[MonthlyReport]] = defaultdict(list)
    for report in sent.filter(month=latest.month).select_related("assignment__person").order_by("id"):
        if assigned_part(report.assignment.period, report.month) == Period.of_month(report.month):
            by_person[report.assignment.person_id].append(report)
    return next((told for told in by_person.values() if len(told) > 1), [])


def _correct(report: MonthlyReport, wanted: NewReport, by: Actor, today: date) -> None:
    correct_report(report, wanted, by=by, today=today)


def _as_sent(report: MonthlyReport) -> NewReport:
    return NewReport(
        month=report.month,
        attended_hours=report.attended_hours,
        absent_hours=report.absent_hours,
        progress=report.progress,
        happened=report.happened,
        next_month=report.next_month,
    )


def _with_weekends(report: MonthlyReport) -> NewReport:
    """Half of every day, also of those that are free."""
    return _by_day(
        report, lambda day: HALF_A_DAY if is_working_day(day) or day.weekday() == SATURDAY else None
    )


def _with_long_days(report: MonthlyReport) -> NewReport:
    """Ten hours of every working day: more than a month has room for."""
    return _by_day(report, lambda day: TEN_HOURS if is_working_day(day) else None)


def _with_one_long_day(report: MonthlyReport) -> NewReport:
    """All hours of several days written on the first."""
    first, *_rest = _working_days(report)
    return _told(report, [NewDay(first, FOURTEEN_HOURS)])


def _with_sick_days(report: MonthlyReport) -> NewReport:
    """Half days all through, also on the first ones, when the person was reported sick."""
    working_days = _working_days(report)
    return _told(
        report, [NewDay(day, HALF_A_DAY, is_sick=n < SICK_DAYS) for n, day in enumerate(working_days)]
    )


def _with_days_told_twice(report: MonthlyReport) -> NewReport:
    """Most of the first days, though the other provider tells of the same."""
    return _told(report, [NewDay(day, SIX_HOURS) for day in _working_days(report)[:DAYS_TOLD_TWICE]])


def _by_day(report: MonthlyReport, minutes_on: Callable[[date], int | None]) -> NewReport:
    told = [(day, minutes_on(day)) for day in _days(report)]
    return _told(report, [NewDay(day, minutes) for day, minutes in told if minutes is not None])


def _working_days(report: MonthlyReport) -> list[date]:
    return [day for day in _days(report) if is_working_day(day)]


def _days(report: MonthlyReport) -> list[date]:
    part = assigned_part(report.assignment.period, report.month)
    assert part is not None
    return days_of(part)


def _told(report: MonthlyReport, days: Sequence[NewDay]) -> NewReport:
    attended, absent = hours_of(days)
    return replace(_as_sent(report), attended_hours=attended, absent_hours=absent, days=tuple(days))


def _judge(cast: Cast, authority: Authority, today: date) -> None:
    """The oldest flags of each rule have been judged."""
    officer = next(person for person in authority.staff if person.role == Role.QUALITY_OFFICER)
    by = actor_of(cast.principal, officer.email)
    flags = ReviewFlag.objects.visible_to(by).awaiting_verdict().order_by("month", "rule", "id")
    by_rule: dict[str, list[ReviewFlag]] = defaultdict(list)
    for flag in flags:
        by_rule[flag.rule].append(flag)
    most = max(by_rule, key=lambda rule: len(by_rule[rule]), default="")
    for rule, found in by_rule.items():
        judged = JUDGED_OF_THE_MOST if rule == most else JUDGED_OF_OTHERS
        for place, flag in enumerate(found[: min(judged, len(found) - LEFT_TO_JUDGE)]):
            _give_verdict(flag, is_right=(rule != most) or place == 0, by=by, today=today)


def _give_verdict(flag: ReviewFlag, *, is_right: bool, by: Actor, today: date) -> None:
    if is_right:
        wrong = Shortcoming(Deficiency.Severity.MINOR, flag.explanation)
        act_on_flag(flag, "Anordnaren har bekräftat att uppgifterna är fel.", wrong, by=by, today=today)
    else:
        dismiss_flag(flag, "Planen hade ändrats muntligt. Uppdraget är rättat nu.", by=by, today=today)
