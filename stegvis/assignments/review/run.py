"""Looking through a month: gather, judge, and write down what has not been flagged before."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.db import transaction

from stegvis.assignments.models import FlaggedAssignment, ReviewFlag
from stegvis.assignments.review import gathering
from stegvis.assignments.review.terms import terms_on
from stegvis.assignments.rules.reporting import latest_overdue_month
from stegvis.assignments.rules.review import judging, terms
from stegvis.assignments.rules.review.findings import Finding, only_new
from stegvis.assignments.rules.review.terms import TermsInForce
from stegvis.core.period import add_months


def months_to_review(today: date) -> list[date]:
    """The latest month whose reports were due, and the one before: some reports come late."""
    latest = latest_overdue_month(today)
    return [add_months(latest, -1), latest]


def review_month(principal_id: int, month: date, today: date) -> list[ReviewFlag]:
    """Flags what is new in the month and answers with the flags. Run again it finds nothing more."""
    now = terms_on(principal_id, today)
    found = only_new(_findings(principal_id, month, today, now), _flagged(principal_id, month))
    flags = (_flag(principal_id, finding, now, today) for finding in found)
    return [flag for flag in flags if flag is not None]


def _findings(principal_id: int, month: date, today: date, now: TermsInForce) -> Iterator[Finding]:
    """What each rule that looks has found."""
    for rule in terms.RULES:
        if now.looks(rule.key):
            yield from _found_by(rule.key, principal_id, month, today, now.of(rule.key))


def _found_by(
    rule: str, principal_id: int, month: date, today: date, limits: dict[str, int]
) -> Iterator[Finding]:
    """The facts that the rule asks about, judged by the rule."""
    which = (principal_id, month)
    match rule:
        case terms.SAME_TEXT:
            for of_provider in gathering.texts(*which):
                yield from judging.same_texts(of_provider, limits, month)
        case terms.BULK:
            yield from judging.bulk(gathering.arrivals(*which), limits, month)
        case terms.TOO_MANY_HOURS:
            yield from judging.too_many_hours(gathering.hours(*which), limits, month)
        case terms.FREE_DAYS:
            yield from judging.free_days(gathering.days_on_holidays(*which), limits, month)
        case terms.PRESENT_WHILE_SICK:
            sick = gathering.days_while_sick(*which, limits["hours_a_day"])
            yield from judging.present_while_sick(sick, limits, month)
        case terms.DOUBLE_BOOKED:
            twice = gathering.days_twice(*which, limits["hours_a_day"])
            yield from judging.double_booked(twice, limits, month)
        case terms.UNPROVEN_RESULT:
            yield from judging.unproven_results(gathering.claims(*which), limits, month, today)
        case terms.SUDDEN_CHANGE:
            yield from judging.sudden_changes(gathering.averages(*which, limits["months"]), limits, month)


def _flagged(principal_id: int, month: date) -> set[tuple[str, date, int]]:
    seen = FlaggedAssignment.objects.filter(flag__principal_id=principal_id, flag__month=month)
    return set(seen.values_list("flag__rule", "flag__month", "assignment_id"))


def _flag(principal_id: int, finding: Finding, now: TermsInForce, today: date) -> ReviewFlag | None:
    """The flag, or None when the very pattern is flagged already."""
    with transaction.atomic():
        flag, is_new = ReviewFlag.objects.get_or_create(
            principal_id=principal_id,
            rule=finding.rule,
            fingerprint=finding.fingerprint,
            defaults={
                "provider_id": finding.provider_id,
                "month": finding.month,
                "explanation": finding.explanation,
                "evidence": _evidence(finding, now),
                "found_on": today,
            },
        )
        if not is_new:
            return None
        FlaggedAssignment.objects.bulk_create(
            FlaggedAssignment(
                principal_id=principal_id,
                flag=flag,
                assignment_id=each.assignment_id,
                report_id=each.report_id,
            )
            for each in finding.seen
        )
    return flag


def _evidence(finding: Finding, now: TermsInForce) -> dict[str, object]:
    """Figures and limits; never a name nor a text."""
    return {
        "facts": [list(fact) for fact in finding.facts],
        "notes": {str(each.assignment_id): each.note for each in finding.seen},
        "limits": now.of(finding.rule),
    }
