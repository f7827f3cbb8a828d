"""Write the questions of visits or of yearly reports anew, from a day on."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.db import transaction
from django.db.models import QuerySet

from stegvis.core.actor import Actor
from stegvis.core.answers import Answer
from stegvis.core.period import Period
from stegvis.core.refusals import database_refusals
from stegvis.providers.models import QualityTemplate
from stegvis.providers.quality_permissions import may_write_templates
from stegvis.providers.rules.questions import Question, may_ask
from stegvis.providers.rules.visiting import may_begin_template


def can_write_template(principal_id: int, *, by: Actor) -> Answer:
    return may_write_templates(by, principal_id)


def write_template(
    principal_id: int, kind: str, questions: Sequence[Question], start: date, *, by: Actor, today: date
) -> QualityTemplate:
    """The version from `start`. The one before ends; one that has not begun is written anew.

    Visits and reports that are already begun keep the questions they began with.
    """
    can_write_template(principal_id, by=by).or_refuse()
    with transaction.atomic():
        versions = list(_locked_versions(principal_id, kind))
        coming = next((each for each in versions if each.period.start > today), None)
        begun = next((each for each in versions if each.period.start <= today), None)
        answer = may_begin_template(start, begun.period if begun else None, today)
        (may_ask(questions) & answer).or_refuse()
        written = coming or QualityTemplate(principal_id=principal_id, kind=kind)
        written.period, written.written_by_id = Period(start), by.user_id
        written.questions = [question.as_json() for question in questions]
        with database_refusals():
            written.save()
            if begun is not None:
                begun.period = Period(begun.period.start, start)
                begun.save(update_fields=["period"])
    return written


def _locked_versions(principal_id: int, kind: str) -> QuerySet[QualityTemplate]:
    """The latest first."""
    own = QualityTemplate.objects.filter(principal_id=principal_id).of_kind(kind)
    return own.select_for_update().order_by("-period")
