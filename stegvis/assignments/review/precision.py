"""How often each rule has been right, over time: what a noisy rule is known by."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q
from django.db.models.functions import TruncQuarter

from stegvis.assignments.models import ReviewFlag, ReviewVerdict
from stegvis.assignments.rules.review.terms import RULES, ReviewRule, TermsInForce
from stegvis.assignments.rules.review.verdicts import Precision
from stegvis.core.period import add_months

QUARTERS = 4


@dataclass(frozen=True)
class RuleRecord:
    """A rule with its limits of the day and what has come of its flags."""

    rule: ReviewRule
    looks: bool
    limits: tuple[tuple[str, str], ...]
    """Title, and value with unit."""
    waiting: int
    by_quarter: tuple[Precision, ...]
    total: Precision


def quarters_until(today: date) -> list[date]:
    """The first days of the latest quarters, this one last."""
    this = date(today.year, (today.month - 1) // 3 * 3 + 1, 1)
    return [add_months(this, -3 * back) for back in reversed(range(QUARTERS))]


def records(principal_id: int, now: TermsInForce, today: date) -> list[RuleRecord]:
    """Every rule, in two questions."""
    judged = _by_quarter(principal_id)
    waiting = _waiting(principal_id)
    quarters = quarters_until(today)
    return [
        RuleRecord(
            rule,
            now.looks(rule.key),
            tuple((limit.title, limit.said(now.of(rule.key)[limit.key])) for limit in rule.limits),
            waiting.get(rule.key, 0),
            tuple(judged[rule.key].get(quarter, Precision()) for quarter in quarters),
            sum(judged[rule.key].values(), Precision()),
        )
        for rule in RULES
    ]


def _by_quarter(principal_id: int) -> dict[str, dict[date, Precision]]:
    rows = (
        ReviewVerdict.objects.filter(principal_id=principal_id)
        .annotate(quarter=TruncQuarter("given_on"))
        .values_list("flag__rule", "quarter")
        .annotate(judged=Count("pk"), acted=Count("pk", filter=Q(kind=ReviewVerdict.Kind.ACTION)))
        .order_by("flag__rule", "quarter")
    )
    gathered: dict[str, dict[date, Precision]] = defaultdict(dict)
    for rule, quarter, judged, acted in rows:
        gathered[rule][quarter] = Precision(judged, acted)
    return gathered


def _waiting(principal_id: int) -> dict[str, int]:
    flags = ReviewFlag.objects.filter(principal_id=principal_id).awaiting_verdict()
    rows = flags.values_list("rule").annotate(count=Count("pk")).order_by("rule")
    return dict(rows)
