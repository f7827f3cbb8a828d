"""Which months a review looks at."""

from __future__ import annotations

from datetime import date, timedelta

from stegvis.core.period import add_months


def months_until(latest: date, months: int) -> list[date]:
    """So many months, `latest` the last of them. Each by its first day."""
    return [add_months(latest, -back) for back in reversed(range(months))]


def months_of_claims(latest: date, today: date, days_to_prove: int, months: int) -> list[date]:
    """The months whose claimed results the rule must look at.

    A claim is judged when the time to prove it is over. With a long time it is then older than the reports
    that are looked at, so the months are counted back from the one whose claims fall due now.
    """
    falls_due = (today - timedelta(days=days_to_prove)).replace(day=1)
    return months_until(min(latest, falls_due), months)
