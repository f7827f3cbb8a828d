"""Changing which rules look at reports, and their limits, from a day on."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from stegvis.assignments.models import ReviewTerms
from stegvis.assignments.review import permissions
from stegvis.assignments.rules.review import terms
from stegvis.assignments.rules.review.terms import WantedTerms
from stegvis.core.actor import Actor
from stegvis.core.period import Period
from stegvis.core.refusals import database_refusals


def set_review_terms(wanted: WantedTerms, *, by: Actor, today: date) -> ReviewTerms:
    """The terms hold from the day on; those before end with the day before. Raises Refused."""
    permissions.may_set_terms(by).or_refuse()
    with transaction.atomic():
        own = ReviewTerms.objects.filter(principal_id=by.principal_id)
        earlier = list(own.order_by("period").select_for_update())
        terms.may_set_terms(wanted, [row.period.start for row in earlier], today).or_refuse()
        with database_refusals():
            return _written(wanted, earlier, by)


def _written(wanted: WantedTerms, earlier: list[ReviewTerms], by: Actor) -> ReviewTerms:
    content = {
        "limits": {rule: dict(given) for rule, given in wanted.limits.items()},
        "off": sorted(wanted.off),
        "months_back": wanted.months_back,
    }
    for row in earlier:
        if row.period.start == wanted.start:
            for name, value in content.items():
                setattr(row, name, value)
            row.save(update_fields=list(content))
            return row
        if row.period.contains(wanted.start):
            row.period = row.period.ending(wanted.start)
            row.save(update_fields=["period"])
    return ReviewTerms.objects.create(principal_id=by.principal_id, period=Period(wanted.start), **content)
