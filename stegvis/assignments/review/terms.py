"""The review's terms over time."""

from __future__ import annotations

from datetime import date

from stegvis.assignments.models import ReviewTerms
from stegvis.assignments.rules.review.terms import TermsInForce


def terms_on(principal_id: int, day: date) -> TermsInForce:
    """The limits in force; the standard where the principal has set none."""
    found = ReviewTerms.objects.filter(principal_id=principal_id, period__contains=day).first()
    if found is None:
        return TermsInForce()
    return TermsInForce(found.limits, frozenset(found.off), found.months_back)
