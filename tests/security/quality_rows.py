"""A visit that is planned and a yearly report that is sent, for worlds in which every page has its row."""

from datetime import date
from typing import Any

from django.db.models import Model

from stegvis.core.period import Period
from stegvis.providers.models import Provider, QualityReport, QualityTemplate, QualityVisit
from stegvis.providers.quality_templates import VISIT, YEARLY, standard_questions
from tests.builders import TODAY


def a_template(principal: Any, kind: str) -> QualityTemplate:
    """The principal's only one, with the standard questions."""
    questions = [question.as_json() for question in standard_questions(kind)]
    return QualityTemplate.objects.get_or_create(
        principal=principal,
        kind=kind,
        defaults={"period": Period(date(2020, 1, 1)), "questions": questions},
    )[0]


def quality_rows(provider: Provider, user: Any) -> list[Model]:
    principal = provider.principal
    visit = QualityVisit.objects.create(
        principal=principal,
        provider=provider,
        template=a_template(principal, VISIT),
        why=QualityVisit.Why.TIP,
        why_text="En granne har hört av sig.",
        planned_on=TODAY,
        visitor=user,
    )
    report = QualityReport.objects.create(
        principal=principal,
        provider=provider,
        template=a_template(principal, YEARLY),
        year=TODAY.year - 2,  # the report of last year is still to be written
        answers={"egenkontroll": "Vi frågar deltagarna varje månad."},
        sent_on=date(TODAY.year - 1, 3, 1),
        sent_by=user,
    )
    return [visit, report]
