"""The principal's form for assessments as the rules know it, and the one it starts with."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from django.db import transaction

from stegvis.casework.models import AssessmentQuestion, AssessmentTemplate, Case
from stegvis.casework.rules.assessment_templates import PublishingFacts
from stegvis.casework.rules.questions import Kind, Question
from stegvis.core.period import Period
from stegvis.registry.models import Principal

STANDARD = Path(__file__).parent / "data" / "assessment.toml"


def template_on(case: Case, day: date) -> AssessmentTemplate | None:
    """The version that holds at the case's principal on the day, with its questions."""
    held = AssessmentTemplate.objects.filter(principal_id=case.principal_id).on(day)
    return held.prefetch_related("questions").first()


def questions_of(template: AssessmentTemplate | None) -> tuple[Question, ...]:
    """The version's questions in order; none when there is no version."""
    return tuple(map(question_of, template.questions.all())) if template else ()


def question_of(row: AssessmentQuestion) -> Question:
    return Question(
        code=row.code,
        kind=Kind(row.kind),
        text=row.text,
        section=row.section,
        help=row.help,
        options=tuple(row.options),
        required=row.required,
    )


def publishing_facts(template: AssessmentTemplate) -> PublishingFacts:
    latest = latest_published(template.principal_id)
    return PublishingFacts(
        is_published=template.is_published,
        questions=template.questions.count(),
        latest=latest.period if latest else None,
    )


def latest_published(principal_id: int) -> AssessmentTemplate | None:
    """The version that began last, also when its day has not come."""
    published = AssessmentTemplate.objects.filter(principal_id=principal_id).published()
    return published.order_by("-period__startswith").first()


@cache
def standard_questions() -> tuple[Question, ...]:
    sections = _standard()["section"]
    return tuple(
        Question(
            code=row["code"],
            kind=Kind(row["kind"]),
            text=row["text"],
            section=section["name"],
            help=row.get("help", ""),
            options=tuple(row.get("options", ())),
            required=row.get("required", False),
        )
        for section in sections
        for row in section["question"]
    )


@transaction.atomic
def install_standard(principal: Principal) -> AssessmentTemplate | None:
    """The standard form as the first version, from the day in the file. None when the principal has one."""
    if AssessmentTemplate.objects.filter(principal=principal).exists():
        return None
    content = _standard()
    template = AssessmentTemplate.objects.create(
        principal=principal, version=1, name=content["name"], introduction=content["introduction"]
    )
    write_questions(template, standard_questions())
    template.period = Period(content["from"])
    template.save(update_fields=["period"])
    return template


def write_questions(template: AssessmentTemplate, questions: Iterable[Question]) -> None:
    """Puts the questions, in this order, into a version that has none."""
    AssessmentQuestion.objects.bulk_create(
        AssessmentQuestion(
            principal_id=template.principal_id,
            template=template,
            position=position,
            section=question.section,
            code=question.code,
            text=question.text,
            help=question.help,
            kind=question.kind,
            options=list(question.options),
            required=question.required,
        )
        for position, question in enumerate(questions, start=1)
    )


@cache
def _standard() -> dict[str, Any]:
    return tomllib.loads(STANDARD.read_text(encoding="utf-8"))
