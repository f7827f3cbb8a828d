"""The templates of visits and yearly reports: the one of the day, and those to begin with."""

from __future__ import annotations

import tomllib
from datetime import date
from functools import cache
from importlib.resources import files

from stegvis.providers.models import QualityTemplate
from stegvis.providers.rules.questions import Question, questions_from

VISIT, YEARLY = QualityTemplate.Kind.VISIT, QualityTemplate.Kind.YEARLY


@cache
def standard_questions(kind: str) -> tuple[Question, ...]:
    """What a principal without a template of its own may begin with."""
    told = files("stegvis.providers").joinpath("data/quality_templates.toml").read_text(encoding="utf-8")
    return questions_from(tomllib.loads(told)[kind])


def template_on(principal_id: int, kind: str, day: date) -> QualityTemplate | None:
    """The version in force on `day`."""
    of_kind = QualityTemplate.objects.filter(principal_id=principal_id).of_kind(kind)
    return of_kind.in_force(day).order_by("-period").first()


def questions_of(template: QualityTemplate) -> tuple[Question, ...]:
    return questions_from(template.questions)
