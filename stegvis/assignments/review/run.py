"""Looking through a month: gather, judge, and write down what has not been flagged before."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date

from django.db import transaction

from stegvis.assignments.models import FlaggedAssignment, ReviewFlag
from stegvis.assignments.review import gathering
from stegvis.assignments.review.terms import terms_on
from stegvis.assignments.rules.reporting import latest_overdue_month
from stegvis.assignments.rules.review import judging, terms
from stegvis.assignments.rules.review.findings import Finding, only_new
from stegvis.assignments.rules.review.months import months_of_claims, months_until
from stegvis.assignments.rules.review.terms import TermsInForce


def months_to_review(principal_id: int, today: date) -> list[date]:
    """The months that any rule looks at, the oldest first: so far back reports come late or are corrected."""
    now = terms_on(principal_id, today)
    looked_at = {month for rule in terms.RULES for month in _months_of(rule.key, now, today)}
    return sorted(looked_at)


def review_month(
    principal_id: int, month: date, today: date, only: Collection[str] = frozenset(terms.BY_KEY)
) -> list[ReviewFlag]:
    """Flags what is new in the month and answers with the flags. Run again it finds nothing more."""
    now = terms_on(principal_id, today)
    found = only_new(_findings(principal_id, month, today, now, only), _flagged(principal_id, month))
    flags = (_flag(principal_id, finding, now, today) for finding in found)
    return [flag for flag in flags if flag is not None]


def review_latest(principal_id: int, month: date, today: date) -> list[ReviewFlag]:
    """As `review_month`, by the rules that still look at the month."""
    now = terms_on(principal_id, today)
    looking = {rule for rule in terms.BY_KEY if month in _months_of(rule, now, today)}
    return review_month(principal_id, month, today, looking)


def _months_of(rule: str, now: TermsInForce, today: date) -> list[date]:
    latest = latest_overdue_month(today)
    if rule == terms.UNPROVEN_RESULT:
        return months_of_claims(latest, today, now.of(rule)["days_to_prove"], now.months_back)
    return months_until(latest, now.months_back)


def _findings(
    principal_id: int, month: date, today: date, now: TermsInForce, only: Collection[str]
) -> Iterator[Finding]:
    """What each rule that looks has found."""
    for rule in terms.RULES:
        if rule.key in only and now.looks(rule.key):
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
        case terms.UNPROVEN_RESULT:
            yield from judging.unproven_results(gathering.claims(*which), limits, month, today)
        case terms.SUDDEN_CHANGE:
            yield from judging.sudden_changes(gathering.averages(*which, limits["months"]), limits, month)
        case _:
            yield from _found_in_days(rule, principal_id, month, limits)


def _found_in_days(rule: str, principal_id: int, month: date, limits: dict[str, int]) -> list[Finding]:
    """Of the rules that look at attendance day by day."""
    which = (principal_id, month)
    match rule:
        case terms.LONG_DAY:
            return judging.long_days(gathering.long_days(*which, limits["hours_a_day"]), limits, month)
        case terms.FREE_DAYS:
            return judging.free_days(gathering.days_on_holidays(*which), limits, month)
        case terms.PRESENT_WHILE_SICK:
            sick = gathering.days_while_sick(*which, limits["hours_a_day"])
            return judging.present_while_sick(sick, limits, month)
        case terms.DOUBLE_BOOKED:
            twice = gathering.days_twice(*which, limits["hours_a_day"])
            return judging.double_booked(twice, limits, month)
    raise ValueError(f"No rule is called {rule}.")


def _flagged(principal_id: int, month: date) -> dict[tuple[str, date, int], int]:
    """What has been flagged in the month, and the most that was seen of it."""
    flags = {flag.pk: flag for flag in ReviewFlag.objects.filter(principal_id=principal_id, month=month)}
    seen = FlaggedAssignment.objects.filter(flag__in=flags).values_list("flag_id", "assignment_id")
    most: dict[tuple[str, date, int], int] = {}
    for flag_id, assignment_id in seen:
        key = (flags[flag_id].rule, month, assignment_id)
        size = flags[flag_id].evidence.get("sizes", {}).get(str(assignment_id), 0)
        most[key] = max(size, most.get(key, 0))
    return most


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
        "sizes": {str(each.assignment_id): each.size for each in finding.seen if each.size},
        "limits": now.of(finding.rule),
    }
